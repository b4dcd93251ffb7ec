import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventBatch } from '../../src/event-bus.ts';

/** Positions and effects of a group whose members are processes, guarded as the documents of a projection are. */
export function openEffects(database: DatabaseSync, member: string) {
  database.exec(`pragma journal_mode = wal; pragma busy_timeout = 5000;
    create table if not exists effects (source text, position integer, member text) strict;
    create index if not exists by_source on effects (source, position);
    create table if not exists refusals (member text, reason text) strict;`);
  const last = database.prepare(
    'select coalesce(max(position), 0) as position from effects where source = ?',
  );
  const insert = database.prepare('insert into effects values (?, ?, ?)');
  const refuse = database.prepare('insert into refusals values (?, ?)');
  const rows = (sql: string, ...values: string[]) => database.prepare(sql).all(...values);
  const position = (source: string) => Number(last.get(source)?.['position']);

  return {
    position,
    async absorb({ source, after, events }: EventBatch): Promise<void> {
      const from = position(source);
      await nextTurn();
      database.exec('begin immediate');
      const now = position(source);
      const reason =
        after > now ? 'gap' : now !== from ? 'another owner' : now > after ? 'had it' : undefined;
      for (const event of events) {
        if (reason !== 'gap' && reason !== 'another owner' && event.position > now)
          insert.run(source, event.position, member);
      }
      if (reason) refuse.run(member, reason);
      database.exec('commit');
      if (reason === 'gap' || reason === 'another owner') throw new Error(reason);
    },
    /** Positions in the order in which they took effect, all sources after one another. */
    all: () =>
      rows('select position from effects order by source, rowid').map((row) => Number(row['position'])),
    members: () =>
      rows('select distinct member from effects order by member').map((row) => String(row['member'])),
    countBy: (name: string) =>
      Number(rows('select count(*) as count from effects where member = ?', name)[0]?.['count']),
    lastMemberOf: (source: string) =>
      rows('select member from effects where source = ? order by position desc limit 1', source)[0]?.[
        'member'
      ],
    refusals: (name: string) =>
      rows('select reason from refusals where member = ?', name).map((row) => String(row['reason'])),
  };
}
