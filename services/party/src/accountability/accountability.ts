import {
  type AccountabilityEvent,
  accountabilityEvents,
  type DataOf,
  dayLength,
  partyPolicyEvents,
} from '@linli/contracts';
import { accept, aggregate, type Decision, refuse, type Refusal } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '@linli/patterns';
import type * as commands from './accountability.commands.ts';
import { citableTypes } from './citable-events.ts';

type Opened = DataOf<typeof accountabilityEvents.AccountabilityCaseOpened>;
type Decided = DataOf<typeof accountabilityEvents.AccountabilityDecided>;

/** A case as far as its rules ask. */
interface AccountabilityCase {
  readonly opened?: Opened;
  readonly decided?: Decided;
  readonly appealed?: true;
  readonly closed?: true;
}

export interface AccountabilityFacts {
  /** Of the events that are cited, those that stand in a log of the city. */
  readonly evidence: Opened['evidence'];
}

/**
 * What a case may rest on, and what opens one: 工作未落实、管理未到位 (E11) gives no list, so the first version takes what
 * says that something was not done, and opens a case by itself where a patrol has reported a matter and the enforcement
 * has not handled it in time. Thirty days for an appeal are our default.
 */
export const accountabilityRules = versionedPolicy(
  'accountability-rules',
  partyPolicyEvents.AccountabilityRulesSet,
  {
    row: 'P-18',
    judges: 'opening',
    first: {
      version: 1,
      evidence: [...citableTypes],
      misses: [{ stage: 'handling', incidents: 'reported_by_patrol' }],
      appealDays: 30,
    },
    fault({ evidence, misses }) {
      const twice = firstDouble(misses.map(({ stage }) => stage));
      if (twice !== undefined)
        return refuse('P-18', 'stage-twice', `${twice} stands in the list twice`, 'misses');
      const other = evidence.find((type) => !citableTypes.includes(type));
      return other === undefined
        ? undefined
        : refuse('P-18', 'type-not-indexed', `${other} is not followed, so nobody could cite it`, 'evidence');
    },
  },
);

/** Who is called to account on which events, and what came of it (P-18), stream `accountability-<id>`. */
export const accountability = aggregate<typeof commands, AccountabilityCase, AccountabilityFacts>()(
  'accountability',
  accountabilityEvents,
  {
    initial: {},
    areaPath: ({ opened }) => opened?.areaPath,
    evolve: {
      AccountabilityCaseOpened: (state, opened) => ({ ...state, opened }),
      AccountabilityDecided: (state, decided) => ({ ...state, decided }),
      AccountabilityAppealed: (state) => ({ ...state, appealed: true }),
      AppealDecided: (state) => ({ ...state, closed: true }),
    },
    decide: {
      OpenAccountabilityCase({ evidence, miss, ...called }, { opened }, { policy, known }) {
        if (opened !== undefined) return refuse('P-18', 'opened-before', 'the case has been opened before');
        const rules = policy(accountabilityRules);
        if (miss !== undefined && !rules.misses.some((rule) => opens(rule, miss)))
          return refuse('P-18', 'miss-opens-no-case', `version ${rules.version} opens no case for it`);
        // P-18: a case cites events, and only such as stand in a log.
        const found = known.evidence ?? [];
        const unheard = evidence.find((id) => !found.some(({ event }) => event === id));
        if (unheard !== undefined)
          return refuse('P-18', 'evidence-unknown', `no event ${unheard} is known`, 'evidence');
        const admissible = found.filter(({ type }) => rules.evidence.includes(type));
        // What a missed deadline brings along is sifted; what a person cites has to be right.
        if (admissible.length === 0 || (miss === undefined && admissible.length < found.length)) {
          const message = `version ${rules.version} takes ${rules.evidence.join(', ')}`;
          return refuse('P-18', 'evidence-inadmissible', message, 'evidence');
        }
        const data = { ...called, evidence: admissible, policy: rules.version };
        return accept({ type: 'AccountabilityCaseOpened', data });
      },
      DecideAccountability({ outcome, measure }, { opened, decided }, { at, policy }) {
        if (opened === undefined) return unknown();
        if (decided !== undefined) return refuse('P-18', 'decided-before', 'the case has been decided');
        const appealBy = new Date(at + policy(accountabilityRules).appealDays * dayLength).toISOString();
        return (
          unfit(measure, outcome === 'accountable') ??
          accept({ type: 'AccountabilityDecided', data: { outcome, ...(measure && { measure }), appealBy } })
        );
      },
      AppealAccountability({ reason }, { opened, decided, appealed }, { at }) {
        if (opened === undefined) return unknown();
        if (decided?.outcome !== 'accountable')
          return refuse('P-18', 'nothing-to-appeal', 'nobody has been found accountable');
        if (appealed) return refuse('P-18', 'appealed-before', 'the decision has been appealed before');
        if (at > Date.parse(decided.appealBy))
          return refuse('P-18', 'appeal-too-late', `it could be appealed until ${decided.appealBy}`);
        return accept({ type: 'AccountabilityAppealed', data: { reason } });
      },
      DecideAppeal({ outcome, measure }, { opened, appealed, closed }) {
        if (opened === undefined) return unknown();
        if (!appealed) return refuse('P-18', 'not-appealed', 'nobody has appealed');
        if (closed) return refuse('P-18', 'appeal-decided-before', 'the appeal has been decided');
        return (
          unfit(measure, outcome === 'changed') ??
          accept({ type: 'AppealDecided', data: { outcome, ...(measure && { measure }) } })
        );
      },
    },
  },
);

function opens(
  rule: { readonly stage: string; readonly incidents: string },
  { stage, reportedByPatrol }: commands.Miss,
): boolean {
  return rule.stage === stage && (rule.incidents === 'all' || reportedByPatrol);
}

/** A measure stands where something follows, and nowhere else. */
function unfit(measure: string | undefined, follows: boolean): Refusal | undefined {
  if (follows && measure === undefined)
    return refuse('P-18', 'measure-missing', 'say what follows', 'measure');
  if (!follows && measure !== undefined)
    return refuse('P-18', 'measure-needless', 'nothing follows, so no measure is named', 'measure');
  return undefined;
}

function unknown(): Decision<AccountabilityEvent> {
  return refuse('P-18', 'accountability-unknown', 'no such case has been opened');
}
