import {
  Injectable,
  ValidationPipe,
  type PipeTransform,
  type ArgumentMetadata,
  type ValidationError,
} from '@nestjs/common';
import { Problem } from '../problems/problem.ts';

/** One fault of a request's shape. */
export interface FieldError {
  /** Path in the body, query or path parameters: `location.lon`. Empty: the whole. */
  readonly field: string;
  /** Name of the rule that failed: `isInt`, `maxLength`, `whitelistValidation`. */
  readonly rule: string;
  /** What would be right. */
  readonly message: string;
}

const MOST_ERRORS = 50;
/** Parameter types that describe nothing to check. */
const PLAIN = new Set<unknown>([undefined, Object, String, Number, Boolean, Array]);

/** Takes what the request's class describes and nothing else: unknown fields are refused, not dropped. */
@Injectable()
export class RequestValidationPipe implements PipeTransform {
  readonly #pipe = new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    // A command without fields is a class that class-validator knows nothing of; the two above refuse what it does not name.
    forbidUnknownValues: false,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => invalidRequest(fieldErrors(errors)),
  });

  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    // Command contexts and callers are made by this library, not sent by anybody.
    if (metadata.type === 'custom') return value;
    const described = metadata.type === 'body' && !PLAIN.has(metadata.metatype);
    if (described && (typeof value !== 'object' || value === null || Array.isArray(value))) {
      throw invalidRequest([{ field: '', rule: 'isObject', message: 'the body must be a JSON object' }]);
    }
    if (described) {
      const nulls = nullFields(value as object, '');
      if (nulls.length > 0) throw invalidRequest(nulls);
    }
    return this.#pipe.transform(value, metadata);
  }
}

/** 400 that names every field at fault; also for checks a class cannot express. */
export function invalidRequest(errors: readonly FieldError[]): Problem {
  return new Problem({
    status: 400,
    code: 'invalid-request',
    title: 'The request does not have the described shape',
    detail: errors.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`))[0],
    ...(errors[0] !== undefined && errors[0].field !== '' ? { field: errors[0].field } : {}),
    errors,
  });
}

/** JSON's null stands for nothing here: what has no value is left out, so that "optional" means one thing. */
function nullFields(value: object, parent: string): FieldError[] {
  const found: FieldError[] = [];
  for (const [name, inner] of Object.entries(value)) {
    const field = parent === '' ? name : `${parent}.${name}`;
    if (inner === null) found.push({ field, rule: 'isNotNull', message: 'must have a value or be left out' });
    else if (typeof inner === 'object') found.push(...nullFields(inner, field));
    if (found.length >= MOST_ERRORS) break;
  }
  return found;
}

function fieldErrors(errors: readonly ValidationError[]): readonly FieldError[] {
  const found: FieldError[] = [];
  const collect = (error: ValidationError, parent: string): void => {
    const name = error.property ?? '';
    const field = parent === '' ? name : `${parent}.${name}`;
    for (const [rule, message] of Object.entries(error.constraints ?? {})) {
      if (found.length < MOST_ERRORS) found.push({ field, rule, message });
    }
    for (const child of error.children ?? []) collect(child, field);
  };
  for (const error of errors) collect(error, '');
  return found;
}
