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
export const partyOrg = aggregate<typeof commands, PartyOrg, { parent: PartyOrg }>()(
  'party-org',
  partyOrgEvents,
  {
    id: OrgCode,
    initial: {},
    areaPath: (org) => org.areaPath,
    evolve: {
      PartyOrgEstablished: (_, { kind, areaPath, validFrom }) => ({ kind, areaPath, validFrom }),
      PartyOrgUpgraded: (org, { to, validFrom }) => ({ ...org, kind: to, validFrom }),
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
        return (
          tooFew(command.kind, members, moment) ?? accept({ type: 'PartyOrgEstablished', data: command })
        );
      },
      UpgradePartyOrg({ to, name, members, validFrom }, org, moment) {
        if (org.kind === undefined || org.validFrom === undefined)
          return refuse('P-01', 'not-established', 'the organisation has not been established');
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
    },
  },
);

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
