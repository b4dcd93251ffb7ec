import type { PartyEvent, RecordedEvent } from '@linli/contracts';
import type { CollectionProjection, Projection } from '@linli/read-models';
import type { PartyOrgKind } from '../party-org/party-org.ts';

/** A form of an organisation, in force until the next begins. */
export interface PartyOrgForm {
  readonly kind: PartyOrgKind;
  readonly name: string;
  readonly members: number;
  /** First Asia/Shanghai day. */
  readonly validFrom: string;
}

export interface PartyOrgDocument {
  readonly code: string;
  readonly parentCode?: string;
  readonly areaPath: string;
  /** In order of time. */
  readonly forms: readonly PartyOrgForm[];
}

/** An organisation as it was on a day. */
export interface PartyOrgItem extends PartyOrgForm {
  readonly code: string;
  readonly parentCode?: string;
  readonly areaPath: string;
}

const stream = 'party-org-';

const partyOrgs: CollectionProjection<PartyOrgDocument> = {
  name: 'party-orgs',
  fields: { areaPath: 'text' },
  indexes: [['areaPath']],
  keys: ({ streamId }: RecordedEvent) => (streamId.startsWith(stream) ? [streamId.slice(stream.length)] : []),
  evolve(org, recorded) {
    const { type, data } = recorded as unknown as PartyEvent;
    switch (type) {
      case 'PartyOrgEstablished': {
        const { code, parentCode, areaPath, ...form } = data;
        return { code, ...(parentCode !== undefined && { parentCode }), areaPath, forms: [form] };
      }
      case 'PartyOrgUpgraded': {
        const { to: kind, name, members, validFrom } = data;
        return org && { ...org, forms: [...org.forms, { kind, name, members, validFrom }] };
      }
    }
  },
  index: ({ areaPath }) => ({ areaPath }),
};

/** The tree of party organisations with its dated changes (P-01). */
export const partyTree: Projection = {
  view: 'party-tree',
  version: 1,
  contexts: ['party'],
  types: ['PartyOrgEstablished', 'PartyOrgUpgraded'],
  collections: [partyOrgs as CollectionProjection<never>],
};

/** The organisation in the form it had on a day; `undefined` before it was established. */
export function orgOn({ forms, ...org }: PartyOrgDocument, on: string): PartyOrgItem | undefined {
  const form = forms.findLast(({ validFrom }) => validFrom <= on);
  return form && { ...org, ...form };
}
