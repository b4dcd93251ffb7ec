import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenBaoEngine } from '@linli/testing/engines';
import type { VaultHarness } from '../../src/conformance/index.ts';
import { TransitVaultEngine, type TransitVaultOptions } from '../../src/transit/transit-vault-engine.ts';
import { newFolder } from '../engines.ts';

interface Answer {
  readonly status: number;
  readonly data: Record<string, unknown>;
}

/** Asks the server as its administrator does. */
export async function administer(
  { url, token }: OpenBaoEngine,
  method: string,
  path: string,
  body?: object,
): Promise<Answer> {
  const response = await fetch(`${url}/v1/${path}`, {
    method,
    headers: { 'x-vault-token': token },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    data: text ? ((JSON.parse(text) as { data?: Answer['data'] }).data ?? {}) : {},
  };
}

/** A token that has the rights of one policy. */
export async function createToken({ url, token }: OpenBaoEngine, policy: string): Promise<string> {
  const response = await fetch(`${url}/v1/auth/token/create`, {
    method: 'POST',
    headers: { 'x-vault-token': token },
    body: JSON.stringify({ policies: [policy], no_default_policy: true }),
  });
  return ((await response.json()) as { auth: { client_token: string } }).auth.client_token;
}

/** Engines and keys of its own on the server, set up as `docs/keys.md` says, and what to open them with. */
export async function mountVault(
  server: OpenBaoEngine,
  maxVersions = 1,
): Promise<TransitVaultOptions & { remove(): Promise<void> }> {
  const folder = newFolder();
  const tokenFile = join(folder.path, 'token');
  writeFileSync(tokenFile, `${server.token}\n`, { mode: 0o400 });
  const transit = `transit-${randomUUID()}`;
  const records = `linli-${randomUUID()}`;
  const done = async (method: string, path: string, body?: object) => {
    // A new engine of records is not there at once.
    for (let attempt = 0; ; attempt++) {
      const { status } = await administer(server, method, path, body);
      if (status < 300) return;
      if (attempt === 100) throw new Error(`${method} ${path} is answered with ${status}`);
      await sleep(20);
    }
  };
  await done('POST', `sys/mounts/${transit}`, { type: 'transit' });
  await done('POST', `${transit}/keys/linli-master`, { type: 'aes256-gcm96' });
  await done('POST', `${transit}/keys/linli-numbers`, { type: 'hmac', key_size: 32 });
  await done('POST', `sys/mounts/${records}`, { type: 'kv', options: { version: '2' } });
  await done('POST', `${records}/config`, { max_versions: maxVersions });
  return {
    url: server.url,
    tokenFile,
    transit,
    records,
    async remove() {
      for (const mount of [transit, records]) await done('DELETE', `sys/mounts/${mount}`);
      folder.remove();
    },
  };
}

export async function makeOpenBaoHarness(server: OpenBaoEngine): Promise<VaultHarness> {
  const vault = await mountVault(server);
  return {
    open: () => TransitVaultEngine.open(vault),
    async remains(path, text) {
      const { data } = await administer(server, 'GET', `${vault.records}/metadata/${path}`);
      const versions = Array.from({ length: Number(data['current_version']) }, (_, version) => version + 1);
      const found = await Promise.all(
        versions.map((version) =>
          administer(server, 'GET', `${vault.records}/data/${path}?version=${version}`),
        ),
      );
      return JSON.stringify(found).includes(text);
    },
    dispose: () => vault.remove(),
  };
}
