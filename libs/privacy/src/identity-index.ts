import { randomUUID } from 'node:crypto';
import { normalisedNationalId } from './national-id.ts';
import { numberPath, patience, subjectPath, update } from './records.ts';
import { unknownSubject, type SubjectRecord } from './subject-record.ts';
import { VaultUnavailable, type VaultEngine } from './vault-engine.ts';

interface NumberRecord {
  /** Left out once it has been destroyed. */
  readonly subject?: string;
}

/**
 * The one subject of an id number, made when the number comes for the first time. Before the id is known to anybody the
 * subject's record leads back to the number, so that whoever destroys the subject finds it.
 * @throws InvalidNationalId
 */
export async function subjectOf(engine: VaultEngine, nationalId: string): Promise<string> {
  const number = await engine.hmac(`national-id:${normalisedNationalId(nationalId)}`);
  for (let attempt = 0; attempt < patience; attempt++) {
    const { subject = '' } = await update<NumberRecord>(engine, numberPath(number), {}, (record) =>
      record.subject === undefined ? { subject: randomUUID() } : undefined,
    );
    const { standing } = await update(engine, subjectPath(subject), unknownSubject, (record) =>
      record.standing === 'destroyed' || record.number === number ? undefined : { ...record, number },
    );
    if (standing !== 'destroyed') return subject;
    // Its destruction was cut short, or is on its way elsewhere.
    await release(engine, number, subject);
  }
  throw new VaultUnavailable(
    'an id number leads to a destroyed subject and cannot be made to lead to another',
  );
}

/**
 * Takes away what leads from a destroyed subject's number to it; the number leads to another subject from then on. An
 * empty record stays under the number's HMAC: to remove it would race with who registers the number anew.
 */
export async function forgetNumber(
  engine: VaultEngine,
  subject: string,
  record: SubjectRecord,
): Promise<void> {
  if (record.number === undefined) return;
  await release(engine, record.number, subject);
  await update(engine, subjectPath(subject), record, ({ number: _, ...rest }) => rest);
}

async function release(engine: VaultEngine, number: string, subject: string): Promise<void> {
  await update<NumberRecord>(engine, numberPath(number), {}, (record) =>
    record.subject === subject ? {} : undefined,
  );
}
