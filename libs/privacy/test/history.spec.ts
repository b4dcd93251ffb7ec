import { copyFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decryptField, erased } from '../src/field-cipher.ts';
import type { PurposeGroup } from '@linli/contracts';
import type { SubjectKeyEvent } from '../src/key-events.ts';
import { SqliteVaultEngine } from '../src/sqlite/sqlite-vault-engine.ts';
import { Vault } from '../src/vault.ts';
import { newFolder } from './engines.ts';
import { canary, canaryOf, logOf, place } from './samples.ts';

const subjects = ['0a6d1b52-9d0c-4c56-8a3e-5d3f6c1f0a01', '0b1f7c1e-3e55-4a0b-9c8d-7b1f0e2d4c02'];
const groups: readonly PurposeGroup[] = ['contact', 'finance'];
const owners = subjects.flatMap((subject) => groups.map((group) => ({ subject, group })));
const folder = newFolder();
const founded = `${folder.path}/founded.db`;
const file = `${folder.path}/vault.db`;
const open = async (events: SubjectKeyEvent[]) => {
  const engine = await SqliteVaultEngine.open({ file, keyFile: `${folder.path}/master.key` });
  return Vault.open({ engine, log: logOf(events), now: () => 0 });
};
let texts: readonly string[];

beforeAll(async () => {
  const vault = await open([]);
  texts = await Promise.all(owners.map(({ subject, group }) => canaryOf(vault, subject, group)));
  await vault.close();
  copyFileSync(file, founded);
});
afterAll(() => folder.remove());

/** What a datum reads as, told from the events alone: the last word of the group and that of the subject both count. */
function expected(events: readonly SubjectKeyEvent[], { subject, group }: (typeof owners)[number]): unknown {
  const said = [undefined, group].map((scope) =>
    events.filter(({ data }) => data.subject === subject && data.group === scope).map(({ type }) => type),
  );
  if (said.flat().includes('SubjectKeyDestroyed')) return erased;
  return said.some((types) => types.at(-1) === 'SubjectKeyRestricted') ? 'KeyRestricted' : canary;
}

const act = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constantFrom('SubjectKeyRestricted', 'SubjectKeyRestrictionLifted', 'SubjectKeyDestroyed'),
      data: fc.record(
        { subject: fc.constantFrom(...subjects), group: fc.constantFrom(...groups) },
        { requiredKeys: ['subject'] },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constant('restart' as const) },
  { weight: 1, arbitrary: fc.constant('restore' as const) },
);

test('after any history of events, restarts and restored copies each datum reads as the log says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 10 }), async (acts) => {
      copyFileSync(founded, file);
      const events: SubjectKeyEvent[] = [];
      const vaults = [await open(events), await open(events)];
      try {
        for (const one of acts) {
          if (typeof one === 'object') {
            events.push({ ...one, position: events.length + 1 } as SubjectKeyEvent);
            await vaults[events.length % 2]?.catchUp();
          } else {
            await vaults[0]?.close();
            if (one === 'restore') {
              await vaults[1]?.close();
              copyFileSync(founded, file);
              vaults[1] = await open(events);
            }
            vaults[0] = await open(events);
          }
          for (const vault of vaults) {
            await vault.catchUp();
            for (const [index, owner] of owners.entries()) {
              const read = decryptField(vault, texts[index] ?? '', place).catch((error: Error) => error.name);
              expect([owner, await read]).toEqual([owner, expected(events, owner)]);
            }
          }
        }
      } finally {
        for (const vault of vaults) await vault.close();
      }
    }),
    { numRuns: 40 },
  );
}, 240_000);
