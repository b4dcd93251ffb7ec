import { BusinessDay, CommunityCode, LocalCode, Name, Ring, within } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';
import { divisionPath } from '../area-path.ts';

const codeOf = (letter: 'A' | 'B' | 'U' | 'G') =>
  within(LocalCode, {
    pattern: `^${letter}[0-9]{1,5}$`,
    description: `a code of ${letter} and 1 to 5 digits`,
  });
const SectionCode = codeOf('A');
const BuildingCode = codeOf('B');
const UnitCode = codeOf('U');
const GridCode = codeOf('G');
const Polygon = within(Ring, { maxItems: 1_000 });
const SplitPart = Type.Object({ code: GridCode, polygon: Polygon });
const SplitParts = Type.Array(SplitPart, { minItems: 2, maxItems: 100 });
const GridCodes = Type.Array(GridCode, { minItems: 2, maxItems: 100 });
const MergedGrid = Type.Object({ code: GridCode, unitCode: Type.Optional(UnitCode) });

/** A planner acts in communities that he is at home in. */
const planning = {
  may: 'area.plan',
  id: 'communityCode',
  area: ({ communityCode }: { readonly communityCode: string }) => divisionPath(communityCode),
};

@Door('POST /v1/areas/:communityCode/sections', { ...planning, summary: 'Create a section of a community' })
export class CreateArea {
  @Field(CommunityCode) readonly communityCode: string;
  @Field(SectionCode) readonly code: string;
  @Field(Name) readonly name: string;
}

@Door('POST /v1/areas/:communityCode/buildings', { ...planning, summary: 'Create a building of a section' })
export class CreateBuilding {
  @Field(CommunityCode) readonly communityCode: string;
  @Field(BuildingCode) readonly code: string;
  @Field(Name) readonly name: string;
  @Field(SectionCode) readonly areaCode: string;
}

@Door('POST /v1/areas/:communityCode/units', {
  ...planning,
  summary: 'Create a stairwell unit of a building',
})
export class CreateBuildingUnit {
  @Field(CommunityCode) readonly communityCode: string;
  @Field(UnitCode) readonly code: string;
  @Field(Name) readonly name: string;
  @Field(BuildingCode) readonly buildingCode: string;
}

@Door('POST /v1/areas/:communityCode/grids', { ...planning, summary: 'Create a grid of a stairwell unit' })
export class CreateGrid {
  @Field(CommunityCode) readonly communityCode: string;
  @Field(GridCode) readonly code: string;
  @Field(UnitCode) readonly unitCode: string;
  @Field(Polygon) readonly polygon: Static<typeof Polygon>;
  /** First day it is in force. */
  @Field(BusinessDay) readonly validFrom: string;
}

@Door('POST /v1/grids/:code/split', { ...planning, summary: 'End a grid and put its parts in its place' })
export class SplitGrid {
  @Field(CommunityCode) readonly communityCode: string;
  @Field(GridCode) readonly code: string;
  @Field(SplitParts) readonly into: readonly Static<typeof SplitPart>[];
  /** First day of the parts; the old grid is in force up to the day before. */
  @Field(BusinessDay) readonly validFrom: string;
}

@Door('POST /v1/grids/merge', {
  ...planning,
  summary: 'End grids that border on each other and put one in their place',
})
export class MergeGrids {
  @Field(CommunityCode) readonly communityCode: string;
  @Field(GridCodes) readonly codes: readonly string[];
  /** The unit is that of the merged grids, and must be named when they belong to several. The polygon is their union. */
  @Field(MergedGrid) readonly into: Static<typeof MergedGrid>;
  @Field(BusinessDay) readonly validFrom: string;
}

type Step<Type extends string, Command> = { readonly type: Type } & Omit<Command, 'communityCode'>;

/** What changes the tree of one community. */
export type PlanStep =
  | Step<'CreateArea', CreateArea>
  | Step<'CreateBuilding', CreateBuilding>
  | Step<'CreateBuildingUnit', CreateBuildingUnit>
  | Step<'CreateGrid', CreateGrid>
  | Step<'SplitGrid', SplitGrid>
  | Step<'MergeGrids', MergeGrids>;

/** Several steps of a plan, decided one after the other, recorded all or none; asked by those who found a city. */
export class ApplyPlan {
  readonly communityCode: string;
  readonly steps: readonly PlanStep[];
}
