import type { PartyEvent } from '@linli/contracts';
import { accept, refuse, type Decider, type Decision, type Refusal } from '@linli/event-sourcing';

/** Form of a party organisation: 支部, 总支, 党委. */
export type PartyOrgKind = 'branch' | 'general_branch' | 'committee';

/**
 * Members a form needs. The default reads the branch work rules and the Party Constitution as they are commonly read
 * (anchors B-5.8): 3 for a branch, 50 for a general branch, 100 for a committee.
 */
export type FormPolicy = Readonly<Record<PartyOrgKind, number>>;

export const defaultFormPolicy: FormPolicy = { branch: 3, general_branch: 50, committee: 100 };

export interface EstablishPartyOrg {
  readonly type: 'EstablishPartyOrg';
  readonly code: string;
  readonly name: string;
  readonly kind: PartyOrgKind;
  readonly parentCode?: string;
  /** Whether the parent has been established, when one is named: it stands in a stream of its own. */
  readonly parentKnown?: boolean;
  readonly areaPath: string;
  readonly members: number;
  /** First Asia/Shanghai day. */
  readonly validFrom: string;
  readonly policy: FormPolicy;
}

export interface UpgradePartyOrg {
  readonly type: 'UpgradePartyOrg';
  readonly to: PartyOrgKind;
  readonly name: string;
  readonly members: number;
  readonly validFrom: string;
  /** Policy in force when the upgrade was asked for. */
  readonly policy: FormPolicy;
}

export type PartyOrgCommand = EstablishPartyOrg | UpgradePartyOrg;

export interface PartyOrgState {
  readonly kind?: PartyOrgKind;
  readonly areaPath?: string;
  /** First day of the present form. */
  readonly validFrom?: string;
}

const rank: Readonly<Record<PartyOrgKind, number>> = { branch: 0, general_branch: 1, committee: 2 };

function decide(command: PartyOrgCommand, state: PartyOrgState): Decision<PartyEvent> {
  return command.type === 'EstablishPartyOrg' ? establish(command, state) : upgrade(command, state);
}

function establish(command: EstablishPartyOrg, state: PartyOrgState): Decision<PartyEvent> {
  const { type: _type, policy, parentKnown, ...data } = command;
  if (state.kind !== undefined) {
    return refuse('P-01', 'code-taken', 'the organisation has been established before', 'code');
  }
  if (data.parentCode === data.code) {
    return refuse('P-01', 'own-parent', 'an organisation is not its own upper level', 'parentCode');
  }
  if (data.parentCode !== undefined && parentKnown !== true) {
    const message = `the upper organisation ${data.parentCode} is not established`;
    return refuse('P-01', 'parent-unknown', message, 'parentCode');
  }
  return tooFew(data.kind, data.members, policy) ?? accept({ type: 'PartyOrgEstablished', data });
}

function upgrade(command: UpgradePartyOrg, { kind, validFrom }: PartyOrgState): Decision<PartyEvent> {
  if (kind === undefined || validFrom === undefined) {
    return refuse('P-01', 'not-established', 'the organisation has not been established');
  }
  if (rank[command.to] <= rank[kind]) {
    return refuse('P-01', 'not-an-upgrade', `${kind} to ${command.to} is not a higher form`, 'to');
  }
  const fault = tooFew(command.to, command.members, command.policy);
  if (fault) return fault;
  // P-01: the tree has dated changes, each later than the one before.
  if (command.validFrom <= validFrom) {
    const message = `the present form is in force from ${validFrom}; an upgrade must be later`;
    return refuse('P-01', 'valid-from-too-early', message, 'validFrom');
  }
  const { to, name, members } = command;
  return accept({
    type: 'PartyOrgUpgraded',
    data: { from: kind, to, name, members, validFrom: command.validFrom },
  });
}

function tooFew(kind: PartyOrgKind, members: number, policy: FormPolicy): Refusal | undefined {
  const needed = policy[kind];
  if (members >= needed) return undefined;
  return refuse(
    'P-01',
    'too-few-members',
    `a ${kind} needs ${needed} members, there are ${members}`,
    'members',
  );
}

function evolve(state: PartyOrgState, { type, data }: PartyEvent): PartyOrgState {
  switch (type) {
    case 'PartyOrgEstablished':
      return { kind: data.kind, areaPath: data.areaPath, validFrom: data.validFrom };
    case 'PartyOrgUpgraded':
      return { ...state, kind: data.to, validFrom: data.validFrom };
  }
}

/** Rules of one party organisation (P-01), stream `party-org-<code>`. */
export const partyOrg: Decider<PartyOrgCommand, PartyEvent, PartyOrgState> = {
  initialState: {},
  decide,
  evolve,
};
