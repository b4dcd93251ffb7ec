import ts from 'typescript';
import type { Removal } from '../mutant.ts';
import { together, type Cited, type RefusingFunctions } from '../refusing.ts';
import { bare, initializerOf, isRefuseCall, nodesOf, operandsOf } from '../syntax.ts';
import { exceptionBefore } from './refusal.ts';

const both = ts.SyntaxKind.AmpersandAmpersandToken;
const either = ts.SyntaxKind.BarBarToken;

/** Every part of a condition of several parts that decides whether something is refused. */
export function conditionParts(tree: ts.SourceFile, refusing: RefusingFunctions): Removal[] {
  const found = [...nodesOf(tree)].flatMap((node) => {
    const refusal = conditionOfRefusal(node, refusing, tree.fileName);
    return refusal === undefined ? [] : partsOf(refusal.condition, refusal.cited);
  });
  // A condition kept in a constant may be asked twice.
  return found.filter(({ at }, i) => found.findIndex((first) => first.at === at) === i);
}

function conditionOfRefusal(
  node: ts.Node,
  refusing: RefusingFunctions,
  file: string,
): { condition: ts.Expression; cited: Cited } | undefined {
  let condition: ts.Expression | undefined;
  let cited: Cited | undefined;
  if (ts.isIfStatement(node)) {
    condition = node.expression;
    cited = refusedIn(node, refusing, file);
  } else if (ts.isConditionalExpression(node)) {
    condition = node.condition;
    for (const branch of [node.whenTrue, node.whenFalse])
      if (isRefuseCall(bare(branch))) cited = refusing.within(branch, file);
  }
  return condition === undefined || cited === undefined ? undefined : { condition, cited };
}

/** What is refused in a branch, or right after the exception that the branch is. */
function refusedIn(branch: ts.IfStatement, refusing: RefusingFunctions, file: string): Cited | undefined {
  const { parent } = branch;
  if (ts.isBlock(parent)) {
    const next = parent.statements[parent.statements.indexOf(branch) + 1];
    if (
      next !== undefined &&
      ts.isReturnStatement(next) &&
      next.expression !== undefined &&
      isRefuseCall(bare(next.expression)) &&
      exceptionBefore(next) === branch
    )
      return refusing.within(next, file);
  }
  const branches = [branch.thenStatement, ...(branch.elseStatement ? [branch.elseStatement] : [])];
  const refused = branches.filter((then) => [...nodesOf(then, { intoFunctions: false })].some(isRefuseCall));
  return refused.length === 0
    ? undefined
    : together(refused.flatMap((then) => refusing.within(then, file) ?? []));
}

/** `a && b` without `a` is `b`: `true && b`. `a || b` without `a` is `b`: `false || b`. */
function partsOf(condition: ts.Expression, cited: Cited): Removal[] {
  const inner = bare(condition);
  if (ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.ExclamationToken)
    return partsOf(inner.operand, cited);
  if (ts.isIdentifier(inner)) {
    const constant = initializerOf(inner);
    return constant === undefined ? [] : partsOf(constant, cited);
  }
  if (!ts.isBinaryExpression(inner)) return [];
  const operator = inner.operatorToken.kind;
  if (operator !== both && operator !== either) return [];
  const parts = operandsOf(inner, operator);
  return parts.flatMap((part) => [
    {
      what: `the condition \`${part.getText().replaceAll(/\s+/g, ' ')}\``,
      at: part,
      ...cited,
      wrap: (out: string) =>
        operator === both
          ? { node: part, before: `(${out} || (`, after: '))' }
          : { node: part, before: `(!${out} && (`, after: '))' },
      without: {
        node: inner,
        text: parts
          .filter((other) => other !== part)
          .map((other) => `(${other.getText()})`)
          .join(operator === both ? ' && ' : ' || '),
      },
    },
    ...partsOf(part, cited),
  ]);
}
