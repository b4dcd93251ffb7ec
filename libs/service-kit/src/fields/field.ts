import type { Unchanged } from '@linli/contracts';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type as Nested } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';
import { type Static, type TSchema, Type } from 'typebox';
import { isBusinessDay, isInstant, isReadable, utcInstant } from './text.ts';

/** The JSON Schema keywords that the published language uses. */
interface Shape {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly 'x-extensible-enum'?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Shape & TSchema;
  readonly anyOf?: readonly (Shape & TSchema)[];
  readonly properties?: Readonly<Record<string, Shape & TSchema>>;
  readonly description?: string;
}

const FIELDS = 'linli:fields';

/** The property and the schema it is said by have one type, or the compiler says so. */
type FieldDecorator<Schema extends TSchema> = <Name extends string>(
  target: { readonly [Key in Name]?: Unchanged<Static<Schema>> },
  name: Name,
) => void;

/**
 * A field of a request, said by its schema in the published language: class-validator's rules, their texts and the API
 * description come from there. A moment arrives at the decider in UTC.
 */
export function Field<Schema extends TSchema>(schema: Schema): FieldDecorator<Schema> {
  return (target, name) => {
    const fields = fieldsOf(target);
    Reflect.defineMetadata(FIELDS, { ...fields, [name]: schema }, target);
    applyDecorators(
      ApiProperty({ ...openApiOf(schema), required: !isOptional(schema) } as ApiPropertyOptions),
      ...(isOptional(schema) ? [ValidateIf((_object, value) => value !== undefined)] : [IsDefined()]),
      ...rulesOf(schema as Shape),
    )(target, name);
  };
}

/** The schemas of a class's fields, by name; of its prototype, as decorators see it. */
export function fieldsOf(prototype: object): Readonly<Record<string, TSchema>> {
  return (Reflect.getMetadata(FIELDS, prototype) ?? {}) as Readonly<Record<string, TSchema>>;
}

/** A request class with these fields: what is put together of several places, such as the parts of a path. */
export function requestClass(name: string, fields: Readonly<Record<string, TSchema>>): new () => object {
  const made = { [name]: class {} }[name] as new () => object;
  for (const [field, schema] of Object.entries(fields))
    Field(schema)(made.prototype as never, field as never);
  return made;
}

export function isOptional(schema: TSchema): boolean {
  return Type.IsOptional(schema);
}

/** The schema as OpenAPI 3.1 has it, which is JSON Schema. */
export function openApiOf(schema: TSchema): Record<string, unknown> {
  return JSON.parse(JSON.stringify(schema)) as Record<string, unknown>;
}

function rulesOf(shape: Shape, each = false): PropertyDecorator[] {
  const said: ValidationOptions = {
    each,
    ...(shape.description !== undefined && { message: shape.description }),
  };
  const words = shape.enum ?? shape['x-extensible-enum'];
  if (words !== undefined) return [IsIn(words, { each, message: `one of ${words.join(', ')}` })];
  if (shape.anyOf !== undefined || shape.const !== undefined) return [fits(shape, said)];
  switch (shape.type) {
    case 'string':
      return textRules(shape, said);
    case 'integer':
      return [IsInt({ each }), ...boundRules(shape, each)];
    case 'number':
      return [IsNumber({ allowNaN: false, allowInfinity: false }, { each }), ...boundRules(shape, each)];
    case 'boolean':
      return [IsBoolean({ each })];
    case 'array':
      return each ? [fits(shape, said)] : listRules(shape);
    case 'object': {
      const nested = classOf(shape);
      return [IsObject({ each }), ValidateNested({ each }), Nested(() => nested)];
    }
    default:
      throw new TypeError(`a field cannot be ${JSON.stringify(shape)}`);
  }
}

function textRules(shape: Shape, said: ValidationOptions): PropertyDecorator[] {
  const { pattern, format, minLength, maxLength } = shape;
  const each = said.each === true;
  if (format === 'date') return [rule('isBusinessDay', isBusinessDay, said)];
  if (format === 'date-time') {
    return [rule('isInstant', isInstant, said), Transform(({ value }) => utcInstant(value as unknown))];
  }
  return [
    IsString({ each }),
    ...(pattern === undefined
      ? [rule('isReadable', isReadable, { each })]
      : [Matches(new RegExp(pattern, 'u'), said)]),
    ...(minLength === undefined ? [] : [MinLength(minLength, { each })]),
    ...(maxLength === undefined ? [] : [MaxLength(maxLength, { each })]),
  ];
}

function boundRules({ minimum, maximum }: Shape, each: boolean): PropertyDecorator[] {
  return [
    ...(minimum === undefined ? [] : [Min(minimum, { each })]),
    ...(maximum === undefined ? [] : [Max(maximum, { each })]),
  ];
}

/** Lists longer than this are no request of a person, and of a program only where the schema says so. */
const longestList = 10_000;

function listRules({ items, minItems, maxItems = longestList }: Shape): PropertyDecorator[] {
  if (items === undefined) throw new TypeError('a list says what its items are');
  return [
    IsArray(),
    ...(minItems === undefined ? [] : [ArrayMinSize(minItems)]),
    ArrayMaxSize(maxItems),
    ...rulesOf(items, true),
  ];
}

/** For shapes that class-validator has no rule of its own for: lists of lists, and one of several shapes. */
function fits(shape: Shape, said: ValidationOptions): PropertyDecorator {
  return rule('fits', (value) => isOf(shape, value), said);
}

function isOf(shape: Shape, value: unknown): boolean {
  if (shape.anyOf !== undefined) return shape.anyOf.some((branch) => isOf(branch, value));
  if (shape.const !== undefined) return value === shape.const;
  if (shape.type === 'array') {
    const { items = {}, minItems = 0, maxItems = longestList } = shape;
    return (
      Array.isArray(value) &&
      value.length >= minItems &&
      value.length <= maxItems &&
      value.every((item) => isOf(items, item))
    );
  }
  if (shape.type === 'number' || shape.type === 'integer') {
    const { minimum = -Infinity, maximum = Infinity } = shape;
    const whole = shape.type === 'number' || Number.isSafeInteger(value);
    return (
      typeof value === 'number' && Number.isFinite(value) && whole && value >= minimum && value <= maximum
    );
  }
  if (shape.type === 'string') {
    const { pattern, minLength = 0, maxLength = Infinity } = shape;
    return (
      typeof value === 'string' &&
      value.length >= minLength &&
      value.length <= maxLength &&
      (pattern === undefined ? isReadable(value) : new RegExp(pattern, 'u').test(value))
    );
  }
  throw new TypeError(`a shape within others cannot be ${JSON.stringify(shape)}`);
}

function rule(
  name: string,
  validate: (value: unknown) => boolean,
  said: ValidationOptions,
): PropertyDecorator {
  const expected = said.message ?? 'a text in which something is to be seen, without control characters';
  return ValidateBy({ name, validator: { validate, defaultMessage: () => String(expected) } }, said);
}

const classes = new WeakMap<object, new () => object>();

/** The class that an object of a shape is checked as; one for each shape. */
function classOf(shape: Shape): new () => object {
  let made = classes.get(shape);
  if (made === undefined) {
    made = requestClass('Nested', shape.properties ?? {});
    classes.set(shape, made);
  }
  return made;
}
