import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acquireOpenBao, type OpenBaoEngine } from '@linli/testing/engines';
import { vaultConformance } from '../../src/conformance/index.ts';
import { TransitVaultEngine } from '../../src/transit/transit-vault-engine.ts';
import { VaultUnavailable } from '../../src/vault-engine.ts';
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

  test('a token that it does not know', async () => {
    const vault = await mountVault({ ...server, token: server.token });
    const other = { ...vault, tokenFile: import.meta.filename };
    await expect(TransitVaultEngine.open(other)).rejects.toThrow(VaultUnavailable);
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
