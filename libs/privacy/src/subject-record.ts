import type { PurposeGroup } from '@linli/contracts';
import type { SubjectKeyEvent } from './key-events.ts';

type Standing = 'active' | 'restricted' | 'destroyed';

interface GroupKey {
  readonly standing: Standing;
  /** Tells one data key from another; no secret. */
  readonly id?: string;
  readonly wrapped?: string;
}

/** All that the vault holds of one person. */
export interface SubjectRecord {
  readonly standing: Standing;
  /** Of the last event that was applied. */
  readonly position: number;
  /** HMAC of the id number that leads here. */
  readonly number?: string;
  readonly keys: Readonly<Partial<Record<PurposeGroup, GroupKey>>>;
}

export const unknownSubject: SubjectRecord = { standing: 'active', position: 0, keys: {} };

/** The stricter of what is said of the subject and of the group. */
export function standingOf(record: SubjectRecord, group: PurposeGroup): Standing {
  const standings = [record.standing, record.keys[group]?.standing];
  return standings.includes('destroyed')
    ? 'destroyed'
    : standings.includes('restricted')
      ? 'restricted'
      : 'active';
}

/** The record after an event; undefined when it knows of it already. */
export function afterEvent(record: SubjectRecord, event: SubjectKeyEvent): SubjectRecord | undefined {
  const { position, type } = event;
  if (position <= record.position) return undefined;
  const { group } = event.data;
  const before = group === undefined ? record : (record.keys[group] ?? { standing: 'active' });
  const next: Standing =
    before.standing === 'destroyed' || type === 'SubjectKeyDestroyed'
      ? 'destroyed'
      : type === 'SubjectKeyRestricted'
        ? 'restricted'
        : 'active';
  if (group !== undefined) {
    const key: GroupKey = next === 'destroyed' ? { standing: next } : { ...before, standing: next };
    return { ...record, position, keys: { ...record.keys, [group]: key } };
  }
  return { ...record, position, standing: next, keys: next === 'destroyed' ? {} : record.keys };
}
