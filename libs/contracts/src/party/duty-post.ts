import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, Id, Name, Reason, within } from '../fields.ts';

/** Membership is sensitive in itself, so this id is not the one the member has as a resident. */
export const MemberId = within(Id, { description: 'the pseudonym of a party member' });
export const Duty = within(Reason, { description: 'a code of the list of duties, such as keep_order' });
export const Seats = Type.Integer({ minimum: 1, 'x-unit': 'person', description: 'a number of seats' });

export const dutyPostEvents = defineEvents('party', {
  DutyPostOffered: {
    title: ['党员岗位设立', 'Duty post offered'],
    description: 'A post with stated duties is open to party members.',
    rows: ['P-05'],
    data: { name: Name, areaPath: AreaPath, duties: Type.Array(Duty, { minItems: 1 }), seats: Seats },
    shows: ['name', 'seats'],
    example: { name: '卫生监督岗', areaPath: '42/01/05/011/010/', duties: ['watch_cleanness'], seats: 2 },
  },
  DutyPostClaimed: {
    title: ['党员认领岗位', 'Duty post claimed'],
    description: 'A member has taken a seat of the post.',
    rows: ['P-05'],
    data: { member: MemberId },
    example: { member: 'm-4f21' },
  },
  DutyDone: {
    title: ['党员履岗', 'Duty done'],
    description: 'A member has done a duty of a post he has taken.',
    rows: ['P-05'],
    data: { member: MemberId, duty: Duty },
    shows: ['duty'],
    example: { member: 'm-4f21', duty: 'watch_cleanness' },
  },
});

export type DutyPostEvent = EventsOf<typeof dutyPostEvents>;
