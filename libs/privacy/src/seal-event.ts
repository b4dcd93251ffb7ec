import { definitionOf, type NewEvent, personalFieldsOf } from '@linli/contracts';
import { encryptField } from './field-cipher.ts';
import type { Vault } from './vault.ts';

/**
 * The event with its personal fields encrypted for the place where it is about to stand; the same event when it has none.
 * @throws KeyDestroyed, KeyRestricted, VaultUnavailable; TypeError when the field that names the subject does not
 */
export async function sealEvent(vault: Vault, stream: string, event: NewEvent): Promise<NewEvent> {
  const data = event.data as Readonly<Record<string, unknown>>;
  const fields = personalFieldsOf(definitionOf(event.type)).filter(({ field }) => data[field] !== undefined);
  if (fields.length === 0) return event;
  const sealed = await Promise.all(
    fields.map(async ({ field, of, group }) => {
      const [one, ...others] = [of].flat().map((name) => ({ subject: String(data[name]), group }));
      const place = { stream, type: event.type, field };
      return [field, await encryptField(vault, data[field], place, one as never, ...others)] as const;
    }),
  );
  return { ...event, data: { ...data, ...Object.fromEntries(sealed) } };
}
