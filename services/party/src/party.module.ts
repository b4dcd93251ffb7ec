import { contextModule, serve } from '@linli/service-kit';
import { access } from './access.ts';
import * as cobuildCommands from './cobuild/cobuild.commands.ts';
import { cobuild } from './cobuild/cobuild.ts';
import { pledgeLedger, pledges } from './cobuild/cobuild.view.ts';
import * as dutyPostCommands from './duty-post/duty-post.commands.ts';
import { dutyPost } from './duty-post/duty-post.ts';
import { dutyPosts } from './duty-post/duty-post.view.ts';
import * as partyOrgCommands from './party-org/party-org.commands.ts';
import { partyOrg, partyOrgForms } from './party-org/party-org.ts';
import { partyTree } from './party-org/party-org.view.ts';
import { caseNamed, openCases } from './service-cases/open-cases.view.ts';
import { seedPartyOrgs } from './seed/seed-jiangxinyuan.ts';

export interface PartyOptions {
  /** Founded before the first request is taken; nothing of it is recorded twice. */
  readonly seed?: 'jiangxinyuan';
}

/** The party's context so far: its organisations and their forms, and the posts of its members. */
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
    serve(cobuild, cobuildCommands, {
      known: {
        SignCobuildAgreement: { org: ({ org }, look) => look.stream(partyOrg, org) },
        MatchPledge: { case: caseNamed },
      },
    }),
  ],
  policies: [partyOrgForms],
  views: [partyTree, dutyPosts, pledges, pledgeLedger, openCases],
  async found({ desk, engines }, { seed }) {
    if (seed !== undefined) await seedPartyOrgs(desk, engines.tenant);
  },
});
