import { describe, expect, test } from '@jest/globals';
import { personalData } from '../src/personal-data.ts';
import { personalFieldsOf, Subject } from '../src/personal.ts';
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

/** Names of fields that can only be a person's. */
const ofPersons =
  /(^|[a-z])(phone|mobile|email|idNumber|nationalId|birth|birthday|birthDate|sex|homeAddress|hukouAddress)$/i;

function strings(schema: Node, path: string): readonly string[] {
  if (schema.anyOf) return schema.anyOf.flatMap((branch) => strings(branch, path));
  if (schema.properties)
    return Object.entries(schema.properties).flatMap(([name, field]) => strings(field, `${path}.${name}`));
  if (schema.items) return strings(schema.items, `${path}[]`);
  return schema.type === 'string' && !('x-personal' in schema) ? [path] : [];
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

  test('stands in plain text in no field that looks like a person’s', () => {
    const found = eventDefinitions.flatMap(({ type, data }) => strings(data as Node, type));
    expect(found.filter((path) => ofPersons.test(path))).toEqual([]);
  });

  test('names its subject in a field beside it, and is shown in no line of a feed', () => {
    for (const definition of eventDefinitions)
      for (const { field, of } of personalFieldsOf(definition)) {
        for (const name of [of].flat())
          expect(definition.data.properties[name]).toMatchObject({ ...Subject });
        expect(definition.shows).not.toContain(field);
      }
  });
});
