import { type CategoryDeadlines, defaultDeadlines, incidentsPolicyEvents } from '@linli/contracts';
import { refuse, type Refusal } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '@linli/patterns';

/** The time limits of a city (I-02, B-5.3): those in force when an incident opened hold for all its stages. */
export const deadlines = versionedPolicy('deadlines', incidentsPolicyEvents.CategoryDeadlinesSet, {
  row: 'I-02',
  judges: 'opening',
  stream: 'deadlines',
  first: defaultDeadlines,
  fault,
});

/** About ten years; more is a slip of the pen. */
const most = { urgent_hours: 87_600, work_hours: 17_500, work_days: 2_500, natural_days: 3_650 };

function fault({ rules }: CategoryDeadlines): Refusal | undefined {
  const double = firstDouble(
    rules.map(({ standard, codePrefix, severity, stage }) =>
      [standard, `"${codePrefix}"`, severity ?? 'any severity', stage].join(' '),
    ),
  );
  if (double !== undefined)
    return refuse('I-02', 'limit-set-twice', `two limits are set for ${double}`, 'rules');
  const endless = rules.find(({ kind, amount }) => amount > most[kind]);
  if (endless !== undefined) {
    const message = `${endless.amount} ${endless.kind} is no time limit; at most ${most[endless.kind]}`;
    return refuse('I-02', 'limit-too-long', message, 'rules');
  }
  return undefined;
}
