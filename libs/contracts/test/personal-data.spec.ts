import { describe, expect, test } from '@jest/globals';
import { personalData } from '../src/personal-data.ts';
import { eventDefinitions } from '../src/registry.ts';

interface Node {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly pattern?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

/** The fields below a schema that take any text. */
function freeText(schema: Node, path: string): readonly string[] {
  if (schema.anyOf) return schema.anyOf.flatMap((branch) => freeText(branch, path));
  if (schema.properties)
    return Object.entries(schema.properties).flatMap(([name, field]) => freeText(field, `${path}.${name}`));
  if (schema.items) return freeText(schema.items, `${path}[]`);
  const bound = schema.pattern ?? schema.format ?? schema.enum ?? schema.const;
  return schema.type === 'string' && bound === undefined ? [path] : [];
}

const contexts = [...new Set(eventDefinitions.map(({ context }) => context))];

describe('what events tell of persons', () => {
  test('is said of every context that has events, and of no other', () => {
    expect(Object.keys(personalData).sort()).toEqual([...contexts].sort());
  });

  test.each(contexts)('is said of each field of %s that takes any text', (context) => {
    const found = eventDefinitions
      .filter((definition) => definition.context === context)
      .flatMap(({ type, data }) => freeText(data as Node, type));
    expect([...new Set(found)].sort()).toEqual([...(personalData[context]?.freeText ?? [])].sort());
  });
});
