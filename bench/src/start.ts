import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { median, print, type Figure } from './figure.ts';
import { writeIncidentLog } from './read-models/incident-log.ts';

const main = fileURLToPath(new URL('../../services/city/dist/main.js', import.meta.url));

interface Started {
  /** Seconds from the start of the process until every view answers within bounds. */
  readonly seconds: number;
  stop(): Promise<void>;
}

async function startCity(data: string): Promise<Started> {
  const begun = performance.now();
  const city = spawn(process.execPath, [main, '--data', data, '--port', '0', '--no-play'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => city.once('close', () => resolve()));
  const origin = await new Promise<string>((resolve, reject) => {
    createInterface({ input: city.stdout }).on('line', (line) => {
      const found = /The city is open: (\S+)/.exec(line);
      if (found) resolve(found[1] as string);
    });
    city.once('close', () => reject(new Error('the city ended before it was open')));
  });
  while ((await fetch(`${origin}/health/ready`)).status !== 200)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return {
    seconds: (performance.now() - begun) / 1_000,
    stop: async () => {
      city.kill('SIGTERM');
      await ended;
    },
  };
}

/** Start of the whole city on a log of a million events, to ready; the views have been built by an earlier start. */
export async function startOnBigLog(events = 1_000_000, rounds = 5): Promise<Figure[]> {
  const data = mkdtempSync(join(tmpdir(), 'linli-bench-start-'));
  try {
    await writeIncidentLog(join(data, 'incidents.log.db'), events);
    const first = await startCity(data);
    await first.stop();
    const seconds: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const started = await startCity(data);
      seconds.push(started.seconds);
      await started.stop();
    }
    const size = events.toLocaleString('en-US');
    return [
      {
        name: `start on a log of ${size} events, to ready`,
        value: median(seconds),
        unit: 's',
        target: '≤ 5 s',
      },
      { name: `first start on such a log, all views built`, value: first.seconds, unit: 's' },
    ];
  } finally {
    rmSync(data, { recursive: true });
  }
}

if (import.meta.main) print(await startOnBigLog());
