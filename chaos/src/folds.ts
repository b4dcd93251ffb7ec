import type { Folds, LoggedEvent } from '@linli/testing/history';

/** What the views of the city add up to, said again from the log, as plainly as possible. */
export const folds: Folds = {
  effects: {
    /** Incidents located in a grid and not closed. */
    *'open-per-grid'({ type, facts }: LoggedEvent) {
      const { area, previous } = facts as { readonly area?: string; readonly previous?: string };
      if (type === 'IncidentLocated') {
        if (previous !== undefined) yield [previous, -1];
        if (area !== undefined) yield [area, 1];
      }
      if (type === 'IncidentClosed' && area !== undefined && isGrid(area)) yield [area, -1];
    },
  },
  references: {
    /** Where an incident stands, and how long its timeline is. */
    incidents: {
      keys: ({ stream }) => (stream.startsWith('incident-') ? [stream] : []),
      evolve: (body, event) => told((body as Told | undefined) ?? untold, event),
      show: (body) => ({ stage: stageOf(body as Told), events: (body as Told).events }),
    },
  },
};

interface Told {
  readonly events: number;
  readonly closed?: string;
  readonly parked: boolean;
  readonly checked: boolean;
  readonly task?: string;
  readonly known: string;
}

const untold: Told = { events: 0, parked: false, checked: false, known: 'reported' };

const tasks: Readonly<Record<string, string>> = {
  TaskDispatched: 'dispatched',
  TaskForceAssigned: 'dispatched',
  TaskAccepted: 'accepted',
  TaskReturned: 'returned',
  TaskCompleted: 'completed',
};

/** An incident has one task at a time, whose state is that of its last event (I-17). */
function told(before: Told, { type, facts }: LoggedEvent): Told {
  const now = { ...before, events: before.events + 1 };
  if (type in tasks) return { ...now, task: tasks[type] as string };
  switch (type) {
    case 'IncidentClosed':
      return { ...now, closed: before.closed ?? (facts['outcome'] === 'voided' ? 'voided' : 'closed') };
    case 'IncidentParked':
      return { ...now, parked: true };
    case 'IncidentResumed':
      return { ...now, parked: false };
    case 'CheckPassed':
      return { ...now, checked: true };
    case 'CheckFailed':
      return { ...now, checked: false, task: 'accepted' };
    case 'IncidentClassified':
      return { ...now, known: before.known === 'reported' ? 'classified' : before.known };
    case 'IncidentLocated':
      return { ...now, known: before.known === 'routed' ? 'routed' : 'located' };
    case 'IncidentRouted':
      return { ...now, known: 'routed' };
    default:
      return now;
  }
}

function stageOf({ closed, parked, checked, task, known }: Told): string {
  if (closed !== undefined) return closed;
  if (parked) return 'parked';
  return checked ? 'checked' : (task ?? known);
}

/** A path that ends in a grid: `…/U021/G0431/`. */
function isGrid(area: string): boolean {
  return /\/G[^/]*\/$/.test(area);
}
