import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { ComposeService } from '../../src/compose/compose-service.ts';
import { readComposeFile } from '../../src/compose/read-compose-file.ts';
import { startOrder } from '../../src/stack/start-order.ts';
import { repository } from '../repository.ts';

const { services } = readComposeFile(join(repository, 'docker-compose.yml'), {});
const namesOf = (order: readonly ComposeService[]): string[] => order.map(({ name }) => name);

test('every service comes after all it depends on', () => {
  const order = startOrder(services);
  expect(order).toHaveLength(services.size);
  for (const [at, { dependsOn }] of order.entries()) {
    const before = namesOf(order.slice(0, at));
    for (const { service } of dependsOn) expect(before).toContain(service);
  }
});

test('one service alone comes with what it depends on and nothing else', () => {
  expect(namesOf(startOrder(services, ['operations']))).toEqual(['kafka', 'mongo', 'access', 'operations']);
});

test('a name that there is not is refused, with those there are', () => {
  expect(() => startOrder(services, ['weather'])).toThrow(
    /there is no service weather; there are kafka, mongo/,
  );
});

test('services that wait for each other are refused', () => {
  const waiting = (name: string, service: string): ComposeService => ({
    ...services.get('party')!,
    name,
    dependsOn: [{ service, condition: 'service_healthy' }],
  });
  const circle = new Map([
    ['one', waiting('one', 'two')],
    ['two', waiting('two', 'one')],
  ]);
  expect(() => startOrder(circle)).toThrow('services wait for each other: one → two → one');
});
