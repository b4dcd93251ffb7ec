import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acquireOpenBao, type OpenBaoEngine } from '@linli/testing/engines';
import { vaultConformance } from '../../src/conformance/index.ts';
import { TransitVaultEngine } from '../../src/transit/transit-vault-engine.ts';
import { VaultUnavailable } from '../../src/vault-engine.ts';
import { decryptField, erased } from '../../src/field-cipher.ts';
import type { SubjectKeyEvent } from '../../src/key-events.ts';
import { Vault } from '../../src/vault.ts';
import { newFolder } from '../engines.ts';
import { canary, canaryOf, idNumber, logOf, place } from '../samples.ts';
import { administer, createToken, makeOpenBaoHarness, mountVault } from './openbao-harness.ts';

let server: OpenBaoEngine;
beforeAll(async () => {
  server = await acquireOpenBao();
}, 600_000);
afterAll(() => server?.stop());

vaultConformance('TransitVaultEngine on OpenBao', () => makeOpenBaoHarness(server), { describe, test });

test('the rights on the page of keys are enough for services, and for who rotates, and no more than that', async () => {
  const vault = await mountVault(server);
  const page = readFileSync(new URL('../../../../docs/keys.md', import.meta.url), 'utf8');
  const [services = '', rotates = ''] = [...page.matchAll(/```hcl\n(.*?)```/gs)].map(([, rules = '']) =>
    rules.replaceAll('"transit/', `"${vault.transit}/`).replaceAll('"linli/', `"${vault.records}/`),
  );
  const folder = newFolder();
  const openAs = async (name: string, policy: string) => {
    await administer(server, 'POST', `sys/policies/acl/${name}`, { policy });
    const token = await createToken(server, name);
    const tokenFile = join(folder.path, name);
    writeFileSync(tokenFile, token, { mode: 0o400 });
    const engine = await TransitVaultEngine.open({ ...vault, tokenFile });
    return Vault.open({ engine, log: logOf(events), now: () => now });
  };
  let now = 0;
  const events: SubjectKeyEvent[] = [];
  const service = await openAs(`services-${vault.records}`, services);
  const subject = await service.subjectOf(idNumber(1));
  const text = await canaryOf(service, subject);
  await expect(service.rotate()).rejects.toThrow(/answers 403/);

  const keeper = await openAs(`keeper-${vault.records}`, services + rotates);
  await keeper.rotate();
  await keeper.rewrap();
  now += 600_000;
  await keeper.retire();
  expect(await decryptField(keeper, text, place)).toBe(canary);
  events.push({ type: 'SubjectKeyDestroyed', position: 1, data: { subject } });
  await service.catchUp();
  expect(await decryptField(service, text, place)).toBe(erased);
  folder.remove();
  await vault.remove();
});

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
