import type { SourceId } from '@linli/event-bus';
import type { Clock } from '@linli/service-kit';
import type { OperationsStatus } from '../api.ts';
import { formatPositions } from '@linli/read-models';
import type { Views } from './view.ts';

type Source = OperationsStatus['sources'][number];

/** How the city's views stand now. A source that several views follow is shown as the slowest of them has it. */
export function statusOf(views: Views, city: OperationsStatus['city'], clock: Clock): OperationsStatus {
  const states = views.all.map(({ runner }) => runner.state());
  const sources = new Map<SourceId, Source>();
  for (const { source, head, position, lagMs } of states.flatMap(({ sources }) => sources)) {
    const known = sources.get(source);
    sources.set(source, {
      source,
      head: Math.max(head, known?.head ?? 0),
      position: Math.min(position, known?.position ?? position),
      lagMs: Math.max(lagMs, known?.lagMs ?? 0),
    });
  }
  const rebuilding = states.find(({ rebuild }) => rebuild !== undefined);
  const now = clock.now().toISOString();
  return {
    city,
    asOf: {
      position: formatPositions({ ...views.directory.positions(), ...views.board.positions() }),
      moment: now,
      live: true,
    },
    sources: [...sources.values()],
    clock: { now, rate: clock.rate },
    parked: states.reduce((sum, { parked }) => sum + parked, 0),
    ...(rebuilding?.rebuild === undefined
      ? {}
      : {
          rebuild: {
            view: rebuilding.view,
            position: rebuilding.rebuild.position,
            head: rebuilding.rebuild.head,
          },
        }),
  };
}
