import { residentsReactionEvents } from '@linli/contracts';
import { contextModule, derivedId, type Look, serve } from '@linli/service-kit';
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
import * as disciplineCommands from './discipline/discipline.commands.ts';
import { discipline, serviceBans } from './discipline/discipline.ts';
import { disciplineBreaches } from './discipline/discipline.view.ts';
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
import { openRaisedCase } from './reactions/open-raised-case.ts';
import { openCareMonths } from './reactions/open-care-months.ts';
import * as needCommands from './need/need.commands.ts';
import { need } from './need/need.ts';
import { needs, offers } from './need/need.view.ts';
import * as offerCommands from './need/offer.commands.ts';
import { offer } from './need/offer.ts';
import { closeFulfilledCase } from './reactions/close-fulfilled-case.ts';
import { certificates } from './service-case/certificates.view.ts';
import { directLine } from './service-case/direct-line.view.ts';
import * as serviceCaseCommands from './service-case/service-case.commands.ts';
import {
  caseClocks,
  leaderLines,
  serviceClasses,
  serviceHours,
} from './service-case/service-case.policies.ts';
import { serviceCase } from './service-case/service-case.ts';
import { serviceCaseBoard, serviceCaseTotals } from './service-case/service-case.view.ts';
import * as dutyListCommands from './duty-list/duty-list.commands.ts';
import { dutyList } from './duty-list/duty-list.ts';
import { dutyLists } from './duty-list/duty-list.view.ts';
import * as personKeysCommands from './person-keys/person-keys.commands.ts';
import { personKeys } from './person-keys/person-keys.ts';
import { planMonthlyVisits } from './reactions/plan-monthly-visits.ts';
import * as householdCommands from './resident/household.commands.ts';
import { household } from './resident/household.ts';
import { households } from './resident/households.view.ts';
import { personCategories } from './resident/person-categories.ts';
import * as residentCommands from './resident/resident.commands.ts';
import { resident } from './resident/resident.ts';
import { residents } from './resident/residents.view.ts';
import { seedJiangxinyuan } from './seed/seed-jiangxinyuan.ts';
import * as serviceStandardCommands from './service-standard/service-standard.commands.ts';
import { serviceStandard } from './service-standard/service-standard.ts';
import { serviceStandards } from './service-standard/service-standard.view.ts';
import * as supervisionNoteCommands from './supervision-note/supervision-note.commands.ts';
import { supervisionNote } from './supervision-note/supervision-note.ts';
import { supervisionNotes } from './supervision-note/supervision-note.view.ts';
import * as supervisionReviewCommands from './supervision-review/supervision-review.commands.ts';
import { supervisionReview } from './supervision-review/supervision-review.ts';
import { supervisionReviews } from './supervision-review/supervision-review.view.ts';
import * as supervisionCommands from './supervision/supervision.commands.ts';
import { supervision } from './supervision/supervision.ts';
import { supervisionRecords } from './supervision/supervision-records.view.ts';
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
    serve(serviceCase, serviceCaseCommands, {
      // the case of a matter, over whichever channel it comes.
      openedAs: { SubmitRequest: ({ matter }, tenant) => derivedId(tenant, 'service-case', matter) },
      answer: (id) => ({ case: id }),
    }),
    serve(need, needCommands, {
      known: { MatchNeed: { offer: ({ offer: id }, look) => look.stream(offer, id) } },
    }),
    serve(offer, offerCommands),
    serve(discipline, disciplineCommands, {
      known: {
        RecordDisciplineBreach: {
          case: ({ case: id }, look) => (id === undefined ? undefined : look.stream(serviceCase, id)),
        },
      },
    }),
    serve(serviceStandard, serviceStandardCommands),
    serve(supervisionReview, supervisionReviewCommands),
    serve(dutyList, dutyListCommands),
    serve(supervisionNote, supervisionNoteCommands, {
      known: { RaiseSupervisionNote: { list: ({ township }, look) => look.stream(dutyList, township) } },
    }),
    serve(motion, motionCommands, { known: { DeclareResult: { slips: slipsOf } } }),
    serve(vote, voteCommands, {
      known: { CastVote: { motion: ({ motion: id }, look) => look.stream(motion, id) } },
      openedAs: { CastVote: voteOf },
    }),
    serve(resident, residentCommands),
    serve(supervision, supervisionCommands),
    serve(household, householdCommands),
    serve(personKeys, personKeysCommands),
  ],
  policies: [
    disclosureRhythm,
    careSlots,
    gridBookRules,
    caseClocks,
    serviceClasses,
    serviceHours,
    leaderLines,
    serviceBans,
    ballotRules,
    personCategories,
  ],
  views: [
    areaTree,
    disclosures,
    carePlans,
    careMonths,
    visitCoverage,
    visitsDue,
    serviceCaseBoard,
    serviceCaseTotals,
    certificates,
    directLine,
    needs,
    offers,
    disciplineBreaches,
    dutyLists,
    supervisionNotes,
    serviceStandards,
    supervisionReviews,
    motions,
    testimonies,
    residents,
    households,
    supervisionRecords,
  ],
  reactions: [openCareMonths, closeFulfilledCase, declareResults, planMonthlyVisits, openRaisedCase],
  declined: residentsReactionEvents.ResidentsReactionDeclined,
  controllers: [AreaTreeController],
  async found({ desk, engines }, { seed }) {
    if (seed === undefined) return;
    const recorded = await seedJiangxinyuan({ desk, tenant: engines.tenant });
    if (recorded > 0) new Logger('residents').log(`founded Jiangxinyuan: ${recorded} events`);
  },
});
