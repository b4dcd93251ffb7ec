import type { Audience, Follower } from './audience.ts';
import type { Findings, Violation } from './findings.ts';
import type { LogIndex } from './log-index.ts';
import type { ParkedHistory } from './parked-history.ts';
import { Places } from './places.ts';

/**
 * What an audience had to see and has not: between where it began and where it claims to have caught up, or without such
 * a claim up to the last it got of each source. Missing at a topic breaks P10 and P1, at a projection P1 (and P14 when it
 * went missing while parked), in a feed P11. A log's own readers are judged as they read (P5).
 *
 * Excused: what a projection still has parked or an operator gave up, and what a client of a feed found in
 * its snapshot when it was told to load it again.
 */
export function checkCoverage(
  audience: Audience,
  log: LogIndex,
  sources: readonly string[],
  parked: ParkedHistory,
  findings: Findings,
): void {
  if (audience.of === 'log') return;
  const wants = audience.wants(log);
  for (let index = 0; index < log.size; index += 1) {
    const source = sources[log.stream(index)] as string;
    const position = log.position(index);
    const start = audience.startOf(source);
    if (start === undefined || position <= start || position > audience.boundOf(source)) continue;
    if (!wants.has(index) || isExcused(audience, source, position, parked)) continue;
    if (audience.of === 'topic') {
      findings.checked('P1', 'topic');
      findings.checked('P10', 'published');
    } else if (audience.of === 'projection') findings.checked('P1', 'projection');
    if (!audience.seen.has(index)) report(audience, log, index, parked, findings);
    else if (audience.of === 'topic') checkPublished(audience, log, index, findings);
  }
  for (const follower of audience.followers) checkFollower(audience, log, follower, findings);
}

/** Over all relays, an event stands behind its elder in the topic. */
function checkPublished(audience: Audience, log: LogIndex, index: number, findings: Findings): void {
  const before = audience.wants(log).before(index);
  const records = audience.records(log);
  if (before < 0 || !audience.seen.has(before) || records.isBefore(before, index)) return;
  findings.broken('P10', {
    place: records.place(index),
    expected: `${log.describe(before)} published before it`,
    seen: log.describe(index),
    related: [records.place(before), log.place(index)],
  });
}

/** Nothing is applied before its elder that is parked. */
function checkFollower(
  audience: Audience,
  log: LogIndex,
  { index, before, mono, place }: Follower,
  findings: Findings,
): void {
  const elder = audience.late.get(log.position(before));
  // Noted in one millisecond, the order of the lines tells; of two files nothing is known, and nobody accused.
  const isInOrder =
    elder && (elder.mono < mono || (elder.mono === mono && !Places.isBefore(place, elder.place)));
  if (isInOrder) return;
  findings.broken('P14', {
    place,
    expected: `${log.describe(before)}, which was parked, applied before its follower`,
    seen: log.describe(index),
    related: [log.place(before)],
  });
}

function isExcused(audience: Audience, source: string, position: number, parked: ParkedHistory): boolean {
  if (audience.of === 'stream') {
    const { fedBy } = audience;
    const isLate = parked.parkedAnywhere(audience.context, position);
    if (audience.isExcused(source, position, isLate)) return true;
    return fedBy !== undefined && (parked.isParked(fedBy, position) || parked.gaveUp(fedBy, position));
  }
  if (audience.of !== 'projection') return false;
  return parked.isParked(audience.name, position) || parked.gaveUp(audience.name, position);
}

function report(
  audience: Audience,
  log: LogIndex,
  index: number,
  parked: ParkedHistory,
  findings: Findings,
): void {
  const violation: Violation = {
    place: log.place(index),
    expected: `${log.describe(index)} at ${audience.name}`,
    seen: `not there, though it has seen up to position ${audience.caughtUpTo ?? 'after it'}`,
    related: [audience.caughtUpPlace],
  };
  if (audience.of === 'stream') {
    findings.broken('P11', violation);
    return;
  }
  findings.broken('P1', violation);
  if (audience.of === 'topic') findings.broken('P10', violation);
  const item = parked.everParked(audience.name, log.position(index));
  if (item !== undefined) {
    findings.broken('P14', {
      ...violation,
      seen: 'it was parked, is parked no more, and has not been applied',
      related: [item.place],
    });
  }
}
