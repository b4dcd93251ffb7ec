import { type EstateEvent, estateEvents, sanitationPolicyEvents, signKinds } from '@linli/contracts';
import { accept, aggregate, type Decision, type Moment, refuse } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '@linli/patterns';
import type * as commands from './estate.commands.ts';

type Kind = (typeof signKinds)[number];

interface Sign {
  readonly kind: Kind;
  readonly place: string;
}

/** An estate as far as its rules ask. */
interface Estate {
  readonly areaPath?: string;
  /** Those that stand. */
  readonly signs: readonly Sign[];
}

/** Kinds of signs that an estate needs: the five of the row, until a city sets others. */
export const requiredSigns = versionedPolicy('required-signs', sanitationPolicyEvents.RequiredSignsSet, {
  row: 'S-13',
  judges: 'now',
  first: { version: 1, kinds: [...signKinds] },
  fault({ kinds }) {
    const twice = firstDouble(kinds);
    if (twice === undefined) return undefined;
    return refuse('S-13', 'kind-twice', `${twice} stands twice in the list`, 'kinds');
  },
});

/** An estate and its signs (S-13), stream `estate-<id>`. */
export const estate = aggregate<typeof commands, Estate>()('estate', estateEvents, {
  initial: { signs: [] },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    EstateRegistered: (_, { areaPath }) => ({ areaPath, signs: [] }),
    SignInstalled: (estate, { kind, place }) => ({ ...estate, signs: [...estate.signs, { kind, place }] }),
    SignRemoved: (estate, sign) => ({ ...estate, signs: without(sign, estate.signs) }),
  },
  decide: {
    RegisterEstate(estate, { areaPath }, moment) {
      if (areaPath !== undefined)
        return refuse('S-22', 'registered-before', 'the estate has been registered before');
      return accept({ type: 'EstateRegistered', data: { ...estate, ...judged([], moment) } });
    },
    InstallSign(sign, { areaPath, signs }, moment) {
      if (areaPath === undefined) return unknown();
      // S-13: several signs of a kind may stand, each at a place of its own.
      if (without(sign, signs).length < signs.length)
        return refuse('S-13', 'installed-before', `a ${sign.kind} stands at ${sign.place} already`, 'place');
      return accept({ type: 'SignInstalled', data: { ...sign, ...judged([...signs, sign], moment) } });
    },
    RemoveSign(sign, { areaPath, signs }, moment) {
      if (areaPath === undefined) return unknown();
      const left = without(sign, signs);
      if (left.length === signs.length)
        return refuse('S-13', 'not-installed', `no ${sign.kind} stands at ${sign.place}`, 'place');
      return accept({ type: 'SignRemoved', data: { ...sign, ...judged(left, moment) } });
    },
  },
});

/** S-13: every kind that is required stands in the estate, or is named as missing. */
function judged(signs: readonly Sign[], { policy }: Moment): { missing: Kind[]; policy: number } {
  const { version, kinds } = policy(requiredSigns);
  return { missing: kinds.filter((kind) => !signs.some((sign) => sign.kind === kind)), policy: version };
}

/** Signs but the one of this kind at this place. */
export function without({ kind, place }: Sign, signs: readonly Sign[]): readonly Sign[] {
  return signs.filter((sign) => sign.kind !== kind || sign.place !== place);
}

function unknown(): Decision<EstateEvent> {
  return refuse('S-13', 'estate-unknown', 'no such estate has been registered');
}
