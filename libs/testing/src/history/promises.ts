/** The promises of the design that notes can decide, what speaks for each, and what must have been watched to decide it. */
interface PromiseText {
  readonly text: string;
  /** What is counted, by a short key. */
  readonly evidence: Readonly<Record<string, string>>;
  /** Of each group at least one kind of evidence; without it the promise was not observed. */
  readonly needs: readonly (readonly string[])[];
}

export const promises = {
  P1: {
    text: 'an acknowledged append reaches the log, the topic and every projection',
    evidence: {
      acknowledged: 'acknowledged appends',
      topic: 'events awaited at topics',
      projection: 'events awaited at projections',
    },
    needs: [['acknowledged'], ['topic', 'projection']],
  },
  P2: {
    text: 'a refused or rolled-back append appears nowhere',
    evidence: {
      refused: 'refused commands',
      unknown: 'commands of unknown outcome',
      compared: 'observations compared with the log',
    },
    needs: [['refused', 'unknown'], ['compared']],
  },
  P3: {
    text: 'per stream, revisions are dense and in order at every consumer',
    evidence: { log: 'events of logs', steps: 'events at observers' },
    needs: [['steps']],
  },
  P4: {
    text: 'of two appends at one expected revision exactly one wins',
    evidence: { appends: 'appends in order of real time', conflicts: 'conflicts' },
    needs: [['conflicts']],
  },
  P5: {
    text: 'a reader of a log sees strictly increasing positions, and nothing appears behind one it has seen',
    evidence: { final: 'positions of final readings', followed: 'events at readers that followed' },
    needs: [['followed']],
  },
  P6: {
    text: 'a read model equals the fold of the log at its checkpoint',
    evidence: { documents: 'documents' },
    needs: [['documents']],
  },
  P8: {
    text: 'a checkpoint only moves forward and is never ahead of applied state',
    evidence: { checkpoints: 'checkpoints', applied: 'checkpoints read together with documents' },
    needs: [['checkpoints'], ['applied']],
  },
  P9: {
    text: 'duplicates, rebalances and two owners change nothing',
    evidence: {
      topic: 'events once at topics',
      projection: 'events once at projections',
      counts: 'counts equal to the fold',
      repeats: 'repeated commands',
    },
    needs: [['projection', 'counts']],
  },
  P10: {
    text: 'every committed event is published at least once, in stream order, across relay fail-over',
    evidence: { published: 'events awaited at topics' },
    needs: [['published']],
  },
  P11: {
    text: 'a feed cut at any message resumes without gap or repeat',
    evidence: { lines: 'lines', resumed: 'resumptions', resets: 'resets' },
    needs: [['lines'], ['resumed']],
  },
  P14: {
    text: 'a poison event is parked with its reason, others go on, and replay restores its order',
    evidence: { parked: 'poison events parked', retried: 'streams retried' },
    needs: [['parked'], ['retried']],
  },
  P15: {
    text: 'after faults heal, lag returns to zero',
    evidence: { recoveries: 'consumers caught up after the last fault' },
    needs: [['recoveries']],
  },
} as const satisfies Readonly<Record<string, PromiseText>>;

export type PromiseId = keyof typeof promises;

/** What may be counted for a promise. */
export type Evidence<Id extends PromiseId> = keyof (typeof promises)[Id]['evidence'];

export const promiseIds = Object.keys(promises) as readonly PromiseId[];
