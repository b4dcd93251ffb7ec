import { partyReactionEvents } from '@linli/contracts';
import { contextModule, serve } from '@linli/service-kit';
import { access } from './access.ts';
import * as accountabilityCommands from './accountability/accountability.commands.ts';
import { accountability, accountabilityRules } from './accountability/accountability.ts';
import { accountabilityCases } from './accountability/accountability.view.ts';
import { evidence, knownEvidence } from './accountability/evidence.view.ts';
import * as dutyPostCommands from './duty-post/duty-post.commands.ts';
import { dutyPost } from './duty-post/duty-post.ts';
import { dutyPosts } from './duty-post/duty-post.view.ts';
import * as partyOrgCommands from './party-org/party-org.commands.ts';
import { partyOrg, partyOrgForms } from './party-org/party-org.ts';
import { partyTree } from './party-org/party-org.view.ts';
import { openAccountability } from './reactions/open-accountability.ts';
import { seedPartyOrgs } from './seed/seed-jiangxinyuan.ts';

export interface PartyOptions {
  /** Founded before the first request is taken; nothing of it is recorded twice. */
  readonly seed?: 'jiangxinyuan';
}

/** The party's context so far: its organisations and their forms, the posts of its members, and who is called to account. */
export const PartyModule = contextModule<PartyOptions>('party', {
  access,
  aggregates: [
    serve(partyOrg, partyOrgCommands, {
      known: {
        EstablishPartyOrg: {
          parent: ({ parentCode }, look) =>
            parentCode === undefined ? undefined : look.stream(partyOrg, parentCode),
        },
      },
    }),
    serve(dutyPost, dutyPostCommands),
    serve(accountability, accountabilityCommands, {
      known: { OpenAccountabilityCase: { evidence: knownEvidence } },
    }),
  ],
  policies: [partyOrgForms, accountabilityRules],
  views: [partyTree, dutyPosts, evidence, accountabilityCases],
  reactions: [openAccountability],
  declined: partyReactionEvents.PartyReactionDeclined,
  async found({ desk, engines }, { seed }) {
    if (seed !== undefined) await seedPartyOrgs(desk, engines.tenant);
  },
});
