/** `npm run rows`: which tests carry each row of the requirements; `--help` says more. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Sources } from '../rules/imports.ts';
import { allRows, carriersOf, citedRows } from './carried.ts';

const usage = `npm run rows [-- --missing | --json | --check]

Prints for each row of the requirements (R, P, I, S, F) and each gap (G) the tests that carry its id in their name or in that
of a describe around them, and "n of ${allRows.length} carried".

  --missing   only the rows that no test carries
  --json      the same for programs: row → [{ file, title }]
  --check     only what a decider cites and no test carries; ends with 1 when there is any
`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    missing: { type: 'boolean' },
    json: { type: 'boolean' },
    check: { type: 'boolean' },
  },
});
const root = join(import.meta.dirname, '../../../..');

if (values.help) console.log(usage);
else {
  const carriers = carriersOf(root);
  const carried = allRows.filter((row) => carriers.has(row));
  if (values.check) process.exitCode = check(carriers);
  else if (values.json)
    console.log(JSON.stringify(Object.fromEntries(allRows.map((row) => [row, carriers.get(row) ?? []]))));
  else if (values.missing) for (const row of allRows.filter((row) => !carriers.has(row))) console.log(row);
  else
    for (const row of allRows) {
      const tests = carriers.get(row) ?? [];
      console.log(tests.length === 0 ? `${row}  no test` : row);
      for (const { file, title } of tests) console.log(`  ${file}: ${title}`);
    }
  if (!values.json) console.log(`${carried.length} of ${allRows.length} carried`);
}

function check(carriers: ReadonlyMap<string, unknown>): number {
  const uncarried = citedRows(new Sources(root)).filter(({ id }) => !carriers.has(id));
  for (const { id, file, line } of uncarried)
    console.log(`${file}:${line} cites ${id}, which no test carries`);
  return uncarried.length === 0 ? 0 : 1;
}
