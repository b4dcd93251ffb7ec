import { Controller, Get, Header, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { polygonOf, shanghaiDay } from '@linli/contracts';
import type { ViewMoment, ViewStamp } from '@linli/read-models';
import {
  type Caller,
  CurrentCaller,
  Problem,
  readCursor,
  requireArea,
  Requires,
  type RunningView,
  VIEW,
  writeCursor,
} from '@linli/service-kit';
import { divisionPath, levelOf } from '../area-path.ts';
import * as answers from './area-tree.answers.ts';
import { AreasQuery, CountyParam, GridsQuery, WhenQuery } from './area-tree.queries.ts';
import { areaTreeAt, type AreaItem, type Below } from './area-tree.reader.ts';
import { areaTree } from './area-tree.ts';
import type { VillageClusters } from './villages.ts';

interface Page<Item> {
  readonly asOf: ViewStamp;
  readonly items: readonly Item[];
  /** `cursor=` of the next request; absent on the last page. */
  readonly next?: string;
}

/** GeoJSON; `asOf` and `next` are foreign members, which the format allows. */
interface GridCollection {
  readonly type: 'FeatureCollection';
  readonly asOf: ViewStamp;
  readonly next?: string;
  readonly features: readonly {
    readonly type: 'Feature';
    readonly id: string;
    readonly geometry: ReturnType<typeof polygonOf>;
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
  readonly #view: RunningView;

  constructor(@Inject(VIEW(areaTree.view)) view: RunningView) {
    this.#view = view;
  }

  @Get('areas')
  @Requires('operations.read')
  @ApiOperation({ summary: 'Places below a prefix, in order of path', operationId: 'listAreas' })
  @answers.AreaPage
  async areas(@Query() query: AreasQuery, @CurrentCaller() caller: Caller): Promise<Page<AreaItem>> {
    requireArea(caller, 'operations.read', query.area);
    const { view, below } = await this.#page(query);
    const { level } = query;
    const items = await areaTreeAt(view).areas({ ...below, ...(level !== undefined && { level }) });
    return { asOf: view.stamp, items, ...nextPage(items, below, view) };
  }

  @Get('areas/*')
  @Requires('operations.read')
  @ApiOperation({ summary: 'One place, by its path or its division code', operationId: 'getArea' })
  @ApiParam({ name: 'path', example: '42/01/05/011/010/A1/' })
  @answers.OneArea
  async area(
    @Param() { '*': path }: { readonly '*': string },
    @Query() query: WhenQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<{ readonly asOf: ViewStamp } & AreaItem> {
    requireArea(caller, 'operations.read', levelOf(path) ? divisionPath(path) : path.replace(/\/?$/, '/'));
    const view = await this.#view.at(query);
    const area = await areaTreeAt(view).area(path, dayOf(query, view));
    if (area === undefined) {
      throw new Problem({ status: 404, code: 'area-unknown', detail: 'There is no such place.' });
    }
    return { asOf: view.stamp, ...area };
  }

  @Get('grids')
  @Requires('operations.read')
  @Header('content-type', 'application/geo+json; charset=utf-8')
  @ApiOperation({ summary: 'Grids in force below a prefix, as GeoJSON', operationId: 'listGrids' })
  @answers.GridCollection
  async grids(@Query() query: GridsQuery, @CurrentCaller() caller: Caller): Promise<GridCollection> {
    requireArea(caller, 'operations.read', query.area);
    const { view, below } = await this.#page(query);
    const grids = await areaTreeAt(view).grids(below);
    return {
      type: 'FeatureCollection',
      asOf: view.stamp,
      ...nextPage(grids, below, view),
      features: grids.map(({ polygon, ...properties }) => ({
        type: 'Feature',
        id: properties.areaPath,
        geometry: polygonOf(polygon),
        properties,
      })),
    };
  }

  @Get('village-clusters/:county')
  @Requires('operations.read')
  @ApiOperation({
    summary: 'How the villages of a county cluster into communities on a day',
    operationId: 'getVillageClusters',
  })
  @answers.VillageClusters
  async villageClusters(
    @Param() { county }: CountyParam,
    @Query() query: WhenQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<{ readonly asOf: ViewStamp } & VillageClusters> {
    requireArea(caller, 'operations.read', divisionPath(county));
    const view = await this.#view.at(query);
    const clusters = await areaTreeAt(view).villageClusters(county, dayOf(query, view));
    return { asOf: view.stamp, ...clusters };
  }

  /** A later page is answered for the position and the day of the first, so that pages neither overlap nor gape. */
  async #page(query: AreasQuery | GridsQuery): Promise<{ readonly view: ViewMoment; readonly below: Below }> {
    const { area, limit, cursor } = query;
    if (cursor !== undefined) {
      const { position, on, key: after } = readCursor(cursor);
      return { view: await this.#view.at({ asOf: position }), below: { area, limit, on, after } };
    }
    const view = await this.#view.at(query);
    return { view, below: { area, limit, on: dayOf(query, view) } };
  }
}

function dayOf({ on }: WhenQuery, { stamp }: ViewMoment): string {
  return on ?? shanghaiDay(Date.parse(stamp.moment));
}

function nextPage(
  items: readonly { readonly areaPath: string }[],
  { limit, on }: Below,
  { stamp }: ViewMoment,
): { next?: string } {
  const last = items.at(-1);
  if (last === undefined || items.length < limit) return {};
  const { areaPath: key } = last;
  return { next: writeCursor({ position: stamp.position, on, key, value: key, source: 'residents' }) };
}
