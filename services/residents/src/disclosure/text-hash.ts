import { hash } from 'node:crypto';

/** SHA-256 of a text in UTF-8, hexadecimal: anybody can work it out again. */
export function textHash(text: string): string {
  return hash('sha256', text);
}
