import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PromiseId } from '@linli/testing/history';
import type { UpgradeRecord } from './upgrade/upgrade-record.ts';
import { upgradeServices } from './upgrade/upgrade-services.ts';

const minutes = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'linli-upgrade-'));
let record: UpgradeRecord;
beforeAll(async () => {
  record = await upgradeServices(folder);
}, 8 * minutes);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const verdictOf = (promise: PromiseId) => {
  const { verdict, counterexamples } = record.history.verdicts.find((one) => one.promise === promise)!;
  return { promise, verdict, counterexamples };
};
const held = (promise: PromiseId) => ({ promise, verdict: 'held', counterexamples: [] });

describe('a service that is upgraded while commands and readers go on', () => {
  test('publishes a release that the published language allows', () => {
    expect(record.contracts).toMatch(/contracts: \d+ events, .*: compatible/);
  });

  test('leaves every other service running as it was', () => {
    for (const { before, after } of record.others) {
      expect(before).toHaveLength(5);
      expect(before.every(({ pid, startedAt }) => pid !== undefined && startedAt !== undefined)).toBe(true);
      expect(after).toEqual(before);
    }
  });

  test('loses and doubles nothing, in its log, in the topic and in the read model', () => {
    expect(record.history.unsound).toEqual([]);
    const promises: readonly PromiseId[] = ['P1', 'P2', 'P3', 'P5', 'P6', 'P9', 'P10'];
    expect(promises.map(verdictOf)).toEqual(promises.map(held));
    expect(['P8', 'P14'].map((promise) => verdictOf(promise as PromiseId).counterexamples)).toEqual([[], []]);
  });

  test('leaves no failure in any log that nobody caught', () => {
    expect(record.logs.lines).toBeGreaterThan(0);
    expect(record.logs.findings).toEqual([]);
  });
});

describe('the old operations centre, given events of the new service of incidents', () => {
  test('takes a new minor version for what it knows of it', () => {
    const { stage, timeline } = record.old.minor;
    expect(stage).toMatch(/^(located|routed)$/);
    expect(timeline[0]).toMatchObject({ type: 'IncidentReported' });
    expect(timeline[0]).not.toHaveProperty('intake');
  });

  test('parks a new major version with its reason, and holds its stream behind it', () => {
    const [first, ...others] = record.old.parked;
    expect(first).toMatchObject({ type: 'IncidentParked', state: 'poison' });
    expect(first?.reason).toMatch(/IncidentParked version 2/);
    expect(others.length).toBeGreaterThan(0);
    expect(others.every(({ state }) => state === 'held')).toBe(true);
  });

  test('goes on with the other streams', () => {
    expect(record.old.other.stage).toMatch(/^(located|routed)$/);
  });
});

describe('the new operations centre, started beside the old one', () => {
  test('is given readers once its own board has caught up', () => {
    const { board } = record.new;
    expect(board).toMatchObject({ version: 2, generation: 2, previous: 1, parked: 0 });
    expect(board).not.toHaveProperty('stale');
    expect(board).not.toHaveProperty('rebuild');
  });

  test('keeps nobody waiting: every question in all that time was answered in full', () => {
    const { answers, meanwhile, complaints } = record.readers;
    expect(complaints).toEqual([]);
    expect(meanwhile).toBeGreaterThan(0);
    expect(answers).toBeGreaterThan(meanwhile);
  });

  test('reads both versions of an event alike', () => {
    const reasons = [record.new.before, record.new.after].map(
      ({ timeline }) => timeline.find(({ type }) => type === 'IncidentParked')?.reason,
    );
    expect(reasons).toEqual(['waiting_for_reporter', 'waiting_for_reporter']);
  });

  test('shows what only the new version says', () => {
    expect(record.new.before.timeline[0]).not.toHaveProperty('intake');
    expect(record.new.after.timeline[0]).toMatchObject({ type: 'IncidentReported', intake: 'street' });
  });

  test('goes on with every screen where it was cut, or has it load its snapshot again', () => {
    expect(verdictOf('P11')).toEqual(held('P11'));
  });
});
