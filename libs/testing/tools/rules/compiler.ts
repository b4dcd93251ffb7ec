import { join } from 'node:path';
import ts from 'typescript';
import type { Removal } from './mutant.ts';

/**
 * Those whose removal the compiler refuses: a part of a condition (`x !== undefined && x.y`) that narrows a type is no rule
 * of its own, and whoever takes it out is told so before any test runs.
 * @param root the working tree that the removals' files are relative to
 */
export function neededByCompiler(root: string, removals: readonly Removal[]): ReadonlySet<Removal> {
  // Each removal is a file of its own beside the real one, so that all are checked as one program.
  const places = new Map<string, Removal>();
  const texts = new Map<string, string>();
  for (const [i, removal] of removals.entries()) {
    const { without } = removal;
    if (without === undefined) continue;
    const { fileName, text } = without.node.getSourceFile();
    const place = join(root, fileName.replace(/\.ts$/, `.without-${i}.ts`));
    places.set(place, removal);
    texts.set(
      place,
      text.slice(0, without.node.getStart()) + without.text + text.slice(without.node.getEnd()),
    );
  }
  if (places.size === 0) return new Set();
  const options = compilerOptions(root);
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (name, version, ...rest) => {
    const text = texts.get(name);
    return text === undefined
      ? getSourceFile.call(host, name, version, ...rest)
      : ts.createSourceFile(name, text, version, true);
  };
  const program = ts.createProgram([...places.keys()], options, host);
  return new Set(
    [...places].flatMap(([place, removal]) =>
      program.getSemanticDiagnostics(program.getSourceFile(place)).length > 0 ? removal : [],
    ),
  );
}

function compilerOptions(root: string): ts.CompilerOptions {
  const base = join(import.meta.dirname, '../../../../tsconfig.base.json');
  const { config } = ts.readConfigFile(base, ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  return options;
}
