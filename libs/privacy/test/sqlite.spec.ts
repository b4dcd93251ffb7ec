import {
  chmodSync,
  copyFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decryptField, erased } from '../src/field-cipher.ts';
import type { SubjectKeyEvent } from '../src/key-events.ts';
import { SqliteVaultEngine } from '../src/sqlite/sqlite-vault-engine.ts';
import { Vault } from '../src/vault.ts';
import { MasterKeyRetired, VaultUnavailable } from '../src/vault-engine.ts';
import { newFolder } from './engines.ts';
import { canary, canaryOf, idNumber, logOf, place } from './samples.ts';

const ada = '0a6d1b52-9d0c-4c56-8a3e-5d3f6c1f0a01';
let folder: ReturnType<typeof newFolder>;
let file: string;
beforeEach(() => {
  folder = newFolder();
  file = join(folder.path, 'kept', 'vault.db');
});
afterEach(() => folder.remove());

const openEngine = () => SqliteVaultEngine.open({ file });

async function withVault<Result>(
  events: readonly SubjectKeyEvent[],
  use: (vault: Vault) => Promise<Result>,
  now = () => 0,
): Promise<Result> {
  const vault = await Vault.open({ engine: await openEngine(), log: logOf(events), now });
  try {
    return await use(vault);
  } finally {
    await vault.close();
  }
}

const destroyed: SubjectKeyEvent = { type: 'SubjectKeyDestroyed', position: 7, data: { subject: ada } };

describe('yesterday’s copy of the file put back', () => {
  test('brings back nobody whose destruction the log has', async () => {
    const text = await withVault([], (vault) => canaryOf(vault, ada));
    copyFileSync(file, `${file}.yesterday`);
    expect(await withVault([destroyed], (vault) => decryptField(vault, text, place))).toBe(erased);
    copyFileSync(`${file}.yesterday`, file);
    expect(await withVault([], (vault) => decryptField(vault, text, place))).toBe(canary);
    copyFileSync(`${file}.yesterday`, file);
    expect(await withVault([destroyed], (vault) => decryptField(vault, text, place))).toBe(erased);
  });

  test('brings back no way from a number to a person', async () => {
    const subject = await withVault([], (vault) => vault.subjectOf(idNumber(1)));
    copyFileSync(file, `${file}.yesterday`);
    const gone = { ...destroyed, data: { subject } };
    await withVault([gone], async () => undefined);
    copyFileSync(`${file}.yesterday`, file);
    expect(await withVault([gone], (vault) => vault.subjectOf(idNumber(1)))).not.toBe(subject);
  });

  test('cannot be opened once the master key has been retired', async () => {
    let now = 0;
    const text = await withVault([], (vault) => canaryOf(vault, ada));
    copyFileSync(file, `${file}.yesterday`);
    await withVault(
      [],
      async (vault) => {
        await vault.rotate();
        await vault.rewrap();
        now += 600_000;
        await vault.retire();
      },
      () => now,
    );
    copyFileSync(`${file}.yesterday`, file);
    await expect(withVault([], (vault) => decryptField(vault, text, place))).rejects.toThrow(
      MasterKeyRetired,
    );
  });

  test('does not answer while the log cannot be read', async () => {
    const log = {
      after(): AsyncIterable<SubjectKeyEvent> {
        throw new Error('the log is not there');
      },
    };
    await expect(Vault.open({ engine: await openEngine(), log, now: () => 0 })).rejects.toThrow(/not there/);
  });
});

describe('the master keys', () => {
  test('are made with the vault, for the owner’s eyes alone, and lie beside it', async () => {
    await (await openEngine()).close();
    expect(readdirSync(join(folder.path, 'kept')).sort()).toEqual([
      'vault.db',
      'vault.db-journal',
      'vault.db.key',
    ]);
    expect(statSync(`${file}.key`).mode & 0o777).toBe(0o400);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('are not in the vault’s file, nor is a data key, a number or a person’s datum', async () => {
    await withVault([], async (vault) => {
      await vault.subjectOf(idNumber(1));
      await canaryOf(vault, ada);
    });
    const { hmac, master } = JSON.parse(readFileSync(`${file}.key`, 'utf8')) as {
      hmac: string;
      master: object;
    };
    const bytes = readFileSync(file);
    for (const secret of [hmac, ...Object.values(master), idNumber(1), canary] as string[]) {
      expect(bytes.includes(secret)).toBe(false);
      expect(bytes.includes(Buffer.from(secret, 'base64'))).toBe(false);
    }
  });

  test('are refused when others may read them', async () => {
    await (await openEngine()).close();
    chmodSync(`${file}.key`, 0o440);
    await expect(openEngine()).rejects.toThrow(/vault\.db\.key holds the master keys and others may read it/);
  });

  test('are not made anew for a vault that has lost them', async () => {
    await (await openEngine()).close();
    rmSync(`${file}.key`);
    await expect(openEngine()).rejects.toThrow(VaultUnavailable);
    expect(readdirSync(join(folder.path, 'kept'))).not.toContain('vault.db.key');
  });

  test('of another vault open nothing', async () => {
    const text = await withVault([], (vault) => canaryOf(vault, ada));
    const other = join(folder.path, 'other.db');
    await (await SqliteVaultEngine.open({ file: other })).close();
    rmSync(`${file}.key`);
    copyFileSync(`${other}.key`, `${file}.key`);
    await expect(withVault([], (vault) => decryptField(vault, text, place))).rejects.toThrow(
      /belongs to another vault/,
    );
  });

  test('leave no draft that was cut short beside them', async () => {
    const engine = await openEngine();
    writeFileSync(`${file}.key.draft`, 'cut short');
    expect(await engine.rotate()).toBe(2);
    await engine.close();
    expect(readdirSync(join(folder.path, 'kept'))).not.toContain('vault.db.key.draft');
    expect(statSync(`${file}.key`).mode & 0o777).toBe(0o400);
  });
});

describe('a file is refused that', () => {
  test('is another SQLite file', async () => {
    await (await openEngine()).close();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA application_id = 1');
    database.close();
    await expect(openEngine()).rejects.toThrow(/it is no vault/);
  });

  test('a newer version has written', async () => {
    await (await openEngine()).close();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 2');
    database.close();
    await expect(openEngine()).rejects.toThrow(/it has format 2, this version knows 1/);
  });

  test('is cut short', async () => {
    await withVault([], (vault) => canaryOf(vault, ada));
    truncateSync(file, 4096);
    await expect(withVault([], (vault) => canaryOf(vault, ada))).rejects.toThrow(VaultUnavailable);
  });

  test('is no database', async () => {
    await (await openEngine()).close();
    writeFileSync(file, 'garbage'.repeat(1000));
    await expect(openEngine()).rejects.toThrow(VaultUnavailable);
  });
});

test('a vault that is closed refuses every question', async () => {
  const vault = await withVault([], async (vault) => vault);
  await expect(canaryOf(vault, ada)).rejects.toThrow(VaultUnavailable);
  await expect(vault.subjectOf(idNumber(1))).rejects.toThrow(VaultUnavailable);
});
