import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, Id, Name, oneOf, Version, within } from '../fields.ts';

/** 小区示意图, 公益宣传栏, 公示栏, 楼幢门牌, 绿地保护牌. */
export const signKinds = [
  'estate_map',
  'public_notice_board',
  'disclosure_board',
  'number_plate',
  'green_space_sign',
] as const;
export const SignKind = oneOf(...signKinds);
/** Tells signs of one kind apart: the number on a plate, a code of where a board stands. */
export const SignPlace = within(Id, {
  description: 'the number of a sign or a code of its place, such as 12 or north-gate',
});

const sign = { kind: SignKind, place: SignPlace };
/** Of the kinds that the policy in force requires, those of which no sign stands now. */
const judged = { missing: Type.Array(SignKind), policy: Version };

export const estateEvents = defineEvents('sanitation', {
  EstateRegistered: {
    title: ['小区登记', 'Estate registered'],
    description: 'An estate is known; no sign stands in it yet.',
    rows: ['S-22', 'S-13'],
    data: { name: Name, areaPath: AreaPath, ...judged },
    shows: ['name'],
    example: { name: '江欣苑', areaPath: '42/01/05/011/010/', missing: [...signKinds], policy: 1 },
  },
  SignInstalled: {
    title: ['标识标牌设置', 'Sign installed'],
    description: 'A sign stands in the estate, and it is known which kinds are still missing.',
    rows: ['S-13'],
    data: { ...sign, ...judged },
    shows: ['kind', 'place'],
    example: { kind: 'number_plate', place: '12', missing: ['estate_map', 'green_space_sign'], policy: 1 },
  },
  SignRemoved: {
    title: ['标识标牌拆除', 'Sign removed'],
    description: 'A sign no longer stands in the estate, and it is known which kinds are missing now.',
    rows: ['S-13'],
    data: { ...sign, ...judged },
    shows: ['kind', 'place'],
    example: { kind: 'disclosure_board', place: 'north-gate', missing: ['disclosure_board'], policy: 1 },
  },
});

export type EstateEvent = EventsOf<typeof estateEvents>;
