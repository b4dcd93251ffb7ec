import type { EventDefinition } from './define-events.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { type DefinitionIndex, indexDefinitions, UnknownEventType } from './registry.ts';

/**
 * One step of an event's history: data of major version `from` as it reads in version `to`, which is `from + 1`.
 * Pure and total: same data in, same data out, nothing of the clock, other events or the world; the given data is left
 * as it is. A field that the old version did not have takes the value that was true when it was written.
 */
export interface Upcaster {
  readonly type: string;
  readonly from: number;
  readonly to: number;
  upcast(data: unknown): unknown;
}

/** What is wrong with a set of upcasters, all of it at once. The program must not start. */
export class InvalidUpcasters extends Error {
  override readonly name = 'InvalidUpcasters';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`upcasters do not fit the event definitions:\n- ${problems.join('\n- ')}`);
    this.problems = problems;
  }
}

export interface Upcasters {
  /**
   * The event in the latest version of its type; the very same object when it is that already.
   * An event of an unknown type is returned as it is: consumers select by type, so nobody can mistake it. An event of a
   * known type in a version that this program does not know throws `UnknownEventType`, since it would be misread.
   */
  upcast(event: RecordedEvent): RecordedEvent;
}

/**
 * Chains v1→v2→v3 for every event. Throws `InvalidUpcasters` unless each version but the latest of each event has exactly
 * one step, to the version after it.
 */
export function createUpcasters(
  definitions: readonly EventDefinition[],
  upcasters: readonly Upcaster[],
): Upcasters {
  const index = indexDefinitions(definitions);
  const problems = [...misfits(index, upcasters), ...gaps(index, upcasters)];
  if (problems.length > 0) throw new InvalidUpcasters(problems);

  const latest = new Map<string, number>();
  for (const [type, versions] of index) latest.set(type, Math.max(...versions.keys()));
  const steps = new Map(upcasters.map((step) => [key(step.type, step.from), step]));

  return {
    upcast(event) {
      const target = latest.get(event.type);
      if (target === undefined || target === event.version) return event;
      let data = event.data;
      for (let version = event.version; version !== target; version += 1) {
        const step = steps.get(key(event.type, version));
        if (step === undefined) throw new UnknownEventType(event.type, event.version);
        data = step.upcast(data);
      }
      return { ...event, version: target, data };
    },
  };
}

function misfits(index: DefinitionIndex, upcasters: readonly Upcaster[]): string[] {
  const seen = new Set<string>();
  return upcasters.flatMap(({ type, from, to }) => {
    const name = `${type} v${from}→v${to}`;
    const versions = index.get(type);
    if (versions === undefined) return [`${name}: unknown event type ${type}`];
    const problems: string[] = [];
    if (seen.has(key(type, from))) problems.push(`${name}: a second upcaster from v${from}`);
    seen.add(key(type, from));
    if (to <= from) problems.push(`${name}: a cycle, upcasters only lead to later versions`);
    else if (to !== from + 1) problems.push(`${name}: skips v${from + 1}, one step leads one version on`);
    for (const version of [from, to])
      if (!versions.has(version)) problems.push(`${name}: version ${version} is not defined`);
    return problems;
  });
}

function gaps(index: DefinitionIndex, upcasters: readonly Upcaster[]): string[] {
  const from = new Set(upcasters.map((step) => key(step.type, step.from)));
  return [...index].flatMap(([type, versions]) => {
    const latest = Math.max(...versions.keys());
    const problems: string[] = [];
    for (let version = 1; version < latest; version += 1) {
      if (!versions.has(version)) problems.push(`${type}: version ${version} is not defined, ${latest} is`);
      if (!from.has(key(type, version)))
        problems.push(`${type}: a gap, no upcaster from v${version} to v${version + 1}`);
    }
    return problems;
  });
}

function key(type: string, version: number): string {
  return `${type}.v${version}`;
}
