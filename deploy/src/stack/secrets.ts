import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ComposeProblem } from '../compose/problem.ts';

/** How each kind of secret is made, by its name. */
const makers: readonly (readonly [RegExp, () => string])[] = [
  [/_password$/, () => randomBytes(32).toString('base64url')],
  // Whoever has it is a member of the replica set.
  [/^mongo_key$/, () => randomBytes(756).toString('base64')],
  // Whoever has it can be anybody: it stands in for an identity provider.
  [/^local_issuer_key$/, signingKey],
];

function signingKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return JSON.stringify({
    ...privateKey.export({ format: 'jwk' }),
    alg: 'ES256',
    use: 'sig',
    kid: randomUUID(),
  });
}

/**
 * Makes the files of secrets that are missing and answers their names; those that are there stay. The folder is its
 * owner's alone; the files in it can be read by all, since the users of the containers that are given one are others.
 */
export function makeSecrets(files: ReadonlyMap<string, string>): readonly string[] {
  const missing = [...files].filter(([, file]) => !existsSync(file));
  for (const [name, file] of missing) {
    const maker = makers.find(([pattern]) => pattern.test(name))?.[1];
    if (maker === undefined)
      throw new ComposeProblem(`nothing says how to make the secret ${name}; put it in ${file}`);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, maker(), { mode: 0o444, flag: 'wx' });
  }
  return missing.map(([name]) => name);
}
