import { type ChildProcess, fork } from 'node:child_process';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { percentile, print, type Figure } from './figure.ts';
import type { Acknowledged, AppendOrder, Watched, WatchOrder } from './sse/messages.ts';

function child(name: string): ChildProcess {
  return fork(fileURLToPath(new URL(`./sse/${name}.js`, import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

function said<Message>(process: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a process of the bench ended with ${code}`));
    process.once('exit', ended);
    process.once('message', (message) => {
      process.off('exit', ended);
      resolve(message as Message);
    });
  });
}

interface Served {
  readonly origin: string;
  readonly token: string;
}

/** Positions of a screen and when it had them, until it has seen so many events. */
function watchOne(
  { origin, token }: Served,
  events: number,
): { open: Promise<void>; seen: Promise<Map<number, number>> } {
  const seen = new Map<number, number>();
  let opened = () => {};
  const open = new Promise<void>((resolve) => (opened = resolve));
  const all = new Promise<Map<number, number>>((resolve, reject) => {
    const asked = request(`${origin}/v1/operations/stream`, {
      headers: { authorization: `Bearer ${token}` },
    });
    asked.on('error', (error) => (seen.size < events ? reject(error) : undefined));
    asked.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        const now = performance.timeOrigin + performance.now();
        opened();
        text += chunk;
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const frame = text.slice(0, end);
          text = text.slice(end + 2);
          if (!frame.startsWith('event: feed\n')) continue;
          const items = JSON.parse(frame.slice(frame.indexOf('\ndata: ') + 7)) as { position: number }[];
          for (const { position } of items) {
            if (position !== seen.size + 1)
              reject(new Error(`got ${position} where ${seen.size + 1} was due`));
            seen.set(position, now);
          }
        }
        if (seen.size >= events) {
          asked.destroy();
          resolve(seen);
        }
      });
    });
    asked.end();
  });
  return { open, seen: all };
}

/** From the acknowledgement of a durable append until a screen in another process has the event, at 500 events a second. */
export async function latency(perSecond = 500, seconds = 10): Promise<Figure[]> {
  const app = child('stream-app');
  try {
    const served = await said<Served>(app);
    const screen = watchOne(served, perSecond * seconds);
    await screen.open;
    const written = said<Acknowledged>(app);
    app.send({ perSecond, seconds } satisfies AppendOrder);
    const [{ acknowledged }, seen] = await Promise.all([written, screen.seen]);
    // The first second is warm-up. A screen can have an event before its writer's turn of the loop comes: that is 0.
    const delays = acknowledged
      .slice(perSecond)
      .map(([position, at]) => Math.max(0, (seen.get(position) as number) - at));
    const name = `acknowledged → on the SSE client, ${perSecond} events/s`;
    return [
      { name: `${name}, p50`, value: percentile(delays, 0.5), unit: 'ms' },
      { name: `${name}, p99`, value: percentile(delays, 0.99), unit: 'ms', target: '≤ 50 ms' },
    ];
  } finally {
    app.disconnect();
  }
}

/** Value below which that share of a histogram's counts lies. */
function percentileOf(counts: readonly number[], share: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let passed = 0;
  return counts.findIndex((count) => (passed += count) >= total * share);
}

/** Many screens on one feed: each must get every event in order, soon. The clients share the machine with the server. */
export async function fanOut(clients = 2_000, perSecond = 200, seconds = 10): Promise<Figure[]> {
  const app = child('stream-app');
  const halls = [child('screens'), child('screens')];
  try {
    const served = await said<Served>(app);
    const events = perSecond * seconds;
    for (const hall of halls) {
      const open = said<'open'>(hall);
      hall.send({ ...served, clients: clients / halls.length, events } satisfies WatchOrder);
      await open;
    }
    const watched = Promise.all(halls.map((hall) => said<Watched>(hall)));
    const begun = performance.now();
    app.send({ perSecond, seconds } satisfies AppendOrder);
    const [{ rss }, seen] = await Promise.all([said<Acknowledged>(app), watched]);
    const took = (performance.now() - begun) / 1_000;
    const delays: number[] = [];
    for (const { delays: own } of seen) own.forEach((count, ms) => (delays[ms] = (delays[ms] ?? 0) + count));
    const counts = Array.from(delays, (count) => count ?? 0);
    const complete = seen.reduce((sum, { complete }) => sum + complete, 0);
    const frames = seen.reduce((sum, own) => sum + own.frames, 0) / seen.length;
    const name = `${clients.toLocaleString('en-US')} SSE clients, ${perSecond} events/s`;
    return [
      {
        name: `${name}: clients that got every event in order`,
        value: complete,
        unit: 'clients',
        target: `${clients}`,
      },
      {
        name: `${name}: recorded → on the client, p99`,
        value: percentileOf(counts, 0.99),
        unit: 'ms',
        target: '≤ 1,000 ms',
        note:
          `p50 ${percentileOf(counts, 0.5)} ms; ${(events / frames).toFixed(1)} events to a frame; ` +
          `${Math.round((events * clients) / took).toLocaleString('en-US')} deliveries/s; service RSS ${Math.round(rss)} MB`,
      },
    ];
  } finally {
    for (const process of [app, ...halls]) process.disconnect();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  print([...(await latency()), ...(await fanOut())]);
  process.exit(0);
}
