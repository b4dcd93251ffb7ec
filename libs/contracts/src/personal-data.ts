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
    class: 'none',
    about:
      'places: divisions, sections, buildings, stairwell units, grids, whose names are those of places; and disclosed texts, which tell of affairs and name no person',
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
    ],
  },
  party: {
    class: 'pseudonymous',
    about:
      'organisations and posts: names are theirs; `member` of DutyPostClaimed and DutyDone is a pseudonym of a party member, which is not his as a resident, and `holder` of posts a pseudonym of who holds one, as `instructor` is of who works at a station',
    freeText: [
      'PartyOrgEstablished.name',
      'PartyOrgUpgraded.name',
      'PartyGroupAttached.name',
      'DutyPostOffered.name',
      'ContactStationOpened.name',
      'PartyReactionDeclined.asked',
    ],
  },
  incidents: {
    class: 'pseudonymous',
    about:
      'matters at places, and the policies that judge them; `source.reference` is the number of a request in the system it came from, which may know who asked, and `holder` a pseudonym of who answers for the place, as are `chief`, `streetChief` and `rep` of who answers for a street or belongs to the body of an estate',
    freeText: [
      'CatalogueVersionActivated.classes[].zh',
      'CatalogueVersionActivated.classes[].en',
      'CatalogueVersionActivated.views[].zh',
      'CatalogueVersionActivated.views[].en',
      'CatalogueVersionActivated.views[].groups[].zh',
      'CatalogueVersionActivated.views[].groups[].en',
      'CategoryDeadlinesSet.rules[].standard',
      'IncidentsReactionDeclined.asked',
      'RoutingRulesActivated.rules[].standard',
    ],
  },
  sanitation: {
    class: 'pseudonymous',
    about:
      'roads: what is broken where, and which unit has repaired it; estates with their signs, and duty segments, whose names are those of places: `cleaner` of their events and those of their days is a pseudonym of who keeps them, as is `substitute`',
    freeText: ['EstateRegistered.name', 'SegmentDefined.name'],
  },
  finance: {
    class: 'pseudonymous',
    about:
      'public money by fund and line; `payee` of SpendCommitted and SpendMade is a pseudonym of who is paid, and no event holds a name or a bank account',
    freeText: [],
  },
};
