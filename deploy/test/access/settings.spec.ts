import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readSettings } from '../../src/access/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'linli-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));
const secret = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

const kafka = {
  EVENT_BUS_URL: 'kafka://kafka-1:9092,kafka-2:9092',
  KAFKA_USERNAME: 'admin',
  KAFKA_PASSWORD_FILE: secret('admin', 'a-word\n'),
  KAFKA_SERVICE_PASSWORD_FILE: join(folder, 'of-{service}'),
};

test('the settings of Kafka alone are enough: MongoDB is then not ours to set up', () => {
  const { kafka: read, mongo } = readSettings(kafka);
  expect(read).toMatchObject({
    brokers: ['kafka-1:9092', 'kafka-2:9092'],
    username: 'admin',
    password: 'a-word',
    prefix: '',
    partitions: 12,
    replication: 1,
  });
  expect(mongo).toBeUndefined();
});

test('a service’s password is read from the file of its name', () => {
  secret('of-party', 'the-word-of-party');
  expect(readSettings(kafka).kafka.passwordOf('party')).toBe('the-word-of-party');
  expect(() => readSettings(kafka).kafka.passwordOf('weather')).toThrow(/of-weather cannot be read/);
});

test('everything that is wrong is told at once, and no password with it', () => {
  const wrong = {
    ...kafka,
    EVENT_BUS_URL: 'kafka://kafka',
    KAFKA_PARTITIONS: 'many',
    KAFKA_PASSWORD_FILE: secret('empty', ''),
    MONGODB_URL: 'mongodb://admin:secret-word@mongo:27017',
  };
  let message = '';
  try {
    readSettings(wrong);
  } catch (error) {
    message = (error as Error).message;
  }
  for (const named of [
    'EVENT_BUS_URL',
    'KAFKA_PARTITIONS',
    'empty is empty',
    'MONGODB_URL',
    'MONGODB_USERNAME',
  ]) {
    expect(message).toContain(named);
  }
  expect(message).not.toContain('secret-word');
});
