import { type TString, type TUnsafe, Type } from 'typebox';
import type { EventDefinition } from './define-events.ts';

/**
 * What a datum is kept for. Each has a clock of its own, so each has a key of its own: the contact of a reporter goes 90
 * days after the case, a voucher after 30 years.
 */
export const purposeGroups = ['contact', 'case', 'register', 'finance'] as const;

export type PurposeGroup = (typeof purposeGroups)[number];

/**
 * How much a datum says of a person: 2 names, phones, addresses, words; 3 what may harm if known (id number, health,
 * account, birth date); 4 what is said of persons under supervision, petitioners and those who report abuse.
 */
export type DataClass = 2 | 3 | 4;

/** Whose datum a field of an event is, what it is kept for, and how much it says. */
export interface PersonalField {
  /** The field beside it that names the subject; two where a text is of two persons, and takes the keys of both. */
  readonly of: string | readonly [string, string];
  readonly group: PurposeGroup;
  readonly class: DataClass;
}

/** A personal field of an event with its name. */
export interface NamedPersonalField extends PersonalField {
  readonly field: string;
}

/** Random id of a person, as the vault gives it: all that logs and views know of him unasked. */
export const Subject = Type.String({
  pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
  description: 'the random id of a person, a UUID',
});

/** What stands in the log for a datum: a ciphertext of `libs/privacy`. */
const sealedForm = '^enc1:[a-z]+:[0-9a-f-]{36}:[\\w-]{8}:[\\w-]+$';
const sealed = new RegExp(sealedForm, 'u');

/**
 * A field of an event that tells of a person. A decider gives it as plain text; it is encrypted with the key of its subject
 * before it is appended, and whoever reads the log finds a ciphertext. Readable is the command's field of that schema.
 */
export function personal(schema: TString, { of, group, class: dataClass }: PersonalField): TUnsafe<string> {
  const { description } = schema as { readonly description?: string };
  return Type.Unsafe<string>({
    type: 'string',
    pattern: sealedForm,
    'x-personal': { of, group, class: dataClass },
    ...(description !== undefined && { description: `${description}; encrypted` }),
  });
}

/** The field of a command as a person's, which leaves no trace in the log but its ciphertext: not even in a digest. */
export function ofPerson<Schema extends TString>(schema: Schema): Schema {
  return { ...schema, 'x-personal': true };
}

/** Whether a field of a command was declared by `ofPerson`. */
export function isOfPerson(schema: object): boolean {
  return 'x-personal' in schema;
}

const found = new WeakMap<EventDefinition, readonly NamedPersonalField[]>();

/** The personal fields of an event. */
export function personalFieldsOf(definition: EventDefinition): readonly NamedPersonalField[] {
  let fields = found.get(definition);
  if (fields === undefined) {
    fields = Object.entries(definition.data.properties).flatMap(([field, schema]) => {
      const said = (schema as { readonly 'x-personal'?: PersonalField })['x-personal'];
      return said === undefined ? [] : [{ field, ...said }];
    });
    found.set(definition, fields);
  }
  return fields;
}

/** What a personal field may look like in the log: for examples, and for tests of deciders, which write plain text. */
export function sealedExample(group: PurposeGroup): string {
  return `enc1:${group}:0190a8c4-7b1e-4d53-9c1a-2f6e8b0d4a11:Zk3vQ1aB:5Yw0m7b2Hn1R9xqv0c4LzjQe8tUuVw3yKkM`;
}

/** The data as the log would hold them, each personal field that is still plain replaced by an example. */
export function asSealed<Data>(definition: EventDefinition, data: Data): Data {
  const plain = personalFieldsOf(definition).filter(({ field }) => {
    const value = (data as Readonly<Record<string, unknown>>)[field];
    return typeof value === 'string' && !sealed.test(value);
  });
  if (plain.length === 0) return data;
  return { ...data, ...Object.fromEntries(plain.map(({ field, group }) => [field, sealedExample(group)])) };
}
