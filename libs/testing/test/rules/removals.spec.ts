import { afterAll, describe, expect, test } from '@jest/globals';
import { accept, refuse, type Decision } from '@linli/event-sourcing';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { Sources } from '../../tools/rules/imports.ts';
import { instrument, outIs } from '../../tools/rules/instrument.ts';
import { removalsOf } from '../../tools/rules/removals.ts';

const root = mkdtempSync(join(tmpdir(), 'linli-removals-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Decide = (...asked: readonly unknown[]) => Decision<never> | undefined;

/** Runs the `decide` of a source; each rule of it can be taken out by its number. */
function source(text: string) {
  mkdirSync(join(root, 'src'), { recursive: true });
  writeFileSync(join(root, 'src/decider.ts'), text);
  const sources = new Sources(root);
  const removals = removalsOf('src/decider.ts', sources);
  const instrumented = instrument(
    text,
    removals.map(({ wrap }, i) => wrap(outIs(i))),
  );
  const { outputText } = ts.transpileModule(instrumented, {
    compilerOptions: { target: ts.ScriptTarget.ES2023 },
  });
  const decide: Decide = new Function('refuse', 'accept', `${outputText}; return decide;`)(refuse, accept);
  const ask = (...asked: readonly unknown[]): string => {
    const decision = decide(...asked);
    return decision?.outcome === 'refused' ? decision.code : String(decision?.outcome);
  };
  return {
    instrumented,
    what: removals.map(({ what }) => what),
    cites: removals.map(({ rows }) => [...rows].join(' ')),
    ask,
    without(rule: number, ...asked: readonly unknown[]): string {
      Object.assign(globalThis, { linliRuleOut: rule });
      try {
        return ask(...asked);
      } finally {
        Object.assign(globalThis, { linliRuleOut: undefined });
      }
    },
  };
}

describe('a refusal', () => {
  test.each([
    ['a branch', `if (bad) return refuse('R-01', 'bad', ''); return accept();`],
    ['a branch in brackets', `if (bad) { const m = ''; return refuse('R-01', 'bad', m); } return accept();`],
    [
      'a branch with another',
      `if (bad) return refuse('R-01', 'bad', ''); else return accept(); return accept();`,
    ],
    ['the end, after an exception', `if (!bad) return accept(); return refuse('R-01', 'bad', '');`],
    ['the first of two answers', `return bad ? refuse('R-01', 'bad', '') : accept();`],
    ['the second of two answers', `return !bad ? accept() : (refuse('R-01', 'bad', ''));`],
    ['a case', `switch (bad) { case true: return refuse('R-01', 'bad', ''); } return accept();`],
    ['a loop', `for (const each of [bad]) if (each) return refuse('R-01', 'bad', ''); return accept();`],
  ])('that is %s does not refuse when it is out', (_, body) => {
    const { what, cites, ask, without } = source(`function decide(bad: boolean) { ${body} }`);
    expect(what).toEqual(['the refusal']);
    expect(cites).toEqual(['R-01']);
    expect([ask(true), ask(false)]).toEqual(['bad', 'accepted']);
    expect([without(0, true), without(0, false)]).toEqual(['accepted', 'accepted']);
  });

  test('of a case falls into no other case', () => {
    const { without } = source(`function decide(kind: string) {
      switch (kind) { case 'a': return refuse('R-01', 'a', ''); case 'b': return refuse('R-01', 'b', ''); }
      return accept();
    }`);
    expect(without(0, 'a')).toBe('accepted');
    expect(without(0, 'b')).toBe('b');
  });

  test.each(['??', '||'])('after %s leaves what stands before it', (operator) => {
    const { ask, without } = source(
      `function decide(found: object | undefined) { const done = found ${operator} refuse('R-01', 'none', '');
        return 'outcome' in (done ?? {}) ? done : accept(); }`,
    );
    expect(ask(undefined)).toBe('none');
    expect(without(0, undefined)).toBe('accepted');
    expect(without(0, {})).toBe('accepted');
  });

  test('in a decider written as a table of commands is found like any other', () => {
    const { cites, ask, without } = source(`
      const aggregate = () => (name: string, events: object, form: { decide: Record<string, Function> }) => form;
      const motion = aggregate()('motion', {}, {
        decide: {
          OpenBallot({ roll }: { roll: number }, state: { heard: boolean }, { at }: { at: number }) {
            if (!state.heard) return refuse('R-20', 'not-heard', '');
            return roll > at ? accept() : refuse('R-21', 'too-few', '');
          },
        },
      });
      const decide = (command: object, state: object, moment: object) => motion.decide.OpenBallot?.(command, state, moment);
    `);
    expect(cites).toEqual(['R-20', 'R-21']);
    const asked = [{ roll: 1 }, { heard: false }, { at: 2 }];
    expect(ask(...asked)).toBe('not-heard');
    expect(without(0, ...asked)).toBe('too-few');
    expect(without(1, { roll: 1 }, { heard: true }, { at: 2 })).toBe('accepted');
  });
});

describe('a guard', () => {
  const helper = `function fault(bad: boolean) { return bad ? refuse('R-01', 'bad', '') : undefined; }`;

  test.each([
    ['before ??', `return fault(bad) ?? accept();`],
    ['between ??', `return fault(false) ?? fault(bad) ?? accept();`],
    ['kept in a constant', `const found = fault(bad); if (found) return found; return accept();`],
    [
      'told by its outcome',
      `const it = fault(bad) ?? {}; if ('outcome' in it) { return it; } return accept();`,
    ],
  ])('%s is no longer asked when it is out', (_, body) => {
    const { what, cites, ask, without } = source(`${helper} function decide(bad: boolean) { ${body} }`);
    const guard = what.lastIndexOf('the guard fault');
    expect(cites[guard]).toBe('R-01');
    expect(ask(true)).toBe('bad');
    expect(without(guard, true)).toBe('accepted');
  });

  test('that a pattern is given may refuse by any row', () => {
    const { what, cites, without } = source(`
      function pattern({ fault }: { fault: (bad: boolean) => object | undefined }) {
        return (bad: boolean) => fault(bad) ?? accept();
      }
      const decide = pattern({ fault: (bad) => (bad ? refuse('R-01', 'bad', '') : undefined) });
    `);
    expect([what[0], cites[0]]).toEqual(['the guard fault', '']);
    expect(without(0, true)).toBe('accepted');
  });

  test('is no function that only looks something up', () => {
    const { what } = source(`
      const look = (map: Map<string, string>) => map.get('a');
      function decide(map: Map<string, string>) {
        const found = look(map) ?? 'b';
        if (found) return found;
        return refuse('R-01', 'none', '');
      }`);
    expect(what).toEqual(['the refusal']);
  });
});

describe('a part of a condition', () => {
  test('of && holds when it is out, of || does not', () => {
    const { what, ask, without } = source(`function decide(a: boolean, b: boolean, c: boolean) {
      if (a && (b || c)) return refuse('R-01', 'bad', '');
      return accept();
    }`);
    expect(what).toEqual([
      'the condition `a`',
      'the condition `(b || c)`',
      'the condition `b`',
      'the condition `c`',
      'the refusal',
    ]);
    expect([ask(false, true, false), without(0, false, true, false)]).toEqual(['accepted', 'bad']);
    expect([ask(true, false, false), without(1, true, false, false)]).toEqual(['accepted', 'bad']);
    expect([ask(true, true, false), without(2, true, true, false)]).toEqual(['bad', 'accepted']);
    expect([ask(true, false, true), without(3, true, false, true)]).toEqual(['bad', 'accepted']);
  });

  test('of an exception counts as well', () => {
    const { what, without } = source(`function decide(a: boolean, b: boolean) {
      if (a && b) return accept();
      return refuse('R-01', 'bad', '');
    }`);
    expect(what).toEqual(['the condition `a`', 'the condition `b`', 'the refusal']);
    expect(without(1, true, false)).toBe('accepted');
  });

  test('kept in a constant is found once, however often it is asked', () => {
    const { what, ask, without } = source(`function decide(a: boolean, b: boolean) {
      const bad = a && b;
      if (!bad) return accept(); else return refuse('R-01', 'bad', '');
    }`);
    expect(what).toEqual(['the condition `a`', 'the condition `b`', 'the refusal']);
    expect([ask(true, false), without(1, true, false)]).toEqual(['accepted', 'bad']);
  });

  test('that refuses nothing is left alone', () => {
    expect(
      source(`function decide(a: boolean, b: boolean) { if (a && b) return accept(); return accept(); }`)
        .what,
    ).toEqual([]);
  });
});

describe('a look-up of a policy', () => {
  test('is answered by the first version when it is out', () => {
    const { what, cites, ask, without } = source(`
      const limits = { first: { most: 10 } };
      function decide(asked: number, { policy }: { policy: (definition: typeof limits) => { most: number } }) {
        if (asked > policy(limits).most) return refuse('F-02', 'too-much', '');
        return accept();
      }`);
    expect([what[0], cites[0]]).toEqual(['the look-up of limits', 'F-02']);
    const later = { policy: () => ({ most: 5 }) };
    expect([ask(7, later), without(0, 7, later)]).toEqual(['too-much', 'accepted']);
  });
});

test('rules that lie in each other keep their lines and can be taken out one by one', () => {
  const text = `function other(b: boolean) { return b ? refuse('R-02', 'b', '') : undefined; }
    function decide(a: boolean, b: boolean, c: boolean) {
      return other(b && a) ?? (a
        && c ? refuse('R-01', 'both', '')
        : accept());
    }`;
  const { instrumented, what, ask, without } = source(text);
  expect(instrumented.split('\n')).toHaveLength(text.split('\n').length);
  expect(ask(true, true, true)).toBe('b');
  expect(without(what.indexOf('the guard other'), true, true, true)).toBe('both');
  expect(without(what.lastIndexOf('the refusal'), true, false, true)).toBe('accepted');
});
