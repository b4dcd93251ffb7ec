import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { closedSchema, type JsonSchema } from './closed-schema.ts';
import type { EventDefinition } from './define-events.ts';
import { eventDefinitions, indexDefinitions, UnknownEventType } from './registry.ts';

/** An event's data does not keep its schema. Names the field and the rule, never the value, which may be personal. */
export class InvalidEventData extends Error {
  override readonly name = 'InvalidEventData';
  readonly type: string;
  readonly version: number;
  /** Path of the field at fault: `point.lon`, `rules.0.amount`; empty when the data as a whole is. */
  readonly field: string;
  /** The JSON Schema keyword that refused: `required`, `additionalProperties`, `enum`, `format` … */
  readonly rule: string;
  constructor(type: string, version: number, field: string, rule: string, detail: string) {
    super(`${type} v${version}: ${field === '' ? 'data' : `field ${field}`} ${detail}`);
    this.type = type;
    this.version = version;
    this.field = field;
    this.rule = rule;
  }
}

/** Checks data against one version of an event as a producer must keep it. Throws `InvalidEventData`, `UnknownEventType`. */
export type ValidateEvent = (type: string, version: number, data: unknown) => void;

/** Keywords of ours that say something to the compatibility check and nothing about a single value. */
const annotations = ['x-unit', 'x-extensible-enum', 'x-personal'];

/**
 * A validator over a set of definitions. Each schema is compiled once, at its first use: the city starts without
 * compiling what it never writes.
 */
export function createEventValidator(definitions: readonly EventDefinition[]): ValidateEvent {
  const index = indexDefinitions(definitions);
  const compiled = new Map<string, Map<number, ValidateFunction>>();
  let ajv: Ajv2020 | undefined;

  function compile(type: string, version: number): ValidateFunction {
    const definition = index.get(type)?.get(version);
    if (definition === undefined) throw new UnknownEventType(type, version);
    ajv ??= newAjv();
    const validate = ajv.compile(closedSchema(definition.data as unknown as JsonSchema));
    const versions = compiled.get(type) ?? new Map<number, ValidateFunction>();
    compiled.set(type, versions.set(version, validate));
    return validate;
  }

  return (type, version, data) => {
    const validate = compiled.get(type)?.get(version) ?? compile(type, version);
    if (validate(data)) return;
    const { field, rule, detail } = fault(validate.errors ?? []);
    throw new InvalidEventData(type, version, field, rule, detail);
  };
}

/** Checks data against the published language, closed: unknown fields are refused. Throws `InvalidEventData`, `UnknownEventType`. */
export const validateEvent: ValidateEvent = createEventValidator(eventDefinitions);

/** An Ajv for JSON Schema 2020-12 that knows our annotations and takes nothing it does not understand. */
export function newAjv(): Ajv2020 {
  const ajv = new Ajv2020({ strict: true });
  for (const keyword of annotations) ajv.addKeyword({ keyword, valid: true });
  addFormats.default(ajv);
  return ajv;
}

function fault(errors: readonly ErrorObject[]): { field: string; rule: string; detail: string } {
  // Of a refused union the last error is the union's own; its branches' complaints would mislead.
  const error = errors.at(-1);
  if (error === undefined) return { field: '', rule: 'schema', detail: 'does not keep its schema' };
  const parent = error.instancePath
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  const named: unknown =
    error.keyword === 'required'
      ? error.params['missingProperty']
      : error.keyword === 'additionalProperties'
        ? error.params['additionalProperty']
        : undefined;
  const field = (typeof named === 'string' ? [...parent, named] : parent).join('.');
  return { field, rule: error.keyword, detail: explain(error) };
}

function explain(error: ErrorObject): string {
  switch (error.keyword) {
    case 'required':
      return 'is missing';
    case 'additionalProperties':
      return 'is not part of the event';
    case 'enum':
      return `must be one of ${(error.params['allowedValues'] as unknown[]).join(', ')}`;
    default:
      return error.message ?? 'does not keep its schema';
  }
}
