import ts from 'typescript';
import { initializerOf, nodesOf } from '../rules/syntax.ts';

/** A test as it is written: its full name, and the rows it names. */
export interface Title {
  readonly title: string;
  readonly ids: ReadonlySet<string>;
}

/** A row, a gap of the rows, a clause of the anchors, or an article of a law by its short name: 个人信息保护法 47 is `PIPL-47`. */
const id = /(?<![\w-])(?:[RPISFG]-[0-9]{2}(?![0-9])|[BC]-[0-9]+\.[0-9]+|[A-Z]{3,}-[0-9]+)/g;

/** What one call of `describe` or `test` adds to the names of the tests in it. */
interface Named {
  readonly text: string;
  readonly ids: readonly string[];
  readonly isTest: boolean;
  readonly body: ts.Node | undefined;
}

/** The tests of a spec file; those that are skipped or only planned carry nothing and are left out. */
export function titlesOf(spec: ts.Node, above: readonly Named[] = []): Title[] {
  const found: Title[] = [];
  ts.forEachChild(spec, (node) => {
    const named = ts.isCallExpression(node) ? namedBy(node) : undefined;
    if (named === undefined) found.push(...titlesOf(node, above));
    else if (named !== 'skipped') {
      const path = [...above, named];
      if (named.isTest)
        found.push({
          title: path.map(({ text }) => text).join(' › '),
          ids: new Set(path.flatMap(({ ids }) => ids)),
        });
      else if (named.body !== undefined) found.push(...titlesOf(named.body, path));
    }
  });
  return found;
}

function namedBy(call: ts.CallExpression): Named | 'skipped' | undefined {
  const [title, body] = call.arguments;
  const words = wordsOf(call.expression);
  const [first = '', ...modifiers] = words;
  if (title === undefined || !['describe', 'test', 'it'].includes(first)) return undefined;
  // `test.each(table)` alone names nothing yet: it is what is called with the title.
  if (modifiers.at(-1) === 'each' && !isTable(call.expression)) return undefined;
  if (modifiers.some((word) => word === 'skip' || word === 'todo')) return 'skipped';
  const { text, ids } = textOf(title);
  const fromTable = /[%$]/.test(text) && isTable(call.expression) ? idsIn(call.expression) : [];
  return { text, ids: [...ids, ...fromTable], isTest: first !== 'describe', body };
}

/** `test`, `test.each(…)`, `describe.each\`…\`` as their words. */
function wordsOf(callee: ts.Expression): string[] {
  if (ts.isIdentifier(callee)) return [callee.text];
  if (ts.isPropertyAccessExpression(callee)) return [...wordsOf(callee.expression), callee.name.text];
  if (ts.isCallExpression(callee)) return wordsOf(callee.expression);
  return ts.isTaggedTemplateExpression(callee) ? wordsOf(callee.tag) : [];
}

function isTable(callee: ts.Expression): boolean {
  return ts.isCallExpression(callee) || ts.isTaggedTemplateExpression(callee);
}

function textOf(title: ts.Expression): { text: string; ids: string[] } {
  if (ts.isStringLiteralLike(title)) return { text: title.text, ids: matches(title.text) };
  const inserted = [...nodesOf(title)].filter((node) => ts.isIdentifier(node));
  const text = ts.isTemplateExpression(title) ? title.getText().slice(1, -1) : title.getText();
  return { text, ids: [...idsIn(title), ...inserted.flatMap((name) => originsOf(name).flatMap(idsIn))] };
}

/** What a name in a title was made from: a constant's value, or the list a loop or a callback goes through. */
function originsOf(name: ts.Identifier): ts.Node[] {
  const origins: ts.Node[] = [];
  for (let node: ts.Node = name; node.parent !== undefined; node = node.parent) {
    const { parent } = node;
    if (ts.isForOfStatement(parent) && binds(parent.initializer, name)) origins.push(parent.expression);
    if (ts.isArrowFunction(node) && node.parameters.some((parameter) => binds(parameter, name)))
      if (ts.isCallExpression(parent)) origins.push(parent.expression);
  }
  const constant = initializerOf(name);
  return constant === undefined ? origins : [...origins, constant];
}

function binds(binding: ts.Node, { text }: ts.Identifier): boolean {
  return [...nodesOf(binding)].some(
    (node) => ts.isBindingName(node) && ts.isIdentifier(node) && node.text === text,
  );
}

function idsIn(node: ts.Node): string[] {
  return [...nodesOf(node)].flatMap((part) =>
    ts.isStringLiteralLike(part) || ts.isTemplateHead(part) || ts.isTemplateMiddleOrTemplateTail(part)
      ? matches(part.text)
      : [],
  );
}

function matches(text: string): string[] {
  return text.match(id) ?? [];
}
