import { Controller, Get, Header, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, Problem, requireArea, Requires, type Caller } from '@linli/service-kit';
import { divisionPath, levelOf } from '../area-path.ts';
import { AREA_TREE } from '../tokens.ts';
import { CountyParam } from '../village-cluster/village-cluster.commands.ts';
import { AreasQuery, GridsQuery, When } from './area-tree.queries.ts';
import type { AreaItem } from './area-tree.reader.ts';
import { AreaTreeService } from './area-tree.service.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { shanghaiDay, type AsOfStamp, type Instant } from './running-view.ts';
import type { VillageClusters } from './villages.ts';

interface Page<Item> {
  readonly asOf: AsOfStamp;
  readonly items: readonly Item[];
  /** `cursor=` of the next request; absent on the last page. */
  readonly next?: string;
}

/** GeoJSON; `asOf` and `next` are foreign members, which the format allows. */
interface GridCollection {
  readonly type: 'FeatureCollection';
  readonly asOf: AsOfStamp;
  readonly next?: string;
  readonly features: readonly {
    readonly type: 'Feature';
    readonly id: string;
    readonly geometry: { readonly type: 'Polygon'; readonly coordinates: readonly number[][][] };
    readonly properties: {
      readonly code: string;
      readonly areaPath: string;
      readonly validFrom: string;
      readonly validTo?: string;
    };
  }[];
}

/** What the tree of places answers. */
@ApiTags('areas')
@Controller('v1')
export class AreaTreeController {
  readonly #tree: AreaTreeService;

  constructor(@Inject(AREA_TREE) tree: AreaTreeService) {
    this.#tree = tree;
  }

  @Get('areas')
  @Requires('operations.read')
  @ApiOperation({ summary: 'Places below a prefix, in order of path' })
  async areas(@Query() query: AreasQuery, @CurrentCaller() caller: Caller): Promise<Page<AreaItem>> {
    requireArea(caller, 'operations.read', query.area);
    const { instant, below } = await this.#page(query);
    const { level } = query;
    const items = await this.#tree.areas({ ...below, ...(level !== undefined && { level }) }, instant);
    return { asOf: this.#tree.stamp(instant), items, ...nextPage(items, below, instant) };
  }

  @Get('areas/*')
  @Requires('operations.read')
  @ApiOperation({ summary: 'One place, by its path or its division code' })
  @ApiParam({ name: '*', example: '42/01/05/011/010/A1/' })
  async area(
    @Param('*') path: string,
    @Query() query: When,
    @CurrentCaller() caller: Caller,
  ): Promise<{ readonly asOf: AsOfStamp } & AreaItem> {
    requireArea(caller, 'operations.read', levelOf(path) ? divisionPath(path) : path.replace(/\/?$/, '/'));
    const instant = await this.#tree.at(query);
    const area = await this.#tree.area(path, instant);
    if (area === undefined) {
      throw new Problem({ status: 404, code: 'area-unknown', detail: 'There is no such place.' });
    }
    return { asOf: this.#tree.stamp(instant), ...area };
  }

  @Get('grids')
  @Requires('operations.read')
  @Header('content-type', 'application/geo+json; charset=utf-8')
  @ApiOperation({ summary: 'Grids in force below a prefix, as GeoJSON' })
  async grids(@Query() query: GridsQuery, @CurrentCaller() caller: Caller): Promise<GridCollection> {
    requireArea(caller, 'operations.read', query.area);
    const { instant, below } = await this.#page(query);
    const grids = await this.#tree.grids(below, instant);
    return {
      type: 'FeatureCollection',
      asOf: this.#tree.stamp(instant),
      ...nextPage(grids, below, instant),
      features: grids.map(({ polygon, ...properties }) => ({
        type: 'Feature',
        id: properties.areaPath,
        geometry: { type: 'Polygon', coordinates: [polygon] },
        properties,
      })),
    };
  }

  @Get('village-clusters/:county')
  @Requires('operations.read')
  @ApiOperation({ summary: 'How the villages of a county cluster into communities on a day' })
  async villageClusters(
    @Param() { county }: CountyParam,
    @Query() query: When,
    @CurrentCaller() caller: Caller,
  ): Promise<{ readonly asOf: AsOfStamp } & VillageClusters> {
    requireArea(caller, 'operations.read', divisionPath(county));
    const instant = await this.#tree.at(query);
    const clusters = await this.#tree.villageClusters(county, this.#day(query, instant), instant);
    return { asOf: this.#tree.stamp(instant), ...clusters };
  }

  /** A later page is answered for the position and the day of the first, so that pages neither overlap nor gape. */
  async #page(query: AreasQuery | GridsQuery) {
    const { area, limit, cursor } = query;
    if (cursor !== undefined) {
      const { position, on, path: after } = readCursor(cursor);
      return { instant: { position, live: false }, below: { area, limit, on, after } };
    }
    const instant = await this.#tree.at(query);
    return { instant, below: { area, limit, on: this.#day(query, instant) } };
  }

  #day({ on }: When, { moment }: Instant): string {
    return on ?? shanghaiDay(moment ?? this.#tree.now());
  }
}

function nextPage(
  items: readonly { readonly areaPath: string }[],
  { limit, on }: { readonly limit: number; readonly on: string },
  { position }: Instant,
): { next?: string } {
  const last = items.at(-1);
  if (last === undefined || items.length < limit) return {};
  return { next: writeCursor({ position, on, path: last.areaPath }) };
}
