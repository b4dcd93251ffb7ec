import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** SCRAM-SHA-512 (RFC 5802): what proves a password to the broker, and what the broker keeps of one. */
const HASH = 'sha512';
const HASH_BYTES = 64;

/** The password, stretched: the broker keeps this instead of it. */
export function saltedPassword(password: string, salt: Uint8Array, iterations: number): Buffer {
  return pbkdf2Sync(password, salt, iterations, HASH_BYTES, HASH);
}

export interface ScramConversation {
  readonly first: string;
  /** The client's answer to the broker's first message; throws when that is not one. */
  final(serverFirst: string): string;
}

/** A conversation without channel binding, as one client has it with one broker. */
export function scramConversation(
  username: string,
  password: string,
  nonce: string = randomBytes(24).toString('base64url'),
): ScramConversation {
  const bare = `n=${username.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${nonce}`;
  return {
    first: `n,,${bare}`,
    final(serverFirst) {
      const { r, s, i } = Object.fromEntries(
        serverFirst.split(',').map((part) => [part.slice(0, 1), part.slice(2)]),
      );
      if (r === undefined || s === undefined || i === undefined || !r.startsWith(nonce)) {
        throw new Error('the broker did not answer as SCRAM has it');
      }
      const withoutProof = `c=${Buffer.from('n,,').toString('base64')},r=${r}`;
      const key = hmac(saltedPassword(password, Buffer.from(s, 'base64'), Number(i)), 'Client Key');
      const signature = hmac(createHash(HASH).update(key).digest(), `${bare},${serverFirst},${withoutProof}`);
      const proof = key.map((byte, at) => byte ^ (signature[at] as number));
      return `${withoutProof},p=${Buffer.from(proof).toString('base64')}`;
    },
  };
}

function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac(HASH, key).update(text).digest();
}
