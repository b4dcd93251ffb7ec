import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { encryptField } from '../src/field-cipher.ts';
import type { PurposeGroup } from '@linli/contracts';
import type { SubjectKeyEvent, SubjectKeyLog } from '../src/key-events.ts';
import type { Vault } from '../src/vault.ts';

export const canary = '13800000000';
export const place = { stream: 'case-1', type: 'CaseOpened', field: 'phone' } as const;

export function canaryOf(vault: Vault, subject: string, group: PurposeGroup = 'contact'): Promise<string> {
  return encryptField(vault, canary, place, { subject, group });
}

/** The id number of nobody: its area is no county. */
export function idNumber(order: number): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const day = new Date(Date.UTC(1950, 0, 1 + Math.floor(order / 1000))).toISOString().slice(0, 10);
  const digits = `110000${day.replaceAll('-', '')}${String(order % 1000).padStart(3, '0')}`;
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  return `${digits}${'10X98765432'[sum % 11]}`;
}

/** A log in memory. */
export function logOf(events: readonly SubjectKeyEvent[]): SubjectKeyLog {
  return {
    async *after(position) {
      yield* events.filter((event) => event.position > position);
    },
  };
}

/** A log in a file, a line an event; a last line that was cut off is none. */
export function logIn(
  file: string,
): SubjectKeyLog & { append(event: SubjectKeyEvent): void; length(): number } {
  const read = () =>
    existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line) as SubjectKeyEvent)
      : [];
  return {
    after: (position) => logOf(read()).after(position),
    append: (event) => appendFileSync(file, `${JSON.stringify(event)}\n`),
    length: () => read().length,
  };
}
