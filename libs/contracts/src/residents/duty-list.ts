import { type Static, Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, oneOf, Reason, Version, within } from '../fields.ts';

/** What is done for residents, or asked of a community. */
export const PublicService = within(Reason, {
  description: 'a code of a public service, such as elderly_care',
});
/** Whose duty something is: of the township (街道, 乡镇) or of the community. */
export const DutyLevel = oneOf('township', 'community');
/** Does it, helps the other with it, or must not do it (剥离招商引资). */
export const DutyRole = oneOf('does', 'assists', 'must_not');
/** 居民自治, 教育引导群众, 协助公共服务, 统筹社会服务: what a community is for (G-22). */
export const CommunityFunction = oneOf('self_government', 'guidance', 'public_service', 'social_service');
export const DutyEntry = Type.Object({
  service: PublicService,
  level: DutyLevel,
  role: DutyRole,
  function: Type.Optional(CommunityFunction),
});
export type DutyEntry = Static<typeof DutyEntry>;
/** A township in the national division. */
export const TownshipCode = Type.String({
  pattern: '^[0-9]{9}$',
  description: 'a township code of 9 digits, such as 420105011',
});

export const dutyListEvents = defineEvents('residents', {
  DutyListPublished: {
    title: ['权责清单公布', 'Duty list published'],
    description:
      'A version of who does what is in force between a township and its communities, and of what neither may be asked.',
    rows: ['R-50'],
    data: {
      township: TownshipCode,
      version: Version,
      areaPath: AreaPath,
      entries: Type.Array(DutyEntry, { minItems: 1, maxItems: 500 }),
    },
    shows: ['version'],
    example: {
      township: '420105011',
      version: 1,
      areaPath: '42/01/05/011/',
      entries: [
        { service: 'fire_safety', level: 'township', role: 'does' },
        { service: 'investment_promotion', level: 'township', role: 'must_not' },
        { service: 'elderly_care', level: 'community', role: 'assists', function: 'public_service' },
      ],
    },
  },
});

export const supervisionNoteEvents = defineEvents('residents', {
  SupervisionNoteRaised: {
    title: ['社区监督意见', 'Supervision note raised'],
    description: 'A community has told its township of a duty of the township that is not kept.',
    rows: ['R-50'],
    data: {
      township: TownshipCode,
      version: Version,
      areaPath: AreaPath,
      service: PublicService,
      concern: Reason,
    },
    shows: ['service', 'concern'],
    example: {
      township: '420105011',
      version: 1,
      areaPath: '42/01/05/011/010/',
      service: 'fire_safety',
      concern: 'not_done',
    },
  },
});

export type DutyListEvent = EventsOf<typeof dutyListEvents>;
export type SupervisionNoteEvent = EventsOf<typeof supervisionNoteEvents>;
