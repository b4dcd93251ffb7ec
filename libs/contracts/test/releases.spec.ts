import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Type } from 'typebox';
import { eventDefinitions } from '../src/registry.ts';
import { eventUpcasters } from '../src/event-upcasters.ts';
import { checkContracts, type Language } from '../tools/check-contracts.ts';
import { releaseContracts, writeReleasesModule } from '../tools/release-contracts.ts';
import {
  decimetres,
  emptyFolder,
  gauge,
  language,
  metres,
  metresWithNote,
  toDecimetres,
} from './language.ts';

const published = language(eventDefinitions, eventUpcasters);
const root = join(import.meta.dirname, '..');

function problems(now: Language, folder: string): string[] {
  return checkContracts(now, folder).map(({ event, field, rule }) =>
    [event, field, rule].filter(Boolean).join(' '),
  );
}

/** A folder in which these languages were released one after the other. */
function released(...languages: readonly Language[]): string {
  const folder = emptyFolder();
  for (const each of languages) expect(releaseContracts(each, folder).problems).toEqual([]);
  return folder;
}

describe('contracts:release', () => {
  test('writes 1.0 of a new event, and nothing when nothing has changed', () => {
    const folder = emptyFolder();
    expect(releaseContracts(language([metres]), folder).written).toEqual(['residents/GaugeRead.v1.0.json']);
    expect(releaseContracts(language([metres]), folder)).toEqual({ written: [], problems: [] });
    expect(
      JSON.parse(readFileSync(join(folder, 'released/residents/GaugeRead.v1.0.json'), 'utf8')),
    ).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'https://linli.cn/schemas/residents/GaugeRead.v1.0.json',
      properties: { level: { 'x-unit': 'm' } },
    });
    expect(problems(language([metres]), folder)).toEqual([]);
  });

  test('writes the next minor of a compatible change and leaves the one before as it was', () => {
    const folder = released(language([metres]));
    const before = readFileSync(join(folder, 'released/residents/GaugeRead.v1.0.json'));
    expect(releaseContracts(language([metresWithNote]), folder).written).toEqual([
      'residents/GaugeRead.v1.1.json',
    ]);
    expect(readFileSync(join(folder, 'released/residents/GaugeRead.v1.0.json'))).toEqual(before);
    expect(problems(language([metresWithNote]), folder)).toEqual([]);
  });

  test('writes 2.0 of a new major version beside the old one', () => {
    const folder = released(language([metres]), language([metres, decimetres], [toDecimetres]));
    expect(readdirSync(join(folder, 'golden/residents')).sort()).toEqual([
      'GaugeRead.v1.0.json',
      'GaugeRead.v2.0.json',
    ]);
    const module = join(folder, 'releases.ts');
    writeReleasesModule(folder, module);
    expect(readFileSync(module, 'utf8')).toContain("'GaugeRead.v1': 0,\n  'GaugeRead.v2': 0,\n");
  });

  test('refuses an incompatible change and then writes nothing at all', () => {
    const folder = released(language([metres]));
    const inCentimetres = gauge(1, Type.Object({ level: Type.Number({ 'x-unit': 'cm' }) }), { level: 120 });
    const other = { ...metres, type: 'OtherRead' };
    const result = releaseContracts(language([inCentimetres, other]), folder);
    expect(result.written).toEqual([]);
    expect(result.problems).toMatchObject([{ event: 'GaugeRead v1', field: 'level', rule: 'changed-unit' }]);
    expect(readdirSync(join(folder, 'released/residents'))).toEqual(['GaugeRead.v1.0.json']);
  });

  test('refuses to forget an event, or a major version without an upcaster to it', () => {
    const folder = released(language([metres]));
    expect(releaseContracts(language([]), folder).problems).toMatchObject([{ rule: 'deleted-event' }]);
    expect(releaseContracts(language([metres, decimetres]), folder).problems).toMatchObject([
      { event: 'GaugeRead', rule: 'upcaster-chain' },
    ]);
  });

  test('refuses an event whose own example is no golden event', () => {
    const folder = released(language([gauge(1, Type.Object({ level: Type.Integer() }), { level: 1.5 })]));
    expect(
      problems(language([gauge(1, Type.Object({ level: Type.Integer() }), { level: 1.5 })]), folder),
    ).toEqual(['GaugeRead v1 level golden-unreadable']);
  });
});

describe('contracts:check', () => {
  test('compares with all releases, not only with the last one', () => {
    const folder = released(language([metres]), language([metresWithNote]));
    // Compatible with 1.0, which never had the field; not with 1.1.
    expect(problems(language([metres]), folder)).toEqual([
      'GaugeRead v1 instrument removed-field',
      'GaugeRead v1 unreleased-change',
      'GaugeRead v1 instrument golden-unreadable',
    ]);
  });

  test('names a change that was not released, though it is compatible', () => {
    const folder = released(language([metres]));
    expect(problems(language([metresWithNote]), folder)).toEqual(['GaugeRead v1 unreleased-change']);
    expect(problems(language([metres, { ...metres, type: 'OtherRead' }]), folder)).toEqual([
      'OtherRead v1 unreleased-event',
    ]);
  });

  test('accepts another description without a release', () => {
    const folder = released(language([metres]));
    expect(problems(language([{ ...metres, description: 'Somebody read a level.' }]), folder)).toEqual([]);
  });

  test('names a deleted event, also when only its old major version is gone', () => {
    const folder = released(language([metres]), language([metres, decimetres], [toDecimetres]));
    expect(problems(language([decimetres]), folder)).toContain('GaugeRead v1 deleted-event');
    expect(problems(language([]), folder)).toEqual([
      'GaugeRead v1 deleted-event',
      'GaugeRead v2 deleted-event',
    ]);
  });

  test('names an event that has moved to another context', () => {
    const folder = released(language([metres]));
    expect(problems(language([{ ...metres, context: 'party' }]), folder)).toContain(
      'GaugeRead v1 moved-event',
    );
  });

  test('reads golden events through the upcasters and names one that comes out wrong', () => {
    const folder = released(language([metres]), language([metres, decimetres], [toDecimetres]));
    const halves = {
      ...toDecimetres,
      upcast: (data: unknown) => ({ level: (data as { level: number }).level / 2 }),
    };
    expect(problems(language([metres, decimetres], [halves]), folder)).toEqual([
      'GaugeRead v1 level golden-unreadable',
    ]);
    const broken = { ...toDecimetres, upcast: () => (undefined as unknown as { level: number }).level };
    expect(problems(language([metres, decimetres], [broken]), folder)).toEqual([
      'GaugeRead v1 golden-unreadable',
    ]);
  });

  test('names a release that was edited, deleted or slipped in', () => {
    const folder = released(language([metres]), language([metresWithNote]));
    appendFileSync(join(folder, 'released/residents/GaugeRead.v1.0.json'), ' ');
    rmSync(join(folder, 'golden/residents/GaugeRead.v1.1.json'));
    cpSync(
      join(folder, 'released/residents/GaugeRead.v1.1.json'),
      join(folder, 'released/residents/GaugeRead.v1.2.json'),
    );
    expect(problems(language([metresWithNote]), folder)).toEqual([
      'golden/residents/GaugeRead.v1.1.json missing-file',
      'released/residents/GaugeRead.v1.0.json changed-file',
      'released/residents/GaugeRead.v1.2.json unlisted-file',
      'GaugeRead v1 golden-missing',
      'GaugeRead v1 golden-missing',
    ]);
  });

  test('names a first release that is gone together with its listing', () => {
    const folder = released(language([metres]), language([metresWithNote]));
    const index = join(folder, 'released/index.json');
    const kept = Object.entries(JSON.parse(readFileSync(index, 'utf8')) as object).filter(
      ([file]) => !file.includes('v1.0'),
    );
    writeFileSync(index, JSON.stringify(Object.fromEntries(kept)));
    for (const kind of ['released', 'golden']) rmSync(join(folder, kind, 'residents/GaugeRead.v1.0.json'));
    expect(problems(language([metresWithNote]), folder)).toEqual(['GaugeRead v1 missing-release']);
  });
});

describe('the published language', () => {
  test('is compatible with every release of it, and every golden event reads', () => {
    expect(problems(published, root)).toEqual([]);
  });

  test.each(eventDefinitions.map(({ type }) => [type]))('%s cannot be deleted', (type) => {
    const without = eventDefinitions.filter((definition) => definition.type !== type);
    expect(problems(language(without, eventUpcasters), root)).toContain(`${type} v1 deleted-event`);
  });

  const check = (...args: string[]): ReturnType<typeof spawnSync> =>
    spawnSync(process.execPath, ['--conditions=@linli/source', 'tools/check.ts', ...args], {
      cwd: root,
      encoding: 'utf8',
    });

  test('contracts:check exits with 0 and says what it has compared', () => {
    const run = check();
    expect(run.stderr).toBe('');
    expect(run.stdout).toContain(`${eventDefinitions.length} events`);
    expect(run.status).toBe(0);
  });

  test('contracts:check exits with 1 and prints event, field and rule', () => {
    const folder = emptyFolder();
    for (const kind of ['released', 'golden'])
      cpSync(join(root, kind), join(folder, kind), { recursive: true });
    // A release that had one more field than today's definition.
    const path = join(folder, 'released/incidents/IncidentParked.v1.0.json');
    const schema = JSON.parse(readFileSync(path, 'utf8')) as { properties: object };
    writeFileSync(
      path,
      JSON.stringify({ ...schema, properties: { ...schema.properties, until: { type: 'string' } } }),
    );
    const run = check(folder);
    expect(run.stderr).toContain('contracts: IncidentParked v1 field until: removed-field');
    expect(run.status).toBe(1);
  });

  test('contracts:release has nothing to release', () => {
    const folder = emptyFolder();
    for (const kind of ['released', 'golden'])
      cpSync(join(root, kind), join(folder, kind), { recursive: true });
    expect(releaseContracts(published, folder)).toEqual({ written: [], problems: [] });
    execFileSync('diff', ['-r', join(root, 'released'), join(folder, 'released')]);
  });
});
