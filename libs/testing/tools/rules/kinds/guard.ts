import ts from 'typescript';
import type { Removal } from '../mutant.ts';
import type { RefusingFunctions } from '../refusing.ts';
import { bare, initializerOf, isRefuseCall, nodesOf, operandsOf, operatorOf } from '../syntax.ts';
import { withoutReturn } from './refusal.ts';

/** Every place that asks another function whether it refuses, and passes its refusal on. */
export function guards(tree: ts.SourceFile, refusing: RefusingFunctions): Removal[] {
  return [...nodesOf(tree)].flatMap((node) => [
    ...askedFirst(node, refusing, tree.fileName),
    ...returnedFault(node, refusing, tree.fileName),
  ]);
}

/** `guard(state) ?? rest`, also `one(…) ?? other(…) ?? rest`. */
function askedFirst(node: ts.Node, refusing: RefusingFunctions, file: string): Removal[] {
  const either = ts.SyntaxKind.QuestionQuestionToken;
  if (!ts.isBinaryExpression(node) || operatorOf(node) !== either || operatorOf(node.parent) === either)
    return [];
  return operandsOf(node, either)
    .slice(0, -1)
    .flatMap((operand) => {
      const call = bare(operand);
      if (!ts.isCallExpression(call) || isRefuseCall(call)) return [];
      const cited = refusing.ofCall(call, file);
      if (cited === undefined) return [];
      return {
        what: `the guard ${call.expression.getText()}`,
        at: operand,
        ...cited,
        wrap: (out: string) => ({ node: operand, before: `(${out} ? undefined : (`, after: '))' }),
      };
    });
}

/** `const fault = f(…); if (fault) return fault`, also `if ('outcome' in task) return task`. */
function returnedFault(node: ts.Node, refusing: RefusingFunctions, file: string): Removal[] {
  if (!ts.isReturnStatement(node) || node.expression === undefined) return [];
  const returned = bare(node.expression);
  if (!ts.isIdentifier(returned)) return [];
  const branch = ts.isBlock(node.parent) ? node.parent.parent : node.parent;
  if (!ts.isIfStatement(branch)) return [];
  const asks = [...nodesOf(branch.expression)].some(
    (part) => ts.isIdentifier(part) && part.text === returned.text,
  );
  const initializer = initializerOf(returned);
  const cited = asks && initializer !== undefined ? refusing.within(initializer, file) : undefined;
  if (cited === undefined) return [];
  return [
    {
      what: `the guard ${initializer?.getText().split('(')[0]}`,
      at: node,
      ...cited,
      wrap: (out) => withoutReturn(node, out),
    },
  ];
}
