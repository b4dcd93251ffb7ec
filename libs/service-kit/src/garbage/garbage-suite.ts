import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertAnswered, send, type Attempt, type GarbageTarget } from './exchange.ts';
import { assertDescribed } from './described-answer.ts';
import { rawGarbage, throwRaw } from './raw-garbage.ts';
import type { GarbageRoute } from './routes-of.ts';
import { mutations, ODD_BODIES, ODD_PARTS, plausible } from './values.ts';

/** One named case; it throws when garbage was answered by anything but a problem document. */
export interface GarbageCase {
  readonly name: string;
  run(): Promise<void>;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];

const BAD_AUTHORIZATION: readonly string[] = [
  '',
  'Bearer',
  'Bearer ',
  'Bearer a b',
  'Bearer ....',
  'Bearer null',
  'Basic YTpi',
  'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.',
  'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.AAAA',
  `Bearer ${'a'.repeat(9_000)}`,
  'Bearer \u00ff\u00fe',
];

const BAD_KEYS = [
  '',
  'short',
  'a'.repeat(65),
  'has space in it',
  'ümlaut-key-1',
  '"unclosed-key',
  '../../etc/x',
  'a,b,c,d,e,f',
];

/** What is no entity tag at all (RFC 9110, 8.8.3) and no list of them. */
const NO_TAGS = [
  '',
  ',',
  '7',
  '"',
  '""7""',
  '"7',
  "'7'",
  'w/"7"',
  'W/ "7"',
  'W/7',
  'W/*',
  '*, "7"',
  '"7", *',
  '"7" "8"',
  '"7";"8"',
  '"7", 8',
  '"a b"',
];

/** Entity tags that no stream can have, or must not be taken to have. */
const ODD_TAGS = [
  '*',
  'W/"7"',
  'W/""',
  '""',
  '"-1"',
  '"01"',
  '"1e3"',
  '"7", "8"',
  ', "7",, "8",',
  '"7,8"',
  'W/"7", W/"8"',
  '"99999999999999999999"',
  '"x"',
  '"0x7"',
  `"${'7'.repeat(2_000)}"`,
  Array.from({ length: 500 }, (_, n) => `"${n}"`).join(','),
];

const BAD_HEADERS: readonly (readonly [name: string, value: string])[] = [
  ['accept', 'application/x-nothing;q=2'],
  ['accept-encoding', 'garbage;q=x'],
  ['cookie', 'linli_session=garbage; ; =; a'],
  ['cookie', `linli_session=${'%ff'.repeat(500)}`],
  ['last-event-id', 'garbage'],
  ['last-event-id', `${'9'.repeat(400)}`],
  ['last-event-id', '-1,incidents:x,:::'],
  ['if-none-match', '"'],
  ['range', 'bytes=9-1,-'],
  ['traceparent', '00-00000000000000000000000000000000-0000000000000000-zz'],
  ['traceparent', 'x'.repeat(3_000)],
  ['x-forwarded-for', "::::,999.1.1.1,'"],
  ['x-http-method-override', 'DELETE'],
  ['transfer-encoding', 'identity'],
  ['content-encoding', 'gzip'],
];

const BAD_TYPES = [
  '',
  'text/plain',
  'application/xml',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'application/json; charset=gbk',
  'application/json;;;charset',
  'garbage',
  '/',
];

/**
 * Garbage for every endpoint of a running application: wrong types in every field, broken and huge and deep bodies, bad
 * tokens, keys, tags, headers, methods, paths and queries, and bytes that are no HTTP. Each must be answered by a problem
 * document and never by a 500, or, where it was harmless, by what the API description says; afterwards the application is
 * alive. Give it `routesOf` the application's OpenAPI document.
 */
export function garbageSuite(target: GarbageTarget, routes: readonly GarbageRoute[]): readonly GarbageCase[] {
  const cases = routes.flatMap((route) => casesOf(target, route));
  const raw = rawGarbage(routes[0] === undefined ? '/' : filled(routes[0].path, 'x')).map(
    ([name, bytes, status]): GarbageCase => ({
      name: `raw: ${name} is answered ${status}`,
      run: () => throwRaw(target, name, bytes, status),
    }),
  );
  const alive: GarbageCase = {
    name: 'after all garbage the application is alive',
    run: async () => {
      const reply = await send(target, { method: 'GET', path: '/health/live' });
      assert.equal(reply.status, 200);
    },
  };
  return [...raw, ...cases, alive];
}

function casesOf(target: GarbageTarget, route: GarbageRoute): readonly GarbageCase[] {
  const path = filled(route.path, 'x');
  const sound = (overrides: Readonly<Record<string, string>> = {}): Record<string, string> => ({
    authorization: `Bearer ${target.token}`,
    ...(route.command ? { 'idempotency-key': randomUUID() } : {}),
    ...(route.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...overrides,
  });
  const body = route.body === undefined ? undefined : JSON.stringify(plausible(route.body));
  const usual = { method: route.method, path, ...(body === undefined ? {} : { body }) };
  const each = (what: string, attempts: () => Iterable<Attempt>): GarbageCase => ({
    name: `${route.method} ${route.path}: ${what}`,
    run: async () => {
      for (const attempt of attempts()) {
        const reply = await send(target, attempt);
        assertAnswered(attempt, reply);
        if (attempt.method === route.method && reply.status < 300) assertDescribed(route, reply);
      }
    },
  });

  const cases = [
    each('methods it does not take', () => METHODS.map((method) => ({ method, path, headers: sound() }))),
    each('odd headers', () =>
      BAD_HEADERS.map(([name, value]) => ({ ...usual, headers: sound({ [name]: value }) })),
    ),
    each('odd queries', () =>
      [...route.query, 'surprise', '__proto__', 'a[b]', 'limit', 'cursor', 'asOf', 'after'].flatMap((name) =>
        ['', ...ODD_PARTS].flatMap((part) => [
          { ...usual, path: `${path}?${name}=${part}`, headers: sound() },
          ...(part === '-1' ? [{ ...usual, path: `${path}?${name}=1&${name}=2`, headers: sound() }] : []),
        ]),
      ),
    ),
  ];
  if (!route.public) {
    cases.push({
      name: `${route.method} ${route.path}: bad tokens are answered 401`,
      run: async () => {
        for (const authorization of [undefined, ...BAD_AUTHORIZATION]) {
          const { authorization: _good, ...others } = sound();
          const headers = authorization === undefined ? others : { ...others, authorization };
          const reply = await send(target, { ...usual, headers });
          assertAnswered({ ...usual, headers }, reply);
          assert.equal(reply.status, 401, `token ${String(authorization).slice(0, 60)}`);
        }
      },
    });
  }
  if (route.path.includes('{')) {
    cases.push(
      each('odd paths', () =>
        ODD_PARTS.map((part) => ({ ...usual, path: filled(route.path, part), headers: sound() })),
      ),
    );
  }
  if (route.command) {
    cases.push(
      each('bad idempotency keys', () =>
        BAD_KEYS.map((key) => ({ ...usual, headers: latin(sound({ 'idempotency-key': key })) })),
      ),
      each('odd revisions', () => ODD_TAGS.map((tag) => ({ ...usual, headers: sound({ 'if-match': tag }) }))),
      {
        name: `${route.method} ${route.path}: an If-Match that is none is answered 400`,
        run: async () => {
          for (const tag of NO_TAGS) {
            const attempt = { ...usual, headers: sound({ 'if-match': tag }) };
            const reply = await send(target, attempt);
            assertAnswered(attempt, reply);
            assert.equal(reply.status, 400, `If-Match: ${tag}`);
          }
        },
      },
    );
  }
  if (route.body !== undefined) {
    const { body: schema } = route;
    cases.push(
      each('wrong types in every field', () =>
        [...mutations(schema)].map((text) => ({ ...usual, body: text, headers: sound() })),
      ),
      each('bodies that are none', () =>
        ODD_BODIES.map((odd) => ({ ...usual, body: odd, headers: sound() })),
      ),
      each('odd content types', () =>
        BAD_TYPES.map((type) => ({ ...usual, headers: sound({ 'content-type': type }) })),
      ),
    );
  }
  return cases;
}

function filled(template: string, part: string): string {
  return template.replace(/\{[^}]+\}/g, () => part);
}

/** Header values go out as Latin-1; anything beyond would be refused by our own client. */
function latin(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Buffer.from(value, 'utf8').toString('latin1')]),
  );
}
