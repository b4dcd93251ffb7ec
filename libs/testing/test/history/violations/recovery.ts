import { at, changed, type Patient, type Violation } from './surgery.ts';

/** What is told of lag after the last fault. */
export const recoveryViolations: readonly Violation[] = [
  {
    name: 'a lag that never ends',
    breaks: ['P15'],
    inject(patient) {
      for (const index of lagsAfterFaults(patient)) changed(patient.list('chaos'), index, { lag: 3 });
      goOnWatching(patient);
      return true;
    },
  },
  {
    name: 'a lag that ends too late',
    breaks: ['P15'],
    inject(patient) {
      const chaos = patient.list('chaos');
      for (const index of lagsAfterFaults(patient)) changed(chaos, index, { lag: 3 });
      goOnWatching(patient);
      patient.append('chaos', { kind: 'lag', consumer: patient.simulated.consumer.name, lag: 0 });
      return true;
    },
  },
  {
    name: 'a consumer of which nothing is heard after the faults',
    breaks: ['P15'],
    inject(patient) {
      const chaos = patient.list('chaos');
      const after = lagsAfterFaults(patient);
      if (!chaos.some((note, index) => note.kind === 'lag' && !after.includes(index))) return false;
      for (const index of after.reverse()) chaos.splice(index, 1);
      goOnWatching(patient);
      return true;
    },
  },
];

function lagsAfterFaults(patient: Patient): number[] {
  const chaos = patient.list('chaos');
  const healed = chaos.findLastIndex(({ kind }) => kind === 'fault');
  const { mono } = at(chaos, healed, 'fault');
  return chaos.flatMap((note, index) => (note.kind === 'lag' && note.mono >= mono ? [index] : []));
}

/** Somebody else notes something when the time is long over. */
function goOnWatching(patient: Patient): void {
  patient.simulated.scribes.pass(70_000);
  patient.append('other', { kind: 'lag', consumer: 'somebody-else', lag: 0 });
  // Somebody else was in time.
  changed(patient.list('other'), 0, { mono: at(patient.list('chaos'), lastHeal(patient), 'fault').mono + 1 });
  patient.append('other', { kind: 'commands', context: 'incidents', after: 0 });
}

function lastHeal(patient: Patient): number {
  return patient.list('chaos').findLastIndex(({ kind }) => kind === 'fault');
}
