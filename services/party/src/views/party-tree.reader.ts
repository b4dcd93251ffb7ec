import type { Condition, ViewMoment } from '@linli/read-models';
import { orgOn, type PartyOrgDocument, type PartyOrgItem } from './party-tree.ts';

/** Queries over the party organisations (RM-P1) at one place in their history. */
export interface PartyTree {
  /** Organisations below an area that exist on a day, in order of code; `last` is where to go on when there may be more. */
  orgs(query: {
    readonly area: string;
    readonly on: string;
    readonly after?: string;
    readonly limit: number;
  }): Promise<{ readonly items: readonly PartyOrgItem[]; readonly last?: string }>;
  /** Where an organisation lies and what it was on a day, if it was; `undefined` when the view does not know it. */
  org(
    code: string,
    on: string,
  ): Promise<{ readonly areaPath: string; readonly item?: PartyOrgItem } | undefined>;
}

export function partyTreeAt(view: ViewMoment): PartyTree {
  return {
    async orgs({ area, on, after, limit }) {
      const where: Condition[] = [{ field: 'areaPath', op: 'prefix', value: area }];
      if (after !== undefined) where.push({ field: 'key', op: 'gt', value: after });
      const facets = await view.find<PartyOrgDocument>('party-orgs', { where, limit });
      const items = facets.flatMap(({ body }) => orgOn(body, on) ?? []);
      const last = facets.length === limit ? facets.at(-1)?.key : undefined;
      return { items, ...(last !== undefined && { last }) };
    },
    async org(code, on) {
      const [facet] = await view.get<PartyOrgDocument>('party-orgs', code);
      if (facet === undefined) return undefined;
      const item = orgOn(facet.body, on);
      return { areaPath: facet.body.areaPath, ...(item && { item }) };
    },
  };
}
