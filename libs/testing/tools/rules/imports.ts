import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { parse } from './syntax.ts';

/** A source file of the repository, with what it brings in from other files of the repository. */
export interface Source {
  readonly text: string;
  readonly tree: ts.SourceFile;
  /** Paths of the files it imports values from; what is imported as a type does nothing. */
  readonly imports: readonly string[];
  /** Name here → the file it comes from and its name there. */
  readonly names: ReadonlyMap<string, { readonly file: string; readonly name: string }>;
}

/** The sources of one working tree, each read once. Paths are relative to its root. */
export class Sources {
  readonly root: string;
  readonly #read = new Map<string, Source>();
  readonly #packages = new Map<string, Record<string, { '@linli/source'?: string }>>();

  constructor(root: string) {
    this.root = root;
  }

  of(file: string): Source {
    let source = this.#read.get(file);
    if (source === undefined) this.#read.set(file, (source = this.#load(file)));
    return source;
  }

  /** The file and all that it imports, directly or not. */
  reachedFrom(file: string): ReadonlySet<string> {
    const reached = new Set([file]);
    for (const next of reached)
      if (next.endsWith('.ts')) for (const imported of this.of(next).imports) reached.add(imported);
    return reached;
  }

  #load(file: string): Source {
    const text = readFileSync(join(this.root, file), 'utf8');
    const tree = parse(file, text);
    const imports = new Set<string>();
    const names = new Map<string, { file: string; name: string }>();
    for (const statement of tree.statements) {
      if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
      const { moduleSpecifier } = statement;
      if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) continue;
      if (ts.isExportDeclaration(statement) && statement.isTypeOnly) continue;
      if (
        ts.isImportDeclaration(statement) &&
        statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
      )
        continue;
      const from = this.#resolve(file, moduleSpecifier.text);
      if (from === undefined) continue;
      imports.add(from);
      const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
      if (bindings === undefined || !ts.isNamedImports(bindings)) continue;
      for (const { name, propertyName } of bindings.elements)
        names.set(name.text, { file: from, name: (propertyName ?? name).text });
    }
    return { text, tree, imports: [...imports], names };
  }

  #resolve(file: string, specifier: string): string | undefined {
    if (specifier.startsWith('.')) return this.#existing(join(dirname(file), specifier));
    const [scope, library, ...rest] = specifier.split('/');
    if (scope !== '@linli' || library === undefined) return undefined;
    const folder = join('libs', library);
    const source = this.#exportsOf(folder)[['.', ...rest].join('/')]?.['@linli/source'];
    return source === undefined ? undefined : this.#existing(join(folder, source));
  }

  #exportsOf(folder: string): Record<string, { '@linli/source'?: string }> {
    let found = this.#packages.get(folder);
    if (found === undefined) {
      const path = join(this.root, folder, 'package.json');
      found = (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).exports : undefined) ?? {};
      this.#packages.set(folder, found ?? {});
    }
    return found ?? {};
  }

  #existing(path: string): string | undefined {
    const within = relative(this.root, join(this.root, path));
    return !within.startsWith('..') && existsSync(join(this.root, within)) ? within : undefined;
  }
}
