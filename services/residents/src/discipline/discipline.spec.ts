import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DisciplineEvent } from '@linli/contracts';
import type { CommandOf, CommandsOf } from '@linli/event-sourcing';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';
import { given, policiesOf } from '@linli/testing';
import fc from 'fast-check';
import { ResidentsModule } from '../residents.module.ts';
import { serviceCase, type ServiceCase } from '../service-case/service-case.ts';
import type * as commands from './discipline.commands.ts';
import { discipline, serviceBans } from './discipline.ts';

const areaPath = '42/01/05/011/010/';
const worker = '0198c0de-0000-7000-8000-000000000005';
const breach = { ban: 'no_bad_attitude', worker, areaPath, grounds: '对来访者大声呵斥' } as const;
const record = { type: 'RecordDisciplineBreach', ...breach } as const;
const recorded = (change: object = {}): DisciplineEvent => ({
  type: 'DisciplineBreachRecorded',
  data: { ...breach, recordedBy: 'inspector-1', policy: 1, ...change },
});
const appeal = { type: 'AppealDisciplineBreach', reason: 'system_was_down' } as const;
const overturned: DisciplineEvent = {
  type: 'DisciplineBreachOverturned',
  data: { reason: 'system_was_down' },
};
const by = (subject: string) => ({ by: { subject } });
const caseWith = (...found: ServiceCase['found']) => ({
  case: { ...serviceCase.decider.initialState.state, found },
});

describe('R-09: breaches of the six bans', () => {
  test('R-09: a breach is recorded once, of a ban that is in force', () => {
    given(discipline).when(record, by('inspector-1')).then(recorded());
    given(discipline).events(recorded()).when(record, by('i')).thenRefused('R-09', 'recorded-before');
    given(discipline)
      .when({ ...record, ban: 'no_smoking' }, by('i'))
      .thenRefused('R-09', 'ban-unknown', 'ban');
    const policies = [[serviceBans, { version: 2, bans: [{ ban: 'no_smoking' }] }]] as const;
    given(discipline)
      .when({ ...record, ban: 'no_smoking' }, { ...by('inspector-1'), policies })
      .then(recorded({ ban: 'no_smoking', policy: 2 }));
  });

  test.each([
    ['no_delay', 'delayed'],
    ['no_backlog', 'backlogged'],
    ['no_stranding', 'stranded'],
  ] as const)('R-09: a breach of %s is one that a case shows by %s', (ban, mark) => {
    const asked = { ...record, ban, case: 'c-1' };
    given(discipline)
      .when(asked, { ...by('inspector-1'), known: caseWith(mark) })
      .then(recorded({ ban, case: 'c-1' }));
    const nothing = caseWith(mark === 'delayed' ? 'backlogged' : 'delayed');
    given(discipline)
      .when(asked, { ...by('inspector-1'), known: nothing })
      .thenRefused('R-09', 'clock-shows-nothing', 'case');
    given(discipline).when(asked, by('inspector-1')).thenRefused('R-09', 'clock-shows-nothing', 'case');
  });

  test('R-09: an appeal overturns a breach once, heard by somebody else than who recorded it', () => {
    const known = given(discipline).events(recorded());
    known.when(appeal, by('inspector-2')).then(overturned);
    known.when(appeal, by('inspector-1')).thenRefused('R-09', 'own-record');
    known.events(overturned).when(appeal, by('inspector-2')).thenRefused('R-09', 'overturned-before');
    given(discipline).when(appeal, by('inspector-2')).thenRefused('R-09', 'discipline-unknown');
  });

  test('R-09: a list of bans has each of them once', () => {
    given(serviceBans.decider)
      .when({ content: { version: 1, bans: [{ ban: 'no_delay' }, { ban: 'no_delay' }] } })
      .thenRefused('R-09', 'ban-twice', 'bans');
  });

  test('R-09: whatever is asked by whom, a breach is recorded once and overturned once at most, by another', () => {
    const asked: fc.Arbitrary<CommandOf<CommandsOf<typeof commands>>> = fc.constantFrom(record, appeal);
    let times = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(asked, fc.constantFrom('inspector-1', 'inspector-2')), {
          minLength: 4,
          maxLength: 12,
        }),
        (history) => {
          let folded = discipline.decider.initialState;
          const types: string[] = [];
          for (const [command, subject] of history) {
            const decision = discipline.decider.decide(
              {
                ...{ id: 'd-1', command, at: 0, by: { subject, roles: [] } },
                ...{ policies: policiesOf([]), known: {} },
              },
              folded,
            );
            if (decision.outcome === 'refused') continue;
            for (const event of decision.events) {
              if (event.type === 'DisciplineBreachOverturned')
                expect(folded.state.recordedBy).not.toBe(subject);
              types.push(event.type);
              folded = discipline.decider.evolve(folded, event);
            }
          }
          const whole = 'DisciplineBreachRecorded,DisciplineBreachOverturned';
          expect(['', 'DisciplineBreachRecorded', whole]).toContain(types.join());
          times += types.length > 1 ? 1 : 0;
        },
      ),
    );
    expect(times).toBeGreaterThan(0);
  });
});

const clock = new HandClock('2026-05-01 09:00');
let city: RunningContext;
beforeAll(async () => {
  city = await runContext(ResidentsModule, { clock });
});
afterAll(() => city.stop());

test('R-09: a case that a clock has marked shows the breach; why is sealed, and an appeal overturns it', async () => {
  const request = { channel: 'phone', line: 'public', resident: worker, areaPath, text: '水管漏水' };
  const { body: asked } = await city.post('/v1/requests', { matter: 'm-1', ...request });
  const named = { ...breach, ban: 'no_stranding', case: String(asked['case']) };
  const as = (subject: string) => ({ roles: ['conduct_inspector'], areas: [areaPath], subject }) as const;
  const tell = () => city.post('/v1/discipline-breaches', named, { as: as('inspector-1') });
  expect(await tell()).toMatchObject({ status: 422, body: { code: 'clock-shows-nothing' } });
  clock.set('2026-05-04 09:01');
  let answer = await tell();
  while (answer.status === 422) answer = await tell();
  expect(answer.status).toBe(201);
  const id = String(discipline.idOf(String(answer.body['streamId'])));
  const path = `/v1/discipline-breaches/${id}`;
  const own = await city.post(`${path}/appeal`, { reason: 'phone_was_down' }, { as: as('inspector-1') });
  expect(own).toMatchObject({ status: 422, body: { code: 'own-record' } });
  const heard = await city.post(`${path}/appeal`, { reason: 'phone_was_down' }, { as: as('inspector-2') });
  const shown = await city.get(`${path}?after=${String(heard.body['position'])}`, as('inspector-2'));
  expect(shown.body).toMatchObject({ ban: 'no_stranding', state: 'overturned', grounds: '[sealed]' });
  const elsewhere = { ...as('inspector-1'), areas: ['42/02/'] };
  expect((await city.post('/v1/discipline-breaches', named, { as: elsewhere })).status).toBe(403);
});
