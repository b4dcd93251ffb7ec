import ts from 'typescript';
import type { Removal, Wrapping } from '../mutant.ts';
import { citedBy } from '../refusing.ts';
import { bare, bracketed, enclosingFunction, isRefuseCall, nodesOf } from '../syntax.ts';

/** Every `refuse(…)` of a file, each removed so that its branch goes on as if nothing were wrong. */
export function refusals(tree: ts.SourceFile): Removal[] {
  return [...nodesOf(tree)].filter(isRefuseCall).map((call) => ({
    what: 'the refusal',
    at: call,
    ...citedBy(call),
    wrap: (out) => withoutRefusal(call, out),
  }));
}

function withoutRefusal(call: ts.CallExpression, out: string): Wrapping {
  const node = bracketed(call);
  const { parent } = node;
  if (ts.isReturnStatement(parent)) return withoutReturn(parent, out);
  if (ts.isConditionalExpression(parent) && parent.condition !== node)
    return parent.whenTrue === node ? never(parent.condition, out) : always(parent.condition, out);
  if (ts.isBinaryExpression(parent) && parent.right === node && isEither(parent))
    return {
      node: parent,
      before: `(${out} ? (${parent.left.getText()}) : (`,
      after: '))',
    };
  return { node, before: `(${out} ? undefined : (`, after: '))' };
}

/** `return refuse(…)` falls through; at a function's end the exception before it takes everything in. */
export function withoutReturn(statement: ts.ReturnStatement, out: string): Wrapping {
  const exception = exceptionBefore(statement);
  if (exception !== undefined) return always(exception.expression, out);
  const leave = ts.isCaseOrDefaultClause(statement.parent) ? ' break;' : '';
  return { node: statement, before: `{ if (!${out}) `, after: `${leave} }` };
}

/** The `if (…) return …` right before the last statement of a function, unless that refuses too. */
export function exceptionBefore(statement: ts.ReturnStatement): ts.IfStatement | undefined {
  const { parent: block } = statement;
  if (!ts.isBlock(block) || block.parent !== enclosingFunction(statement)) return undefined;
  const before = block.statements[block.statements.indexOf(statement) - 1];
  if (before === undefined || !ts.isIfStatement(before) || before.elseStatement !== undefined)
    return undefined;
  const { thenStatement } = before;
  const only =
    ts.isBlock(thenStatement) && thenStatement.statements.length === 1
      ? thenStatement.statements[0]
      : thenStatement;
  if (only === undefined || !ts.isReturnStatement(only)) return undefined;
  return only.expression !== undefined && isRefuseCall(bare(only.expression)) ? undefined : before;
}

function isEither({ operatorToken }: ts.BinaryExpression): boolean {
  return (
    operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken ||
    operatorToken.kind === ts.SyntaxKind.BarBarToken
  );
}

function always(node: ts.Expression, out: string): Wrapping {
  return { node, before: `(${out} || (`, after: '))' };
}

function never(node: ts.Expression, out: string): Wrapping {
  return { node, before: `(!${out} && (`, after: '))' };
}
