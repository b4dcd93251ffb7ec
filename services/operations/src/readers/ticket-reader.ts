import type { Facet } from '@linli/read-models';
import type { TicketItem } from '../api.ts';
import { areaMatches } from '../feed-filter.ts';
import { stretchesOf, ticketIndex, type Ticket } from '../views/tickets.ts';
import type { FeedReader } from './feed-reader.ts';
import { incidentStory } from './incident-story.ts';
import type { Instant, View } from './view.ts';

/** Incidents whose place is looked at for one question, whoever may see few of them. */
const mostLooked = 200;

/** Incidents by what people say on the phone: their ticket's number, or any three digits of it and more. */
export class TicketReader {
  readonly #tickets: View;
  readonly #feed: FeedReader;
  readonly #cityPath: string;

  constructor(tickets: View, feed: FeedReader, cityPath: string) {
    this.#tickets = tickets;
    this.#feed = feed;
    this.#cityPath = cityPath;
  }

  /** Newest first, of the areas a caller may see; `more` when some are left out. */
  async find(
    part: string,
    areas: readonly string[],
    limit: number,
    { positions }: Instant,
  ): Promise<{ readonly items: readonly TicketItem[]; readonly more: boolean }> {
    const found = new Map<string, Facet<Ticket>>();
    const parts = await Promise.all(
      stretchesOf(part).map(({ field, from, to }) =>
        this.#tickets.find<Ticket>(ticketIndex.name, {
          where: [
            { field, op: 'gte', value: from },
            { field, op: 'lt', value: to },
          ],
          limit: mostLooked,
          asOf: positions,
        }),
      ),
    );
    for (const row of parts.flat()) found.set(row.key, row);
    const rows = [...found.values()].sort((one, other) => other.recordedAt - one.recordedAt);
    const items: TicketItem[] = [];
    for (const { key } of rows.slice(0, mostLooked)) {
      if (items.length === limit) break;
      const item = await this.#item(key, positions);
      if (item !== undefined && areaMatches(areas, item.areaPath, this.#cityPath)) items.push(item);
    }
    return { items, more: items.length === limit && rows.length > limit };
  }

  async #item(incidentId: string, positions: Instant['positions']): Promise<TicketItem | undefined> {
    const rows = await this.#feed.ofIncident(incidentId, positions);
    const facts = (await this.#feed.facts([incidentId])).get(incidentId);
    const story = incidentStory(incidentId, rows, facts, rows.at(-1)?.position ?? 0);
    if (story === undefined) return undefined;
    const { ticket, stage, severity, areaPath, category } = story;
    return {
      incidentId,
      ticket,
      stage,
      severity,
      ...(areaPath === undefined ? {} : { areaPath }),
      ...(category === undefined ? {} : { category }),
    };
  }
}
