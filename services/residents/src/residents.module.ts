import { residentsReactionEvents } from '@linli/contracts';
import { contextModule, type Look, serve } from '@linli/service-kit';
import { Logger } from '@nestjs/common';
import { access } from './access.ts';
import { registerOf } from './area-path.ts';
import * as careMonthCommands from './care/care-month.commands.ts';
import { careMonth, careMonthAt } from './care/care-month.ts';
import { careMonths } from './care/care-months.view.ts';
import { carePlans } from './care/care-plans.view.ts';
import { careSlots } from './care/care-slots.ts';
import * as careCommands from './care/care.commands.ts';
import { care } from './care/care.ts';
import * as disclosureCommands from './disclosure/disclosure.commands.ts';
import { disclosure, disclosureRhythm } from './disclosure/disclosure.ts';
import { disclosures } from './disclosure/disclosure.view.ts';
import { textHash } from './disclosure/text-hash.ts';
import * as divisionCommands from './division/division.commands.ts';
import { divisionRegister } from './division/division.ts';
import * as gridBookCommands from './grid-book/grid-book.commands.ts';
import { bookAt, bookOf, gridBook } from './grid-book/grid-book.ts';
import { gridBookRules } from './grid-book/grid-book-rules.ts';
import { visitCoverage } from './grid-book/visit-coverage.view.ts';
import { visitsDue } from './grid-book/visits-due.view.ts';
import { ballotRules } from './motion/ballot-rules.ts';
import * as motionCommands from './motion/motion.commands.ts';
import { motion } from './motion/motion.ts';
import { motions, slipsOf, testimonies } from './motion/motion.view.ts';
import * as voteCommands from './motion/vote.commands.ts';
import { vote, voteOf } from './motion/vote.ts';
import { declareResults } from './reactions/declare-results.ts';
import { openCareMonths } from './reactions/open-care-months.ts';
import * as personKeysCommands from './person-keys/person-keys.commands.ts';
import { personKeys } from './person-keys/person-keys.ts';
import { seedJiangxinyuan } from './seed/seed-jiangxinyuan.ts';
import * as territoryCommands from './territory/territory.commands.ts';
import { territory } from './territory/territory.ts';
import { AreaTreeController } from './views/area-tree.controller.ts';
import { areaTree } from './views/area-tree.ts';
import * as villageClusterCommands from './village-cluster/village-cluster.commands.ts';
import { villageCluster } from './village-cluster/village-cluster.ts';

export interface ResidentsOptions {
  /** Founded before the first request is taken; nothing of it is recorded twice. */
  readonly seed?: 'jiangxinyuan';
}

const divisions = ({ communityCode }: { readonly communityCode: string }, look: Look) =>
  look.stream(divisionRegister, registerOf(communityCode));

const planOf = { plan: ({ plan }: { readonly plan: string }, look: Look) => look.stream(care, plan) };

/** The residents' context so far: places, the affairs that are disclosed to those who live there, who is cared for, and what is voted on. */
export const ResidentsModule = contextModule<ResidentsOptions>('residents', {
  access,
  aggregates: [
    serve(divisionRegister, divisionCommands),
    serve(territory, territoryCommands, { known: { CreateArea: { divisions }, ApplyPlan: { divisions } } }),
    serve(villageCluster, villageClusterCommands),
    serve(disclosure, disclosureCommands, {
      known: { PublishDisclosure: { sha256: ({ text }) => ({ value: textHash(text) }) } },
    }),
    serve(care, careCommands),
    serve(careMonth, careMonthCommands, {
      known: { OpenCareMonth: planOf, RecordCareTask: planOf, CloseCareSlot: planOf },
      openedAs: { RecordCareTask: careMonthAt },
    }),
    serve(gridBook, gridBookCommands, {
      openedAs: {
        PlanMonthlyVisits: bookOf,
        RecordVisit: bookAt,
        WriteDiaryEntry: bookAt,
        RecordContactAct: bookAt,
        ResolveDifficulty: bookAt,
        DeliverServiceItem: bookAt,
      },
    }),
    serve(motion, motionCommands, { known: { DeclareResult: { slips: slipsOf } } }),
    serve(vote, voteCommands, {
      known: { CastVote: { motion: ({ motion: id }, look) => look.stream(motion, id) } },
      openedAs: { CastVote: voteOf },
    }),
    serve(personKeys, personKeysCommands),
  ],
  policies: [disclosureRhythm, careSlots, gridBookRules, ballotRules],
  views: [areaTree, disclosures, carePlans, careMonths, visitCoverage, visitsDue, motions, testimonies],
  reactions: [openCareMonths, declareResults],
  declined: residentsReactionEvents.ResidentsReactionDeclined,
  controllers: [AreaTreeController],
  async found({ desk, engines }, { seed }) {
    if (seed === undefined) return;
    const recorded = await seedJiangxinyuan({ desk, tenant: engines.tenant });
    if (recorded > 0) new Logger('residents').log(`founded Jiangxinyuan: ${recorded} events`);
  },
});
