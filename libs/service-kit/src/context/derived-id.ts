import { v5 as uuidv5 } from 'uuid';

/** Names the ids below; never to change, or what is found again would be taken for something new. */
const namespace = '5b0c9c8e-6f2a-5d0e-9a53-4f7f2b1d8c11';

/** Id of what follows from something else: the same however often it follows (UUID version 5, RFC 9562). */
export function derivedId(...parts: readonly (string | number)[]): string {
  return uuidv5(parts.join('/'), namespace);
}
