import { describe, expect, test } from '@jest/globals';
import { checkHistory, summarise, type Note } from '../../src/history/index.ts';
import { notesInMemory } from '../../src/history/index.ts';
import { Random } from '../../src/history/index.ts';
import { folds, simulate } from './simulation/simulate.ts';
import { logViolations } from './violations/logs.ts';
import { Patient } from './violations/surgery.ts';

describe('The report', () => {
  test('names the note that shows a violation, what was expected and what was seen', async () => {
    const simulated = simulate({ seed: 5, poison: false });
    const topic = simulated.scribes.lists.get('topic-incidents') as Note[];
    const gone = topic.findLastIndex(({ kind }) => kind === 'event');
    const [event] = topic.splice(gone, 1);
    const report = await checkHistory(simulated.scribes.files(), folds);
    const { position } = event as Extract<Note, { kind: 'event' }>;
    const p10 = report.verdicts.find(({ promise }) => promise === 'P10');
    expect(p10?.counterexamples).toEqual([
      {
        // The log's reader first introduces itself.
        note: { file: 'log-incidents.jsonl', line: position + 1 },
        expected: expect.stringContaining(`position ${position} of incidents`),
        seen: expect.stringContaining('not there'),
        related: [{ file: 'topic-incidents.jsonl', line: topic.length }],
      },
    ]);
    expect(summarise(report)).toContain(
      `log-incidents.jsonl:${position + 1} (with topic-incidents.jsonl:${topic.length})`,
    );
    expect(summarise(report)).toContain('broken: P1, P10');
  });

  test('keeps a bounded number of counterexamples and counts the rest', async () => {
    const simulated = simulate({ seed: 6 });
    const store = simulated.scribes.lists.get('store-incidents-board.1') as Note[];
    simulated.scribes.lists.set(
      'store-incidents-board.1',
      store.map((note) => (note.kind === 'document' ? { ...note, body: 'nothing' } : note)),
    );
    const report = await checkHistory(simulated.scribes.files(), { ...folds, counterexamples: 3 });
    const p6 = report.verdicts.find(({ promise }) => promise === 'P6');
    expect(p6?.counterexamples).toHaveLength(3);
    expect(p6?.violations).toBeGreaterThan(3);
    expect(summarise(report)).toContain(`… ${p6?.violations} times in all`);
  });

  test('says of nothing at all that nothing was observed', async () => {
    const report = await checkHistory([]);
    expect(report.ok).toBe(true);
    expect(new Set(report.verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['not observed']));
    expect(summarise(report)).toContain('P10 not observed');
  });

  test('does not call a promise held that nobody watched, however much else was', async () => {
    const { scribes } = simulate({ seed: 8 });
    const files = scribes
      .files()
      .filter(({ name }) => !name.startsWith('screen-') && !name.startsWith('topic-'));
    const report = await checkHistory(files, folds);
    const unseen = report.verdicts.filter(({ verdict }) => verdict === 'not observed');
    expect(unseen.map(({ promise }) => promise)).toEqual(['P10', 'P11']);
    expect(summarise(report)).toContain('(no events awaited at topics)');
  });

  test('does not rely on answers to commands that nobody sent', async () => {
    const { scribes } = simulate({ seed: 9 });
    scribes.note('client-incidents-0', {
      kind: 'answered',
      command: 'out-of-nowhere',
      attempt: 1,
      outcome: 'acknowledged',
      result: 'recorded',
      stream: 'incident-1',
      revision: 0,
      position: 1,
    });
    const report = await checkHistory(scribes.files(), folds);
    expect(report).toMatchObject({ ok: false, unsound: [expect.stringContaining('1 answers to nothing')] });
  });

  test('says which audience never claimed to have caught up, and does not blame it for its end', async () => {
    const { scribes } = simulate({ seed: 10 });
    const topic = scribes.lists.get('topic-incidents') as Note[];
    const half = topic.slice(0, topic.length / 2).filter(({ kind }) => kind !== 'caught-up');
    scribes.lists.set('topic-incidents', half);
    const report = await checkHistory(scribes.files(), folds);
    expect(report.ok).toBe(true);
    expect(report.remarks).toEqual([
      expect.stringContaining('topic-incidents never said that it had caught up'),
    ]);
  });

  test('says how long each fault held and how long everybody took to catch up after it', async () => {
    const note = (mono: number, body: object) => ({ ...body, at: mono, mono, by: 'chaos' }) as Note;
    const lag = (mono: number, consumer: string, events: number) =>
      note(mono, { kind: 'lag', consumer, lag: events });
    const fault = (mono: number, phase: string) =>
      note(mono, { kind: 'fault', fault: '1', phase, what: 'kill -9' });
    const notes = [
      lag(0, 'board', 0),
      fault(100, 'begin'),
      fault(400, 'heal'),
      lag(450, 'agenda', 0),
      lag(500, 'board', 7),
      lag(900, 'board', 0),
    ];
    const report = await checkHistory([notesInMemory('chaos.jsonl', notes)]);
    expect(report.faults).toEqual([{ fault: '1', what: 'kill -9', beganAt: 100, heldMs: 300, tookMs: 500 }]);
    expect(report.recoveries).toEqual([
      { consumer: 'board', tookMs: 500 },
      { consumer: 'agenda', tookMs: 50 },
    ]);
  });

  test('judges nothing of what an observer saw after the final reading', async () => {
    const { scribes, service } = simulate({ seed: 11 });
    scribes.pass(10);
    scribes.note('reader-incidents-1', {
      kind: 'event',
      run: 900,
      source: 'incidents',
      position: service.head + 1,
      stream: 'incident-late',
      revision: 0,
      id: 'late',
      type: 'IncidentReported',
      command: 'late',
    });
    expect((await checkHistory(scribes.files(), folds)).ok).toBe(true);
  });

  test('finds the violation again when the notes are read once more', async () => {
    const [violation] = logViolations;
    const simulated = simulate({ seed: 4, poison: false });
    expect(violation?.inject(new Patient(simulated, new Random(4)))).toBe(true);
    const files = simulated.scribes.files();
    const first = await checkHistory(files, folds);
    expect(first.ok).toBe(false);
    expect(await checkHistory(files, folds)).toEqual(first);
  });
});
