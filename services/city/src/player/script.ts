import type { Place } from './placement.ts';
import type { CityRequest } from './requests.ts';
import { categoryOfType, channelOfSource, unitOfOwner, urgentTypes } from './mapping.ts';

export type Actor = 'reporter' | 'dispatcher' | 'supervisor' | { readonly unit: string };

/** One command of the play: what is asked of the city, by whom, at which minute of the story. */
export interface Step {
  /** Minutes since 00:00 of the first day. */
  readonly minute: number;
  readonly request: string;
  /** Last segment of the address; `report` creates the incident. */
  readonly command: string;
  readonly actor: Actor;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A row that could not be mapped whole, and what was done instead. */
export interface Unmapped {
  readonly request: string;
  readonly reason: string;
}

export interface Script {
  readonly steps: readonly Step[];
  readonly unmapped: readonly Unmapped[];
}

/** The system the requests come from, as events name it. */
export const sourceSystem = 'myla311';

/**
 * Turns the real requests into the commands that would have led there: report at the real moment, dispatch, acceptance
 * and completion in between, check and closing at the real closing time. Stable order: by minute, then by row.
 */
export function writeScript(
  requests: readonly CityRequest[],
  placeOf: (request: CityRequest) => Place | undefined,
  startOfDay: Date,
): Script {
  const unmapped: Unmapped[] = [];
  const steps = requests.flatMap((request) => stepsOf(request, placeOf(request), startOfDay, unmapped));
  const order = new Map(requests.map((request, index) => [request.number, index]));
  return {
    steps: steps
      .map((step, index) => ({ step, index }))
      .sort(
        (a, b) =>
          a.step.minute - b.step.minute ||
          (order.get(a.step.request) ?? 0) - (order.get(b.step.request) ?? 0) ||
          a.index - b.index,
      )
      .map(({ step }) => step),
    unmapped,
  };
}

function stepsOf(
  request: CityRequest,
  place: Place | undefined,
  startOfDay: Date,
  unmapped: Unmapped[],
): Step[] {
  const category = categoryOfType[request.type];
  const channel = channelOfSource[request.channel];
  const unit = unitOfOwner[request.owner];
  const missing = [
    ...(category ? [] : [`no class for type "${request.type}"`]),
    ...(place ? [] : ['no place']),
    ...(channel ? [] : [`no channel for "${request.channel}"`]),
    ...(unit ? [] : [`no unit for owner "${request.owner}"`]),
  ];
  if (missing.length > 0) unmapped.push({ request: request.number, reason: missing.join(', ') });

  const at = (minute: number, command: string, actor: Actor, body: Step['body'] = {}): Step => ({
    minute,
    request: request.number,
    command,
    actor,
    body,
  });
  const opened = request.createdMinute;
  const report = at(opened, 'report', 'reporter', {
    channel: channel ?? 'web',
    occurredAt: new Date(startOfDay.getTime() + opened * 60_000).toISOString(),
    severity: urgentTypes.has(request.type) ? 'urgent' : 'normal',
    source: { system: sourceSystem, reference: request.number },
    ...(place ? { point: place } : {}),
    ...(category ? { category } : {}),
  });
  const settled = request.settledMinute === undefined ? undefined : Math.max(request.settledMinute, opened);

  if (request.status === 'Cancelled') {
    return [report, at(settled ?? opened, 'void', 'supervisor', { reason: 'cancelled_by_reporter' })];
  }
  if (!category || !place || !unit) {
    const over = request.status === 'Closed' && settled !== undefined;
    return over ? [report, at(settled, 'void', 'supervisor', { reason: 'not_assignable' })] : [report];
  }

  const span = settled === undefined ? Infinity : settled - opened;
  const part = (share: number, most: number) => opened + Math.min(span * share, most);
  const handler = { unit };
  const taken = [
    report,
    at(part(0.1, 10), 'dispatch', 'dispatcher', { unit }),
    at(part(0.2, 40), 'accept', handler, {}),
  ];
  switch (request.status) {
    case 'Closed':
      if (settled === undefined) return taken;
      return [
        ...taken,
        at(opened + span * 0.9, 'complete', handler, {}),
        at(opened + span * 0.97, 'pass-check', 'supervisor', {}),
        at(settled, 'close', 'supervisor', {}),
      ];
    case 'Pending':
      return [...taken, at(settled ?? opened, 'park', 'dispatcher', { reason: 'waiting_for_reporter' })];
    case 'Referred Out':
      return [...taken, at(settled ?? opened, 'return', handler, { reason: 'not_our_duty' })];
    default:
      return taken;
  }
}
