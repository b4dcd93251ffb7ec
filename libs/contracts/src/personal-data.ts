import type { ContextName } from './define-events.ts';

/** What the events of a context tell of persons (design rule 11), beside the pseudonym `actor` of every envelope. */
export interface PersonalData {
  /**
   * `none`: of no person. `pseudonymous`: identifiers that lead to a person only for who has another system's register.
   * Names, numbers and words of persons are published by nobody.
   */
  readonly class: 'none' | 'pseudonymous';
  /** What the events are about, and which of their fields the class comes from. */
  readonly about: string;
  /** Every field that takes any text, since that is where personal data would slip in: `Type.field`, `[]` for items. */
  readonly freeText: readonly string[];
}

/** By context; every context that has events stands here. */
export const personalData: Partial<Readonly<Record<ContextName, PersonalData>>> = {
  residents: {
    class: 'pseudonymous',
    about:
      'places: divisions, sections, buildings, stairwell units, grids, whose names are those of places; disclosed texts, which tell of affairs and name no person; care, whose `subject` is a pseudonym of who is cared for; the books of grids, whose `resident` is one of who was visited or heard, and whose `worker` one of who visits; service cases: `resident`, `owner`, `agent`, `leader` and `worker` are pseudonyms of who brings a matter and who works on it; and motions, whose `speaker` is one of who was heard, and whose `voter` a number that only the roll on paper leads to a person; and and the books of grids, whose `resident` is one of who was visited or heard, and whose `worker` one of who visits; and residents and households, whose names, numbers and addresses are encrypted; and supervision, whose `record` is a pseudonym of its own, with everything else encrypted; and standards of services, which name nobody; and reviews, whose `members` and `officers` are pseudonyms of who supervises and who is supervised',
    freeText: [
      'AreaCreated.name',
      'BuildingCreated.name',
      'BuildingUnitCreated.name',
      'VillageAssignedToCommunity.villageCode',
      'VillageAssignedToCommunity.villageName',
      'VillageAssignedToCommunity.townshipBefore',
      'VillageAssignedToCommunity.township',
      'VillageAssignedToCommunity.communityCode',
      'DisclosurePublished.title',
      'DisclosurePublished.text',
      'DisclosureCorrected.title',
      'DisclosureCorrected.text',
      'ResidentsReactionDeclined.asked',
      'ServiceStandardDefined.technical',
      'ServiceStandardDefined.management',
      'ServiceStandardDefined.work',
      'ServiceStandardRevised.technical',
      'ServiceStandardRevised.management',
      'ServiceStandardRevised.work',
    ],
  },
  party: {
    class: 'pseudonymous',
    about:
      'organisations, posts and pledges: names are theirs; `member` of DutyPostClaimed and DutyDone is a pseudonym of a party member, which is not his as a resident, and `holder` of posts a pseudonym of who holds one, as `instructor` is of who works at a station; and `officer` of AccountabilityCaseOpened one of who is called to account',
    freeText: [
      'PartyOrgEstablished.name',
      'PartyOrgUpgraded.name',
      'PartyGroupAttached.name',
      'DutyPostOffered.name',
      'ContactStationOpened.name',
      'PartyReactionDeclined.asked',
      'PledgeMade.item',
    ],
  },
  incidents: {
    class: 'pseudonymous',
    about:
      'matters at places, and the policies that judge them; `source.reference` is the number of a request in the system it came from, which may know who asked; `subject` of IncidentReported is a pseudonym of whom it is about, `holder` a pseudonym of who answers for the place, as are `chief`, `streetChief` and `rep` of who answers for a street or belongs to the body of an estate; and orders of upper levels, whose matter is a subject and names nobody; and `patrol` of PatrolPositionRecorded is the pseudonym of a patrol, whose positions are samples',
    freeText: [
      'CatalogueVersionActivated.classes[].zh',
      'CatalogueVersionActivated.classes[].en',
      'CatalogueVersionActivated.views[].zh',
      'CatalogueVersionActivated.views[].en',
      'CatalogueVersionActivated.views[].groups[].zh',
      'CatalogueVersionActivated.views[].groups[].en',
      'CategoryDeadlinesSet.rules[].standard',
      'IncidentsReactionDeclined.asked',
      'UpperOrderReceived.matter',
      'OrderSplit.tasks[].work',
      'RoutingRulesActivated.rules[].standard',
    ],
  },
  sanitation: {
    class: 'pseudonymous',
    about:
      'roads: what is broken where, and which unit has repaired it; estates with their signs, and duty segments, whose names are those of places: `cleaner` of their events and those of their days is a pseudonym of who keeps them, as are `substitute`, and `worker` of who is assessed, rewarded or held to account',
    freeText: ['EstateRegistered.name', 'SegmentDefined.name', 'SanitationReactionDeclined.asked'],
  },
  finance: {
    class: 'pseudonymous',
    about:
      'public money by fund and line; `payee` of SpendCommitted and SpendMade is a pseudonym of who is paid, as is `worker` of payslips, and no event holds a name or a bank account; compensation, shares and dividends of collectives, whose companies have names: a holder of shares is a pseudonym; `matter` and `basis` of tasks and duties are those of official papers, and name nobody',
    freeText: [
      'TaskDelegated.matter',
      'AuthorityAttached.basis',
      'DutyReassigned.basis',
      'FinanceReactionDeclined.asked',
      'SubsidiaryRegistered.name',
      'CollectiveRestructured.company',
    ],
  },
};
