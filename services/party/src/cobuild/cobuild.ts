import { cobuildEvents, dayLength, OrgCode, startOfShanghaiDay } from '@linli/contracts';
import { accept, aggregate, refuse, type Refusal } from '@linli/event-sourcing';
import type { PartyOrg } from '../party-org/party-org.ts';
import type * as commands from './cobuild.commands.ts';

interface Pledge {
  readonly state: 'open' | 'fulfilled' | 'broken';
  /** The service case it is to settle. */
  readonly case?: string;
  readonly overdue?: true;
}

/** An agreement as far as its rules ask. */
interface CobuildAgreement {
  readonly areaPath?: string;
  readonly pledges: Readonly<Record<string, Pledge>>;
}

interface Facts {
  /** The organisation that signs. */
  readonly org: PartyOrg;
  /** What residents say of the case. */
  readonly case: { readonly state: 'open' | 'closed' };
}

/** The agreement of a party organisation with a community, and its pledges (P-08), stream `cobuild-<organisation>`. */
export const cobuild = aggregate<typeof commands, CobuildAgreement, Facts>()('cobuild', cobuildEvents, {
  id: OrgCode,
  initial: { pledges: {} },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    CobuildAgreementSigned: (agreement, { areaPath }) => ({ ...agreement, areaPath }),
    PledgeMade: (agreement, { pledge }) => withPledge(agreement, pledge, { state: 'open' }),
    PledgeMatched: (agreement, data) => withPledge(agreement, data.pledge, { case: data.case }),
    PledgeOverdue: (agreement, { pledge }) => withPledge(agreement, pledge, { overdue: true }),
    PledgeFulfilled: (agreement, { pledge }) => withPledge(agreement, pledge, { state: 'fulfilled' }),
    PledgeBroken: (agreement, { pledge }) => withPledge(agreement, pledge, { state: 'broken' }),
  },
  decide: {
    SignCobuildAgreement(command, { areaPath }, { known }) {
      if (areaPath !== undefined)
        return refuse('P-08', 'signed-before', 'the organisation has signed before', 'org');
      if (known.org === undefined)
        return refuse('P-08', 'org-unknown', `no organisation ${command.org} is established`, 'org');
      return accept({ type: 'CobuildAgreementSigned', data: command });
    },
    AddPledge({ pledge, item, dueOn }, { areaPath, pledges }) {
      if (areaPath === undefined) return unknown();
      if (pledge in pledges) return refuse('P-08', 'made-before', 'a pledge has one number', 'pledge');
      const due = new Date(startOfShanghaiDay(dueOn) + dayLength).toISOString();
      return accept({ type: 'PledgeMade', data: { pledge, item, due } });
    },
    MatchPledge({ pledge, case: named }, agreement, { known }) {
      const fault = notOpen(agreement, pledge);
      if (fault) return fault;
      if (agreement.pledges[pledge]?.case !== undefined)
        return refuse('P-08', 'matched-before', 'the pledge has been matched with a case', 'pledge');
      if (known.case === undefined)
        return refuse('P-08', 'case-unknown', 'no such case is known here yet', 'case');
      if (known.case.state === 'closed')
        return refuse('P-08', 'case-closed', 'the case has been closed', 'case');
      return accept({ type: 'PledgeMatched', data: { pledge, case: named } });
    },
    FulfilPledge({ pledge, proof }, agreement) {
      const fault = notOpen(agreement, pledge);
      if (fault) return fault;
      const named = agreement.pledges[pledge]?.case;
      return accept({
        type: 'PledgeFulfilled',
        data: { pledge, proof, ...(named !== undefined && { case: named }) },
      });
    },
    BreakPledge({ pledge, reason }, agreement) {
      return notOpen(agreement, pledge) ?? accept({ type: 'PledgeBroken', data: { pledge, reason } });
    },
    MarkPledgeOverdue({ pledge, due }, agreement) {
      // P-08: overdue is a mark, once; the pledge stays open.
      const isOpen = notOpen(agreement, pledge) === undefined && !agreement.pledges[pledge]?.overdue;
      return isOpen ? accept({ type: 'PledgeOverdue', data: { pledge, due } }) : accept();
    },
  },
  timers: {
    MarkPledgeOverdue: {
      due: { PledgeMade: 'due' },
      of: ['pledge'],
      ends: ['PledgeOverdue', 'PledgeFulfilled', 'PledgeBroken'],
    },
  },
});

function withPledge(agreement: CobuildAgreement, id: string, change: Partial<Pledge>): CobuildAgreement {
  const before = agreement.pledges[id] ?? { state: 'open' };
  return { ...agreement, pledges: { ...agreement.pledges, [id]: { ...before, ...change } } };
}

function unknown(): Refusal {
  return refuse('P-08', 'cobuild-unknown', 'the organisation has signed no agreement');
}

/** P-08: a pledge is open, then fulfilled or broken for good. */
function notOpen({ areaPath, pledges }: CobuildAgreement, pledge: string): Refusal | undefined {
  if (areaPath === undefined) return unknown();
  const found = pledges[pledge];
  if (found === undefined)
    return refuse('P-08', 'pledge-unknown', 'the agreement has no such pledge', 'pledge');
  if (found.state !== 'open')
    return refuse('P-08', 'settled-before', `the pledge is ${found.state}`, 'pledge');
  return undefined;
}
