import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VaultHarness } from '../src/conformance/index.ts';
import { SqliteVaultEngine } from '../src/sqlite/sqlite-vault-engine.ts';
import type { VaultEngine } from '../src/vault-engine.ts';

/** A folder of its own under the system's temporary one. */
export function newFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'linli-vault-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export async function makeSqliteHarness(): Promise<VaultHarness> {
  const folder = newFolder();
  const file = join(folder.path, 'vault.db');
  const opened: VaultEngine[] = [];
  return {
    async open() {
      const engine = await SqliteVaultEngine.open({ file });
      opened.push(engine);
      return engine;
    },
    async remains(_, text) {
      return [file, `${file}-journal`, `${file}-wal`].some(
        (part) => existsSync(part) && readFileSync(part).includes(text),
      );
    },
    async dispose() {
      for (const engine of opened) await engine.close();
      folder.remove();
    },
  };
}
