import ts from 'typescript';
import type { Removal } from '../mutant.ts';
import { together, type RefusingFunctions } from '../refusing.ts';
import { enclosingFunction, nodesOf } from '../syntax.ts';

/** Every `policy(definition)`: answered by the first version, whichever is in force. */
export function policyLookUps(tree: ts.SourceFile, refusing: RefusingFunctions): Removal[] {
  return [...nodesOf(tree)].flatMap((node) => {
    if (!ts.isCallExpression(node) || node.arguments.length !== 1) return [];
    const { expression: callee } = node;
    const named = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
    const [definition] = node.arguments;
    if (!ts.isIdentifier(named) || named.text !== 'policy' || definition === undefined) return [];
    return {
      what: `the look-up of ${definition.getText()}`,
      at: node,
      ...(refusing.within(enclosingBody(node), tree.fileName) ?? together([])),
      wrap: (out: string) => ({ node, before: `(${out} ? (${definition.getText()}).first : (`, after: '))' }),
    };
  });
}

function enclosingBody(node: ts.Node): ts.Node {
  const found = enclosingFunction(node);
  return ts.isFunctionLike(found) && 'body' in found && found.body !== undefined ? found.body : found;
}
