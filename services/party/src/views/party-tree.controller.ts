import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { shanghaiDay } from '@linli/contracts';
import type { ViewMoment, ViewStamp } from '@linli/read-models';
import { CurrentCaller, Problem, requireArea, Requires, RunningView, type Caller } from '@linli/service-kit';
import { PartyOrgParam } from '../party-org/party-org.commands.ts';
import { PARTY_TREE } from '../tokens.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { PartyOrgsQuery, When } from './party-tree.queries.ts';
import { partyTreeAt } from './party-tree.reader.ts';
import type { PartyOrgItem } from './party-tree.ts';

interface Page {
  readonly asOf: ViewStamp;
  /** The Asia/Shanghai day the answer holds for. */
  readonly on: string;
  readonly items: readonly PartyOrgItem[];
  /** `cursor=` of the next request; absent on the last page. */
  readonly next?: string;
}

/** What the tree of party organisations answers (RM-P1). */
@ApiTags('party-orgs')
@Controller('v1/party-orgs')
export class PartyTreeController {
  readonly #view: RunningView;

  constructor(@Inject(PARTY_TREE) view: RunningView) {
    this.#view = view;
  }

  @Get()
  @Requires('operations.read')
  @ApiOperation({ summary: 'Party organisations below an area, in the form they had on a day' })
  async orgs(@Query() query: PartyOrgsQuery, @CurrentCaller() caller: Caller): Promise<Page> {
    const { area, limit, cursor } = query;
    requireArea(caller, 'operations.read', area);
    // A later page is answered for the position and the day of the first, so that pages neither overlap nor gape.
    const earlier = cursor === undefined ? undefined : readCursor(cursor);
    const view = await this.#view.at(earlier ? { asOf: earlier.position } : query);
    const on = earlier?.on ?? dayOf(query, view);
    const after = earlier && { after: earlier.code };
    const { items, last } = await partyTreeAt(view).orgs({ area, on, limit, ...after });
    const next = last && writeCursor({ position: view.stamp.position, on, code: last });
    return { asOf: view.stamp, on, items, ...(next !== undefined && { next }) };
  }

  @Get(':code')
  @Requires('operations.read')
  @ApiOperation({ summary: 'One party organisation, in the form it had on a day' })
  async org(
    @Param() { code }: PartyOrgParam,
    @Query() query: When,
    @CurrentCaller() caller: Caller,
  ): Promise<{ readonly asOf: ViewStamp; readonly on: string } & PartyOrgItem> {
    const view = await this.#view.at(query);
    const on = dayOf(query, view);
    const org = await partyTreeAt(view).org(code, on);
    if (org !== undefined) requireArea(caller, 'operations.read', org.areaPath);
    if (org?.item === undefined) {
      const detail = `There is no such organisation on ${on}.`;
      throw new Problem({ status: 404, code: 'party-org-unknown', detail });
    }
    return { asOf: view.stamp, on, ...org.item };
  }
}

function dayOf({ on }: When, { stamp }: ViewMoment): string {
  return on ?? shanghaiDay(Date.parse(stamp.moment));
}
