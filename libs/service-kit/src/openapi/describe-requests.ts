import { createRequire } from 'node:module';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { getMetadataStorage } from 'class-validator';

/** What class-validator keeps of one decorator. */
interface Rule {
  readonly type: string;
  readonly name?: string;
  readonly propertyName: string;
  readonly constraints?: readonly unknown[];
  readonly each?: boolean;
}

type Class = new () => object;
type Schema = Record<string, unknown>;

/** What `@Type` said of a property; the package does not hand it out at its front door. */
const { defaultMetadataStorage } = createRequire(import.meta.url)('class-transformer/cjs/storage.js') as {
  readonly defaultMetadataStorage: {
    findTypeMetadata(target: Class, property: string): { readonly typeFunction: () => Class } | undefined;
  };
};

const DESCRIBED = 'swagger/apiModelProperties';
const TYPES: readonly (readonly [unknown, string])[] = [
  [String, 'string'],
  [Number, 'number'],
  [Boolean, 'boolean'],
];

/**
 * Describes the fields of all request classes by the rules that check them, so that the API description cannot say
 * anything else than what is enforced. A field with an `@ApiProperty` of its own is left as it is.
 */
export function describeRequests(): void {
  const storage = getMetadataStorage() as unknown as { readonly validationMetadatas: Map<Class, unknown> };
  for (const target of storage.validationMetadatas.keys()) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(
      target,
      '',
      true,
      false,
    ) as unknown as Rule[];
    for (const property of new Set(rules.map(({ propertyName }) => propertyName))) {
      if (Reflect.hasMetadata(DESCRIBED, target.prototype, property)) continue;
      const ofProperty = rules.filter(({ propertyName }) => propertyName === property);
      ApiProperty(descriptionOf(target, property, ofProperty))(target.prototype, property);
    }
  }
}

function descriptionOf(target: Class, property: string, rules: readonly Rule[]): ApiPropertyOptions {
  const required = !rules.some(({ type }) => type === 'conditionalValidation');
  const designed: unknown = Reflect.getMetadata('design:type', target.prototype, property);
  const isArray = designed === Array || rules.some(({ name, each }) => name === 'isArray' || each === true);
  if (rules.some(({ type }) => type === 'nestedValidation')) {
    const nested =
      defaultMetadataStorage.findTypeMetadata(target, property)?.typeFunction() ?? (designed as Class);
    return { type: () => nested, isArray, required, ...(isArray ? bounds(rules) : {}) } as ApiPropertyOptions;
  }
  const own = rules.filter(({ each }) => each !== true);
  const ofItems = rules.filter(({ each }) => each === true);
  if (isArray) {
    const items = Object.assign({ type: 'string' }, ...ofItems.map(schemaOf)) as Schema;
    return { type: 'array', items, required, ...bounds(own) } as ApiPropertyOptions;
  }
  const type = TYPES.find(([constructor]) => constructor === designed)?.[1];
  return Object.assign(
    { required },
    type === undefined ? { type: 'string' } : { type },
    ...own.map(schemaOf),
  ) as ApiPropertyOptions;
}

function bounds(rules: readonly Rule[]): Schema {
  return Object.assign({}, ...rules.map(schemaOf)) as Schema;
}

/** The JSON Schema keywords of one rule; none for rules a schema cannot say. */
function schemaOf({ name, constraints = [] }: Rule): Schema {
  const [first, second] = constraints;
  switch (name) {
    case 'isString':
      return { type: 'string' };
    case 'isInt':
      return { type: 'integer' };
    case 'isNumber':
    case 'isLatitude':
    case 'isLongitude':
      return { type: 'number' };
    case 'isPositive':
      return { exclusiveMinimum: 0 };
    case 'isBoolean':
      return { type: 'boolean' };
    case 'isObject':
      return { type: 'object', additionalProperties: true };
    case 'min':
      return { minimum: first };
    case 'max':
      return { maximum: first };
    case 'minLength':
      return { minLength: first };
    case 'maxLength':
      return { maxLength: first };
    case 'isLength':
      return { minLength: first, ...(second === undefined ? {} : { maxLength: second }) };
    case 'isNotEmpty':
      return { minLength: 1 };
    case 'matches':
      return { pattern: sourceOf(first) };
    case 'isIn':
      return { enum: first };
    case 'isEnum':
      return { enum: second };
    case 'isUuid':
      return { type: 'string', format: 'uuid' };
    case 'isIso8601':
    case 'isDateString':
    case 'isRFC3339':
      return { type: 'string', format: 'date-time' };
    case 'arrayMinSize':
    case 'arrayNotEmpty':
      return { minItems: first ?? 1 };
    case 'arrayMaxSize':
      return { maxItems: first };
    case 'arrayUnique':
      return { uniqueItems: true };
    default:
      return {};
  }
}

function sourceOf(pattern: unknown): string {
  return pattern instanceof RegExp ? pattern.source : String(pattern);
}
