import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createPrivateKey, createSign } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Any free port for every service, so that stacks of several tests stand beside each other. */
export const anyPorts = {
  ...{ RESIDENTS_PORT: '0', PARTY_PORT: '0', SANITATION_PORT: '0', FINANCE_PORT: '0' },
  ...{ INCIDENTS_PORT: '0', OPERATIONS_PORT: '0' },
};

export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'linli-stack-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Asks until the answer satisfies; the caller's test time limit bounds it. */
export async function eventually<Answer>(
  ask: () => Promise<Answer> | Answer,
  holds: (answer: Answer) => boolean,
): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    await setTimeout(50);
  }
}

/** A token such as the stack's local issuer makes, for somebody with this role everywhere. */
export function tokenOf(folder: string, role: string): string {
  const key = JSON.parse(readFileSync(join(folder, 'secrets/local_issuer_key'), 'utf8'));
  const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const content = [
    encoded({ alg: 'ES256', typ: 'at+jwt', kid: key.kid }),
    encoded({
      ...{ iss: 'https://linli.local', aud: 'linli', sub: 'somebody', jti: String(now) },
      ...{ iat: now, exp: now + 3600, roles: [role], areas: [''] },
    }),
  ].join('.');
  const signature = createSign('sha256')
    .update(content)
    .sign({ key: createPrivateKey({ key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' });
  return `${content}.${signature.toString('base64url')}`;
}

export async function readJson<Answer>(url: string, token: string): Promise<Answer> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
}
