import { OrgCode, type OrgKind, partyOrgEvents, partyPolicyEvents } from '@linli/contracts';
import { accept, aggregate, type Moment, refuse, type Refusal } from '@linli/event-sourcing';
import { versionedPolicy } from '@linli/patterns';
import type { Static } from 'typebox';
import type * as commands from './party-org.commands.ts';

type Kind = Static<typeof OrgKind>;

/** A party organisation as far as its rules ask. */
export interface PartyOrg {
  readonly kind?: Kind;
  readonly areaPath?: string;
  /** First day of the present form. */
  readonly validFrom?: string;
  readonly dissolved?: true;
  /** Estates that groups of it are attached to. */
  readonly estates?: readonly string[];
}

interface Facts {
  readonly parent: PartyOrg;
  /** Codes of the organisations below it that stand. */
  readonly below: readonly string[];
  /** The estate that a group is attached to, as sanitation's events tell of it. */
  readonly estate: { readonly areaPath: string };
}

const rank: Readonly<Record<Kind, number>> = { branch: 0, general_branch: 1, committee: 2 };

/**
 * Members a form needs. The first version reads the branch work rules and the Party Constitution as they are commonly
 * read (anchors B-5.8): 3 for a branch, 50 for a general branch, 100 for a committee.
 */
export const partyOrgForms = versionedPolicy('party-org-forms', partyPolicyEvents.PartyOrgFormsSet, {
  row: 'P-01',
  judges: 'now',
  first: { version: 1, branch: 3, general_branch: 50, committee: 100 },
});

/** One party organisation and its forms in order of time (P-01), stream `party-org-<code>`. */
export const partyOrg = aggregate<typeof commands, PartyOrg, Facts>()('party-org', partyOrgEvents, {
  id: OrgCode,
  initial: {},
  areaPath: (org) => org.areaPath,
  evolve: {
    PartyOrgEstablished: (_, { kind, areaPath, validFrom }) => ({ kind, areaPath, validFrom }),
    PartyOrgUpgraded: (org, { to, validFrom }) => ({ ...org, kind: to, validFrom }),
    PartyGroupAttached: (org, { estate }) => ({ ...org, estates: [...(org.estates ?? []), estate] }),
    PartyOrgDissolved: (org) => ({ ...org, dissolved: true }),
  },
  decide: {
    EstablishPartyOrg(command, { kind }, moment) {
      const { code, parentCode, members } = command;
      if (kind !== undefined)
        return refuse('P-01', 'code-taken', 'the organisation has been established before', 'code');
      if (parentCode === code)
        return refuse('P-01', 'own-parent', 'an organisation is not its own upper level', 'parentCode');
      if (parentCode !== undefined && moment.known.parent === undefined)
        return refuse('P-01', 'parent-unknown', `${parentCode} is not established`, 'parentCode');
      if (moment.known.parent?.dissolved)
        return refuse('G-12', 'parent-dissolved', `${parentCode} has been dissolved`, 'parentCode');
      return tooFew(command.kind, members, moment) ?? accept({ type: 'PartyOrgEstablished', data: command });
    },
    UpgradePartyOrg({ to, name, members, validFrom }, org, moment) {
      if (org.kind === undefined || org.validFrom === undefined)
        return refuse('P-01', 'not-established', 'the organisation has not been established');
      if (org.dissolved) return gone();
      if (rank[to] <= rank[org.kind])
        return refuse('P-01', 'not-an-upgrade', `${org.kind} to ${to} is not a higher form`, 'to');
      // P-01: the tree has dated changes, each later than the one before.
      if (validFrom <= org.validFrom) {
        const message = `the present form is in force from ${org.validFrom}; an upgrade must be later`;
        return refuse('P-01', 'valid-from-too-early', message, 'validFrom');
      }
      const data = { from: org.kind, to, name, members, validFrom };
      return tooFew(to, members, moment) ?? accept({ type: 'PartyOrgUpgraded', data });
    },
    AttachPartyGroup(command, { validFrom, dissolved, areaPath, estates = [] }, { known: { estate } }) {
      if (validFrom === undefined || areaPath === undefined)
        return refuse('G-25', 'not-established', 'the organisation has not been established');
      if (dissolved) return gone();
      if (estate === undefined)
        return refuse('G-25', 'estate-unknown', 'no such estate is registered', 'estate');
      if (!estate.areaPath.startsWith(areaPath))
        return refuse('G-25', 'estate-outside', `the estate does not lie in ${areaPath}`, 'estate');
      if (estates.includes(command.estate))
        return refuse('G-25', 'attached-before', 'the estate has a group of this organisation', 'estate');
      if (command.validFrom < validFrom)
        return refuse('G-25', 'day-too-early', `the day must be ${validFrom} or later`, 'validFrom');
      return accept({ type: 'PartyGroupAttached', data: { ...command, areaPath: estate.areaPath } });
    },
    DissolvePartyOrg({ validTo }, { validFrom, dissolved }, { known: { below = [] } }) {
      if (validFrom === undefined)
        return refuse('G-12', 'not-established', 'the organisation has not been established');
      if (dissolved) return gone();
      if (validTo <= validFrom)
        return refuse('G-12', 'day-too-early', `the day must be later than ${validFrom}`, 'validTo');
      // G-12: nothing is left without an upper level.
      if (below.length > 0)
        return refuse('G-12', 'has-lower', `dissolve what stands below it first: ${below.join(', ')}`);
      return accept({ type: 'PartyOrgDissolved', data: { validTo } });
    },
  },
});

function gone(): Refusal {
  return refuse('G-12', 'dissolved', 'the organisation has been dissolved');
}

function tooFew(kind: Kind, members: number, { policy }: Moment): Refusal | undefined {
  const needed = policy(partyOrgForms)[kind];
  if (members >= needed) return undefined;
  return refuse(
    'P-01',
    'too-few-members',
    `a ${kind} needs ${needed} members, there are ${members}`,
    'members',
  );
}
