import { type DataOf, insuranceKinds, PayKind, payScaleEvents } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import type * as commands from './pay-scale.commands.ts';

export type Scale = DataOf<typeof payScaleEvents.PayScaleSet>;

/** The versions of a scale in the order of their months. */
export interface PayScale {
  readonly versions: readonly Scale[];
}

/** What one kind of workers is paid (F-07, F-13), stream `pay-scale-<kind>`. No city is founded with one: nobody has said it. */
export const payScale = aggregate<typeof commands, PayScale>()('pay-scale', payScaleEvents, {
  id: PayKind,
  initial: { versions: [] },
  evolve: { PayScaleSet: ({ versions }, scale) => ({ versions: [...versions, scale] }) },
  decide: {
    SetPayScale(command, { versions }) {
      const last = versions.at(-1);
      if (last !== undefined && command.from <= last.from)
        return refuse('F-13', 'month-too-early', `the month must be later than ${last.from}`, 'from');
      // F-13: each of the five insurances, once.
      const missing = insuranceKinds.find(
        (kind) => !command.insurances.some(({ insurance }) => insurance === kind),
      );
      if (missing !== undefined)
        return refuse('F-13', 'insurance-missing', `${missing} is missing`, 'insurances');
      return accept({ type: 'PayScaleSet', data: { ...command, version: versions.length + 1 } });
    },
  },
});

/** The version of a scale that judges a month. */
export function scaleFor(month: string, { versions }: PayScale): Scale | undefined {
  return versions.findLast(({ from }) => from <= month);
}
