import { partyReactionEvents } from '@linli/contracts';
import { contextModule, serve } from '@linli/service-kit';
import { access } from './access.ts';
import { areaOf, partyAreas } from './areas/areas.view.ts';
import { estateOf, partyEstates } from './areas/estates.view.ts';
import * as contactStationCommands from './contact-station/contact-station.commands.ts';
import { contactStation } from './contact-station/contact-station.ts';
import { contactStations } from './contact-station/contact-station.view.ts';
import * as cobuildCommands from './cobuild/cobuild.commands.ts';
import { cobuild } from './cobuild/cobuild.ts';
import { pledgeLedger, pledges } from './cobuild/cobuild.view.ts';
import * as accountabilityCommands from './accountability/accountability.commands.ts';
import { accountability, accountabilityRules } from './accountability/accountability.ts';
import { accountabilityCases } from './accountability/accountability.view.ts';
import { evidence, knownEvidence } from './accountability/evidence.view.ts';
import * as dutyPostCommands from './duty-post/duty-post.commands.ts';
import { dutyPost } from './duty-post/duty-post.ts';
import { dutyPosts } from './duty-post/duty-post.view.ts';
import * as partyOrgCommands from './party-org/party-org.commands.ts';
import { partyOrg, partyOrgForms } from './party-org/party-org.ts';
import { orgsBelow, partyTree } from './party-org/party-org.view.ts';
import { oneShoulder } from './post/leaders.view.ts';
import * as postCommands from './post/post.commands.ts';
import { chainScheme, post, postOf } from './post/post.ts';
import { posts } from './post/post.view.ts';
import { relievePromoted } from './reactions/relieve-promoted.ts';
import { caseNamed, openCases } from './service-cases/open-cases.view.ts';
import { openAccountability } from './reactions/open-accountability.ts';
import { seedPartyOrgs } from './seed/seed-jiangxinyuan.ts';

export interface PartyOptions {
  /** Founded before the first request is taken; nothing of it is recorded twice. */
  readonly seed?: 'jiangxinyuan';
}

/**
 * The party's context so far: its organisations and their forms, the posts of its members, the chain of posts, pledges of
 * co-building, and who is called to account.
 */
export const PartyModule = contextModule<PartyOptions>('party', {
  access,
  aggregates: [
    serve(partyOrg, partyOrgCommands, {
      known: {
        EstablishPartyOrg: {
          parent: ({ parentCode }, look) =>
            parentCode === undefined ? undefined : look.stream(partyOrg, parentCode),
        },
        AttachPartyGroup: { estate: estateOf },
        DissolvePartyOrg: { below: ({ code }, look) => orgsBelow(code, look) },
      },
    }),
    serve(dutyPost, dutyPostCommands),
    serve(contactStation, contactStationCommands, {
      known: {
        OpenContactStation: { area: areaOf, org: ({ org }, look) => look.stream(partyOrg, org) },
      },
    }),
    serve(post, postCommands, {
      known: {
        AppointToPost: { area: areaOf },
        AppointSecretary: { area: areaOf },
        AppointDirector: { area: areaOf },
        ElectCommitteeMember: { area: areaOf },
        AssignAreaDuty: { area: areaOf },
        AssignSecurityResponsibility: { area: areaOf },
      },
      openedAs: {
        AppointToPost: postOf,
        AppointSecretary: ({ areaPath }) => postOf({ kind: 'secretary', areaPath }),
        AppointDirector: ({ areaPath }) => postOf({ kind: 'director', areaPath }),
        ElectCommitteeMember: ({ areaPath }) => postOf({ kind: 'committee_member', areaPath }),
        AssignAreaDuty: ({ areaPath }) => postOf({ kind: 'area_officer', areaPath }),
        AssignSecurityResponsibility: ({ areaPath }) => postOf({ kind: 'security', areaPath }),
      },
    }),
    serve(cobuild, cobuildCommands, {
      known: {
        SignCobuildAgreement: { org: ({ org }, look) => look.stream(partyOrg, org) },
        MatchPledge: { case: caseNamed },
      },
    }),
    serve(accountability, accountabilityCommands, {
      known: { OpenAccountabilityCase: { evidence: knownEvidence } },
    }),
  ],
  policies: [partyOrgForms, chainScheme, accountabilityRules],
  views: [
    partyTree,
    dutyPosts,
    contactStations,
    partyAreas,
    posts,
    oneShoulder,
    pledges,
    pledgeLedger,
    openCases,
    evidence,
    accountabilityCases,
    partyEstates,
  ],
  reactions: [relievePromoted, openAccountability],
  declined: partyReactionEvents.PartyReactionDeclined,
  async found({ desk, engines }, { seed }) {
    if (seed !== undefined) await seedPartyOrgs(desk, engines.tenant);
  },
});
