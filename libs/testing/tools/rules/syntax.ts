import ts from 'typescript';

export function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
}

/** The node and all below it, outermost first; functions inside it are left out on request. */
export function* nodesOf(node: ts.Node, { intoFunctions = true } = {}): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children)
    if (intoFunctions || !ts.isFunctionLike(child)) yield* nodesOf(child, { intoFunctions });
}

/** The calls of a node that are made when it is evaluated, not when a function inside it is called. */
export function callsOf(node: ts.Node): ts.CallExpression[] {
  return [...nodesOf(node, { intoFunctions: false })].filter((found) => ts.isCallExpression(found));
}

/** Name of a called function, when it is called by a plain name. */
export function calleeOf(call: ts.CallExpression): string | undefined {
  return ts.isIdentifier(call.expression) ? call.expression.text : undefined;
}

export interface RefuseCall extends ts.CallExpression {
  readonly expression: ts.Identifier;
}

export function isRefuseCall(node: ts.Node): node is RefuseCall {
  return ts.isCallExpression(node) && calleeOf(node) === 'refuse';
}

/** The expression without brackets around it. */
export function bare(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ? bare(node.expression) : node;
}

/** The outermost pair of brackets around an expression, or the expression. */
export function bracketed(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node.parent) ? bracketed(node.parent) : node;
}

export function enclosingFunction(node: ts.Node): ts.Node {
  let found = node.parent;
  while (!ts.isFunctionLike(found) && !ts.isSourceFile(found)) found = found.parent;
  return found;
}

export function operatorOf(node: ts.Node): ts.SyntaxKind | undefined {
  return ts.isBinaryExpression(node) ? node.operatorToken.kind : undefined;
}

/** Operands of a chain of one operator: `a || b || c` has three. */
export function operandsOf(node: ts.Expression, operator: ts.SyntaxKind): ts.Expression[] {
  const inner = bare(node);
  return ts.isBinaryExpression(inner) && inner.operatorToken.kind === operator
    ? [...operandsOf(inner.left, operator), ...operandsOf(inner.right, operator)]
    : [node];
}

/** What a constant of the function was made from; undefined for a parameter, or a name from elsewhere. */
export function initializerOf(name: ts.Identifier): ts.Expression | undefined {
  for (const node of nodesOf(enclosingFunction(name)))
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.name.text === name.text)
      return node.initializer;
  return undefined;
}
