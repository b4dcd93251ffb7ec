import { ComposeProblem } from './problem.ts';

/** The value as a mapping; throws with its place in the file when it is none. */
export function mapping(where: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new ComposeProblem(`${where} is not a mapping`);
}

export function list(where: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new ComposeProblem(`${where} is not a list`);
}

export function text(where: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new ComposeProblem(`${where} is not a text`);
}

export function texts(where: string, value: unknown): readonly string[] {
  return list(where, value).map((item, at) => text(`${where}[${at}]`, item));
}

/** Refuses a mapping with keys besides these. */
export function only(where: string, value: Readonly<Record<string, unknown>>, keys: readonly string[]): void {
  const other = Object.keys(value).find((key) => !keys.includes(key));
  if (other !== undefined) throw new ComposeProblem(`${where}: the key ${other} is not understood`);
}
