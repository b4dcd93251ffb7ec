import { AreaPath, BusinessDay, type DataOf, HolderId, Id, PostKind, postEvents } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { type Static, Type } from 'typebox';
import { post, postOf } from './post.ts';

const State = Type.Enum(['held', 'vacant']);
const place = { id: Id, kind: PostKind, areaPath: AreaPath };
/** From a day on, up to and without the day `validTo`. */
const held = { holder: HolderId, validFrom: BusinessDay, validTo: Type.Optional(BusinessDay) };
const holders = Type.Array(Type.Object(held));

type Kind = Static<typeof PostKind>;
type Held = Static<Type.TObject<typeof held>>;
interface Body {
  readonly id: string;
  readonly kind: Kind;
  readonly areaPath: string;
  readonly holders: Held[];
}

/** Posts with who holds them on a day, and those that nobody holds (P-02, P-11, P-17, P-20). */
export const posts = view('posts', 1, {
  of: postEvents,
  stream: post,
  document: { ...place, holders },
  item: { ...place, state: State, holders: Type.Array(HolderId), since: BusinessDay },
  fields: { areaPath: 'text', kind: 'text' },
  indexes: [['areaPath'], ['kind', 'areaPath']],
  on: {
    PostAppointed: (before, { data: { kind, ...data } }) => begun(before, kind, data),
    CommitteeMemberElected: (before, { data }) => begun(before, 'committee_member', data),
    AreaDutyAssigned: (before, { data }) => begun(before, 'area_officer', data),
    SecurityResponsibilityAssigned: (before, { data }) => begun(before, 'security', data),
    PostRelieved: (before, { data }) => ended(before, data),
    AreaDutyEnded: (before, { data }) => ended(before, data),
  },
  doors: {
    list: 'GET /v1/posts',
    one: 'GET /v1/posts/:id',
    may: 'operations.read',
    summary: 'Posts below an area, with who holds them on a day',
    filters: { kind: PostKind },
    unknown: 'post-unknown',
    show({ holders, ...place }, on) {
      const begun = holders.filter(({ validFrom }) => validFrom <= on);
      const last = begun.at(-1);
      if (last === undefined) return undefined;
      const now = begun.filter(({ validTo }) => validTo === undefined || on < validTo);
      const state = now.length > 0 ? ('held' as const) : ('vacant' as const);
      const since = now.at(-1)?.validFrom ?? last.validTo ?? last.validFrom;
      return { ...place, state, holders: now.map(({ holder }) => holder), since };
    },
  },
});

function begun(
  before: Body | undefined,
  kind: Kind,
  { areaPath, holder, validFrom }: DataOf<typeof postEvents.CommitteeMemberElected>,
): Body {
  const holders = [...(before?.holders ?? []), { holder, validFrom }];
  return { id: postOf({ kind, areaPath }), kind, areaPath, holders };
}

function ended(
  before: Body | undefined,
  { holder, validTo }: { readonly holder: string; readonly validTo: string },
): Body | undefined {
  return (
    before && {
      ...before,
      holders: before.holders.map((held) =>
        held.holder === holder && held.validTo === undefined ? { ...held, validTo } : held,
      ),
    }
  );
}
