import { gridBookEvents } from '@linli/contracts';
import { reaction } from '@linli/service-kit';
import { serviceCase } from '../service-case/service-case.ts';

/** What a visit has raised is a case of the worker who was there (R-10, chain X3). */
export const openRaisedCase = reaction('open-raised-case', {
  on: [gridBookEvents.ServiceCaseRaisedFromDiary],
  ask: serviceCase,
  id: ({ data }) => data.case,
  command: ({ id, data: { resident, areaPath }, metadata: { actor } }) => ({
    type: 'OpenRaisedCase',
    ...{ owner: actor, resident, areaPath, raisedBy: id },
  }),
  startAt: 'beginning',
});
