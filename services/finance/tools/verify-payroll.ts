import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RecordedEvent } from '@linli/contracts';
import { SqliteEventStore } from '@linli/event-sourcing';
import { recount } from '../src/payroll/recount.ts';

const help = `npm run verify -- payroll <month> [sanitation log] [finance log] [--help]

Reckons the payslips of a month (2026-11) anew, out of the events of sanitation and finance alone: inspections, results,
scales, insurances, adjustments. It shares no code with the rules that reckoned them.
Needs no service; may run beside one. Reads only. Without logs it takes those of the city, in .linli.

Prints a line for each payslip, and what of it the events do not bear out.
Exit code 0: all are right. 1: one is wrong. 2: there is none, or a log that cannot be opened.`;

const page = 1_000;

async function eventsOf(file: string): Promise<readonly RecordedEvent[]> {
  const log = await SqliteEventStore.open({ file, readOnly: true });
  const found: RecordedEvent[] = [];
  try {
    const head = await log.head();
    for (let after = 0; after < head;) {
      const { events } = await log.readAll({ after, limit: page });
      found.push(...events);
      after = events.at(-1)?.position ?? head;
    }
    return found;
  } finally {
    await log.close();
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { help: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [, month = '', ...logs] = positionals;
  if (values.help || !/^\d{4}-\d{2}$/.test(month)) {
    console.log(help);
    return values.help ? 0 : 2;
  }
  const files = ['sanitation', 'finance'].map((name, n) => logs[n] ?? join('.linli', `${name}.log.db`));
  const slips = recount(month, (await Promise.all(files.map(eventsOf))).flat());
  for (const { slip, net, wrong } of slips) {
    console.log(`${wrong.length === 0 ? 'right' : 'WRONG'} ${slip}: ${net} fen`);
    for (const fault of wrong) console.log(`      ${fault}`);
  }
  const wrong = slips.filter((slip) => slip.wrong.length > 0);
  console.log(`${slips.length} payslips of ${month}, ${wrong.length} of them wrong`);
  if (slips.length === 0) return 2;
  return wrong.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
