import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startStack, type Stack } from '../../src/index.ts';
import { isRunning, processId } from '../../src/stack/process-table.ts';
import { anyPorts, eventually, readJson, temporaryFolder, tokenOf } from './running-stack.ts';

const minutes = 60_000;
const folder = temporaryFolder();
let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ folder: folder.path, env: anyPorts, proxies: true });
}, 5 * minutes);
afterAll(async () => {
  await stack?.down();
  folder.remove();
}, 2 * minutes);

const services = ['residents', 'party', 'sanitation', 'finance', 'incidents', 'operations'];
let reports = 0;

/** A report of a lamp in the founded community; the city's answer, which must be that it is recorded. */
async function report(): Promise<void> {
  reports += 1;
  const answer = await fetch(`${stack.service('incidents').url}/v1/incidents`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokenOf(folder.path, 'grid_worker')}`,
      'content-type': 'application/json',
      'idempotency-key': `stack-spec-report-${reports}`,
    },
    body: JSON.stringify({
      channel: 'app',
      occurredAt: new Date(Date.now() - minutes).toISOString(),
      severity: 'normal',
      source: { system: 'test', reference: `lamp-${reports}` },
    }),
  });
  expect({ status: answer.status, body: await answer.text() }).toMatchObject({ status: 201 });
}

/** Reports that the operations centre knows of. */
async function known(): Promise<number> {
  const { items } = await readJson<{ items: readonly { readonly type: string }[] }>(
    `${stack.service('operations').url}/v1/operations/feed?limit=100`,
    tokenOf(folder.path, 'viewer'),
  );
  return items.filter(({ type }) => type === 'IncidentReported').length;
}

describe('the stack of the compose file', () => {
  test('is up when each of its services is a healthy process of its own', () => {
    const states = services.map((name) => stack.service(name));
    expect(states.map(({ health }) => health)).toEqual(services.map(() => 'healthy'));
    expect(new Set(states.map(({ pid }) => pid)).size).toBe(services.length);
    expect(stack.service('access').health).toBe('completed');
  });

  test('has founded the community that `npm start` founds, seen through Kafka', async () => {
    const url = `${stack.service('operations').url}/v1/operations/grids`;
    const { features } = await eventually(
      () => readJson<{ features: unknown[] }>(url, tokenOf(folder.path, 'viewer')),
      (geometry) => geometry.features.length === 868,
    );
    expect(features).toHaveLength(868);
    const orgs = `${stack.service('party').url}/v1/party-orgs?area=42/01/05/011/010/&on=2012-06-30`;
    const { items } = await readJson<{ items: unknown[] }>(orgs, tokenOf(folder.path, 'viewer'));
    expect(items).toHaveLength(8);
  });

  test('shows in one service what another has recorded', async () => {
    await report();
    await eventually(known, (count) => count === reports);
  });

  test(
    'brings a killed service back, and nothing it had acknowledged is missing',
    async () => {
      const incidents = stack.service('incidents');
      const before = incidents.pid;
      await report();
      await incidents.kill();
      await eventually(
        () => incidents,
        ({ pid, health }) => pid !== before && health === 'healthy',
      );
      expect(incidents.restarts).toBe(1);
      await report();
      await eventually(known, (count) => count === reports);
    },
    2 * minutes,
  );

  test(
    'lets a service fall behind whose way to the broker is cut, and catch up when it is healed',
    async () => {
      const proxy = stack.service('operations').proxy('kafka');
      proxy.refuse();
      proxy.cut();
      await report();
      expect(await known()).toBe(reports - 1);
      proxy.heal();
      await eventually(known, (count) => count === reports);
    },
    2 * minutes,
  );

  test(
    'brings the broker back when it dies, and goes on',
    async () => {
      const dead = processId(stack.kafka.pid)!;
      process.kill(dead.pid, 'SIGKILL');
      await eventually(
        () => stack.engines.find(({ name }) => name === 'kafka')!,
        ({ pid, restarts }) => pid !== undefined && pid !== dead.pid && restarts === 1,
      );
      await report();
      await eventually(known, (count) => count === reports);
    },
    2 * minutes,
  );
});

describe('a service that touches a topic it may not', () => {
  test(
    'does not start, and says in its log who lacks which right where',
    async () => {
      const operations = stack.service('operations');
      await operations.stop();
      const asSanitation = {
        KAFKA_USERNAME: 'sanitation',
        KAFKA_PASSWORD_FILE: `${folder.path}/secrets/kafka_sanitation_password`,
      };
      const own = {
        KAFKA_USERNAME: 'operations',
        KAFKA_PASSWORD_FILE: `${folder.path}/secrets/kafka_operations_password`,
      };
      operations.start({ env: asSanitation }).catch(() => {});
      await eventually(
        () => readFileSync(operations.log, 'utf8'),
        (log) =>
          /operations cannot start: the principal sanitation may not read the topic linli\.(incidents|party)/.test(
            log,
          ),
      );
      await operations.stop();
      await operations.start({ env: own });
      await eventually(known, (count) => count === reports);
    },
    4 * minutes,
  );
});

test(
  'the end leaves no process behind',
  async () => {
    const running = [...stack.services, ...stack.engines].flatMap(({ pid }) =>
      pid === undefined ? [] : [processId(pid)!],
    );
    expect(running.length).toBeGreaterThanOrEqual(6);
    await stack.down();
    expect(running.filter(isRunning)).toEqual([]);
  },
  2 * minutes,
);
