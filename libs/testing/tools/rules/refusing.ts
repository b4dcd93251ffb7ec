import ts from 'typescript';
import type { Sources } from './imports.ts';
import { calleeOf, callsOf, isRefuseCall } from './syntax.ts';

/** What a refusal cites: `rows` is empty when all of them come in as parameters. */
export interface Cited {
  readonly rows: ReadonlySet<string>;
  readonly codes: readonly string[];
}

/** Row and code of a `refuse` call, as far as they are written there. */
export function citedBy(refusal: ts.CallExpression): Cited {
  const [row, code] = refusal.arguments;
  return {
    rows: new Set(row !== undefined && ts.isStringLiteralLike(row) ? [row.text] : []),
    codes: code === undefined ? [] : [ts.isStringLiteralLike(code) ? code.text : code.getText()],
  };
}

export function together(all: readonly Cited[]): Cited {
  return {
    rows: new Set(all.flatMap(({ rows }) => [...rows])),
    codes: [...new Set(all.flatMap(({ codes }) => codes))],
  };
}

/** Tells which functions may answer with a refusal, and what it cites then. */
export class RefusingFunctions {
  readonly #sources: Sources;
  /** By file and name; undefined while it is being found out, so that recursion ends. */
  readonly #known = new Map<string, Cited | undefined>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** What a call may be refused with; undefined when it is no call of a function that refuses. */
  ofCall(call: ts.CallExpression, file: string): Cited | undefined {
    if (isRefuseCall(call)) return citedBy(call);
    const name = calleeOf(call);
    if (name === undefined) return undefined;
    return this.#named(name, file) ?? (this.#comesAsParameter(call, file) ? together([]) : undefined);
  }

  /** What may be refused when a node is evaluated: undefined when nothing is. */
  within(node: ts.Node, file: string): Cited | undefined {
    const found = callsOf(node).flatMap((call) => this.ofCall(call, file) ?? []);
    return found.length === 0 ? undefined : together(found);
  }

  #named(name: string, file: string): Cited | undefined {
    const { tree, names } = this.#sources.of(file);
    const imported = names.get(name);
    if (imported !== undefined) {
      const own = !imported.file.startsWith('libs/') || imported.file.startsWith('libs/patterns/');
      return own ? this.#named(imported.name, imported.file) : undefined;
    }
    const key = `${file} ${name}`;
    if (this.#known.has(key)) return this.#known.get(key);
    this.#known.set(key, undefined);
    const body = tree.statements.flatMap((statement) => bodyOf(statement, name) ?? [])[0];
    const cited = body === undefined ? undefined : this.within(body, file);
    this.#known.set(key, cited);
    return cited;
  }

  /** A function handed in that stands before `??`, and so may answer with nothing: a pattern's own question. */
  #comesAsParameter(call: ts.CallExpression, file: string): boolean {
    const { parent } = call;
    const asked =
      ts.isBinaryExpression(parent) &&
      parent.left === call &&
      parent.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken;
    const name = calleeOf(call);
    const { tree, names } = this.#sources.of(file);
    return (
      asked &&
      name !== undefined &&
      !names.has(name) &&
      !tree.statements.some((statement) => bodyOf(statement, name) !== undefined) &&
      callsOf(parent.right).some(
        (then) => calleeOf(then) === 'accept' || this.ofCall(then, file) !== undefined,
      )
    );
  }
}

function bodyOf(statement: ts.Statement, name: string): ts.Node | undefined {
  if (ts.isFunctionDeclaration(statement) && statement.name?.text === name) return statement.body;
  if (!ts.isVariableStatement(statement)) return undefined;
  for (const { name: bound, initializer } of statement.declarationList.declarations)
    if (ts.isIdentifier(bound) && bound.text === name && initializer !== undefined)
      return ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)
        ? initializer.body
        : undefined;
  return undefined;
}
