import type { Wrapping } from './mutant.ts';

interface Insertion {
  readonly position: number;
  readonly text: string;
  /** Whether it stands before the node, or after it. */
  readonly opens: boolean;
  readonly length: number;
  readonly order: number;
}

/** The text with every wrapping in it, whatever lies in what; lines keep their numbers. */
export function instrument(text: string, wrappings: readonly Wrapping[]): string {
  const insertions = wrappings.flatMap(({ node, before, after }, order): Insertion[] => {
    const start = node.getStart();
    const length = node.getEnd() - start;
    return [
      { position: start, text: before, opens: true, length, order },
      { position: node.getEnd(), text: after, opens: false, length, order },
    ];
  });
  // What ends somewhere ends before anything begins there; the longer encloses the shorter, the first the second.
  insertions.sort((one, other) => {
    if (one.position !== other.position) return one.position - other.position;
    if (one.opens !== other.opens) return one.opens ? 1 : -1;
    const outermost = other.length - one.length || one.order - other.order;
    return one.opens ? outermost : -outermost;
  });
  let result = '';
  let from = 0;
  for (const { position, text: inserted } of insertions) {
    result += text.slice(from, position) + inserted;
    from = position;
  }
  return result + text.slice(from);
}

/** The expression that is true while a rule is out. */
export function outIs(rule: number): string {
  return `(globalThis.linliRuleOut === ${rule})`;
}
