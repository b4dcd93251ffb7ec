/**
 * One environment variable as a TypeBox property describes it: string, integer, number, boolean or one of a list.
 * `x-secret` keeps its value out of messages and tables, `x-example` shows what would be right, `x-unit` says what a
 * number counts.
 */
export interface Setting {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean';
  readonly required: boolean;
  readonly secret: boolean;
  readonly description: string;
  readonly default?: unknown;
  readonly choices?: readonly string[];
  readonly example?: string;
  readonly unit?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: RegExp;
  readonly uri: boolean;
}

interface PropertySchema {
  readonly type?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly 'x-secret'?: boolean;
  readonly 'x-example'?: string;
  readonly 'x-unit'?: string;
}

/** A schema of settings: a TypeBox object whose property names are the variables' names. */
export interface SettingsSchema {
  readonly properties: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

const TYPES = ['string', 'integer', 'number', 'boolean'] as const;

export function settingsOf(schema: SettingsSchema): readonly Setting[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties).map(([name, property]) =>
    settingOf(name, property, required.has(name)),
  );
}

function settingOf(name: string, property: PropertySchema, required: boolean): Setting {
  const choices = property.enum?.map(String);
  const type = choices === undefined ? TYPES.find((known) => known === property.type) : 'string';
  if (type === undefined) throw new Error(`${name}: a setting is a string, integer, number, boolean or enum`);
  return {
    name,
    type,
    required: required && property.default === undefined,
    secret: property['x-secret'] === true,
    description: property.description ?? '',
    uri: property.format === 'uri',
    ...(property.default === undefined ? {} : { default: property.default }),
    ...(choices === undefined ? {} : { choices }),
    ...(property['x-example'] === undefined ? {} : { example: property['x-example'] }),
    ...(property['x-unit'] === undefined ? {} : { unit: property['x-unit'] }),
    ...(property.minimum === undefined ? {} : { minimum: property.minimum }),
    ...(property.maximum === undefined ? {} : { maximum: property.maximum }),
    ...(property.pattern === undefined ? {} : { pattern: new RegExp(property.pattern) }),
  };
}

type Quote = (text: string) => string;

/** What a value must be, in words; `quote` sets off what is to be typed as it stands. */
export function expectationOf(setting: Setting, quote: Quote = (text) => text): string {
  const example = setting.example === undefined ? '' : `, for example ${quote(setting.example)}`;
  return `${kindOf(setting, quote)}${boundsOf(setting, quote)}${example}`;
}

function kindOf({ choices, type, uri }: Setting, quote: Quote): string {
  if (choices !== undefined) return `one of ${choices.map(quote).join(', ')}`;
  if (uri) return 'an absolute URL';
  if (type === 'boolean') return `${quote('true')} or ${quote('false')}`;
  if (type === 'integer') return 'a whole number';
  return type === 'number' ? 'a number' : 'text';
}

function boundsOf({ minimum, maximum, pattern }: Setting, quote: Quote): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` of at least ${minimum}`;
  if (maximum !== undefined) return ` of at most ${maximum}`;
  return pattern === undefined ? '' : ` matching ${quote(pattern.source)}`;
}
