import type { StackService } from '@linli/deploy';
import { request } from 'undici';
import { until } from '../until.ts';

const boundMs = 90_000;
const patienceMs = 2_000;

/**
 * Resolves with the process that has taken the place of another and answers. Whether it has caught up is another
 * question, which is asked when all faults are over. Rejects when none does in a minute and a half.
 */
export async function successorOf(service: StackService, former: number | undefined): Promise<number> {
  const pid = await until(async () => {
    const { pid } = service;
    return pid !== undefined && pid !== former && (await isAlive(service)) && service.pid === pid && pid;
  }, boundMs);
  if (pid === undefined) throw new Error(`${service.name} does not come back`);
  return pid;
}

async function isAlive({ url }: StackService): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`${url}/health/live`, {
      headersTimeout: patienceMs,
      bodyTimeout: patienceMs,
    });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}
