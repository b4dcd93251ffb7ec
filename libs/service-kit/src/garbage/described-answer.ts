import assert from 'node:assert/strict';
import { closedSchema } from '@linli/contracts';
import { Compile, type Validator } from 'typebox/schema';
import type { Reply } from './exchange.ts';
import type { GarbageRoute, JsonSchema } from './routes-of.ts';

const compiled = new WeakMap<JsonSchema, Validator>();

/**
 * A successful answer is one of those that the document describes for the route: its status, its media type and, where it
 * is JSON, every field of it. A field that the document does not name is a fault too.
 */
export function assertDescribed(
  route: GarbageRoute,
  reply: Pick<Reply, 'status' | 'contentType' | 'text'>,
): void {
  const what = `${route.method} ${route.path}`;
  const answer = route.answers[reply.status];
  assert.ok(answer, `${what} answers ${reply.status}, of which the document says nothing`);
  if (Object.keys(answer).length === 0)
    return assert.equal(reply.text, '', `${what} answers more than nothing`);
  const [type = ''] = reply.contentType.split(';');
  const schema = answer[type];
  assert.ok(schema, `${what} answers ${type}, the document says ${Object.keys(answer).join(', ')}`);
  if (!/[/+]json$/.test(type)) return;
  let validator = compiled.get(schema);
  if (validator === undefined) {
    validator = Compile(closedSchema({ ...schema }) as object);
    compiled.set(schema, validator);
  }
  const [, errors] = validator.Errors(JSON.parse(reply.text));
  assert.deepEqual(
    errors.map(({ instancePath, message }) => `${instancePath} ${message}`),
    [],
    `${what} answers what the document does not describe: ${reply.text.slice(0, 300)}`,
  );
}
