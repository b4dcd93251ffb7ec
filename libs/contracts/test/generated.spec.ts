import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parser } from '@asyncapi/parser';
import { describe, expect, test } from '@jest/globals';
import { eventDefinitions } from '../src/registry.ts';
import { newAjv } from '../src/validate-event.ts';
import { generatedFiles } from '../tools/generated.ts';
import { readReleased } from '../tools/released.ts';

const root = join(import.meta.dirname, '..');
const files = generatedFiles(eventDefinitions, readReleased(root).releases);
const asyncApi = files.get('asyncapi.json') ?? '';

describe('generated documents', () => {
  test.each([...files])('generated/%s is what the definitions say now', (file, content) => {
    expect(readFileSync(join(root, 'generated', file), 'utf8')).toBe(content);
  });

  test('the page lists every event once, with both titles', () => {
    const page = files.get('events.md') ?? '';
    for (const { type, version, title } of eventDefinitions) {
      const rows = page.split('\n').filter((line) => line.includes(`\`${type}\` v${version} `));
      expect(rows).toHaveLength(1);
      expect(rows[0]).toContain(`| ${title.zh} | ${title.en} |`);
    }
  });
});

describe('generated/asyncapi.json', () => {
  test('is valid by the official parser, without errors or warnings', async () => {
    const { document, diagnostics } = await new Parser().parse(asyncApi);
    const serious = diagnostics.filter(({ severity }) => severity <= 1);
    expect(serious.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([]);
    expect(
      document
        ?.channels()
        .all()
        .map((channel) => channel.address()),
    ).toEqual(['linli.residents', 'linli.party', 'linli.incidents', 'linli.sanitation', 'linli.finance']);
    expect(document?.messages().all().length).toBe(eventDefinitions.length);
  });

  test('the parser is one that finds faults', async () => {
    const document = JSON.parse(asyncApi) as { operations: Record<string, { action: string }> };
    for (const operation of Object.values(document.operations)) operation.action = 'shout';
    const diagnostics = await new Parser().validate(JSON.stringify(document));
    expect(diagnostics.some(({ severity }) => severity === 0)).toBe(true);
  });

  test('every example keeps the headers and the payload schema of its message', () => {
    const { components } = JSON.parse(asyncApi) as {
      components: {
        messages: Record<
          string,
          { headers: object; payload: object; examples: { headers: unknown; payload: unknown }[] }
        >;
      };
    };
    const ajv = newAjv();
    ajv.addVocabulary(['components']);
    for (const { headers, payload, examples } of Object.values(components.messages)) {
      // The headers refer to a shared component of the document.
      const validHeaders = ajv.compile({ ...headers, components });
      const validPayload = ajv.compile(payload);
      for (const example of examples) {
        expect([validHeaders(example.headers), validHeaders.errors]).toEqual([true, null]);
        expect([validPayload(example.payload), validPayload.errors]).toEqual([true, null]);
      }
    }
  });
});
