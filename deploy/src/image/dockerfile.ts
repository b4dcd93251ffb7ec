import { readFileSync } from 'node:fs';

export interface Instruction {
  /** In capitals: `RUN`. */
  readonly name: string;
  /** What stands behind it, on one line. */
  readonly rest: string;
}

export interface Stage {
  /** What `FROM` names: an image, or a stage before. */
  readonly from: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** Reads a Dockerfile into its stages, arguments before the first `FROM` put in. Throws when a line is no instruction. */
export function readDockerfile(path: string): readonly Stage[] {
  const before = new Map<string, string>();
  const stages: { from: string; name: string | undefined; instructions: Instruction[] }[] = [];
  for (const { name, rest } of instructionsOf(readFileSync(path, 'utf8'))) {
    if (name === 'FROM') {
      const [, from, , alias] = /^(\S+)(\s+AS\s+(\S+))?$/i.exec(rest) ?? [];
      if (from === undefined) throw new Error(`${path}: FROM ${rest} is not understood`);
      stages.push({ from: withArguments(from, before), name: alias, instructions: [] });
    } else if (stages.length > 0) stages.at(-1)?.instructions.push({ name, rest });
    else if (name === 'ARG') before.set(rest.slice(0, rest.indexOf('=')), rest.slice(rest.indexOf('=') + 1));
    else throw new Error(`${path}: ${name} stands before the first FROM`);
  }
  return stages;
}

function instructionsOf(text: string): Instruction[] {
  const lines = text.split('\n').filter((line) => !/^\s*(#|$)/.test(line));
  const whole = lines.join('\n').replaceAll(/\s*\\\n\s*/g, ' ');
  return whole.split('\n').map((line) => {
    const found = /^([A-Za-z]+)\s+(.+)$/.exec(line);
    if (found === null) throw new Error(`${JSON.stringify(line)} is no instruction of a Dockerfile`);
    return { name: (found[1] as string).toUpperCase(), rest: found[2] as string };
  });
}

function withArguments(text: string, given: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$\{(\w+)\}/g, (_all, name: string) => {
    const value = given.get(name);
    if (value === undefined) throw new Error(`the argument ${name} has no value before the first FROM`);
    return value;
  });
}
