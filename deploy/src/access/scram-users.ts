import { randomBytes } from 'node:crypto';
import { BrokerConnection, type BrokerAddress } from './broker-connection.ts';
import { saltedPassword } from './scram.ts';
import { compactArray, compactBytes, compactString, int32, int8 } from './wire.ts';

const ALTER_USER_SCRAM_CREDENTIALS = 51;
const SCRAM_SHA_512 = 2;
/** The least the broker takes for it. */
const ITERATIONS = 4096;
const SALT_BYTES = 32;

export interface ScramUser {
  readonly name: string;
  readonly password: string;
}

/** The broker did not take a user as it was given. */
export class UserRefused extends Error {
  override readonly name = 'UserRefused';
}

/**
 * Gives each user its password, whether the user is new or had another; who is signed in stays so. The broker is told
 * the salted password alone. Throws `UserRefused` with the broker's reason.
 */
export async function putScramUsers(admin: BrokerAddress, users: readonly ScramUser[]): Promise<void> {
  const connection = await BrokerConnection.open(admin);
  try {
    const noTags = Buffer.of(0);
    const body = Buffer.concat([
      compactArray([]),
      compactArray(users.map((user) => Buffer.concat([credential(user), noTags]))),
      noTags,
    ]);
    const answer = await connection.flexibleRequest(ALTER_USER_SCRAM_CREDENTIALS, 0, body);
    answer.int32();
    const refused = answer
      .compactArray(() => {
        const name = answer.compactNullableString();
        const code = answer.int16();
        const reason = answer.compactNullableString();
        answer.skipTags();
        return { name, code, reason };
      })
      .filter(({ code }) => code !== 0);
    if (refused.length > 0) {
      throw new UserRefused(
        refused.map(({ name, code, reason }) => `user ${name}: ${reason ?? `code ${code}`}`).join('; '),
      );
    }
  } finally {
    connection.close();
  }
}

function credential({ name, password }: ScramUser): Buffer {
  const salt = randomBytes(SALT_BYTES);
  return Buffer.concat([
    compactString(name),
    int8(SCRAM_SHA_512),
    int32(ITERATIONS),
    compactBytes(salt),
    compactBytes(saltedPassword(password, salt, ITERATIONS)),
  ]);
}
