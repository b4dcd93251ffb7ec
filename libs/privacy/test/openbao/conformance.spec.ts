import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acquireOpenBao, type OpenBaoEngine } from '@linli/testing/engines';
import { vaultConformance } from '../../src/conformance/index.ts';
import { TransitVaultEngine } from '../../src/transit/transit-vault-engine.ts';
import { VaultUnavailable } from '../../src/vault-engine.ts';
import { newFolder } from '../engines.ts';
import { makeOpenBaoHarness, mountVault } from './openbao-harness.ts';

let server: OpenBaoEngine;
beforeAll(async () => {
  server = await acquireOpenBao();
}, 600_000);
afterAll(() => server?.stop());

vaultConformance('TransitVaultEngine on OpenBao', () => makeOpenBaoHarness(server), { describe, test });

describe('a server that is not set up as it must be is refused:', () => {
  test('records that keep earlier versions', async () => {
    const vault = await mountVault(server, 10);
    await expect(TransitVaultEngine.open(vault)).rejects.toThrow(/keep 10 versions/);
    await vault.remove();
  });

  test('no master key', async () => {
    const vault = await mountVault(server);
    await expect(TransitVaultEngine.open({ ...vault, transit: 'secret' })).rejects.toThrow(VaultUnavailable);
    await vault.remove();
  });

  test('no token, or one that it does not know', async () => {
    const vault = await mountVault(server);
    const folder = newFolder();
    const tokenFile = join(folder.path, 'token');
    await expect(TransitVaultEngine.open({ ...vault, tokenFile })).rejects.toThrow(/does not give the token/);
    writeFileSync(tokenFile, 'not-one-of-its-tokens', { mode: 0o400 });
    await expect(TransitVaultEngine.open({ ...vault, tokenFile })).rejects.toThrow(/answers 403/);
    folder.remove();
    await vault.remove();
  });

  test('nobody at the address', async () => {
    const vault = await mountVault(server);
    await expect(TransitVaultEngine.open({ ...vault, url: 'http://127.0.0.1:1' })).rejects.toThrow(
      /does not answer/,
    );
    await vault.remove();
  });
});
