import { transferEvents, type TransferEvent } from '@linli/contracts';
import { bodies, type Look, view } from '@linli/service-kit';
import { transfer } from './transfer.ts';

const fields = transferEvents.TransferRecorded.data.properties;
type Recorded = TransferEvent['data'];

/** Money of upper tiers, by the duty and the order it is for (F-25, RM-F3). */
export const transfers = view('transfers', 1, {
  of: transferEvents,
  stream: transfer,
  document: fields,
  fields: { areaPath: 'text', order: 'text', service: 'text' },
  indexes: [['areaPath'], ['order'], ['service', 'areaPath']],
  on: { TransferRecorded: (_, { data }) => data },
  doors: {
    list: 'GET /v1/transfers',
    one: 'GET /v1/transfers/:transfer',
    may: 'operations.read',
    summary: 'Money of upper tiers to communities below an area',
    filters: { order: fields.order, service: fields.service },
    unknown: 'transfer-unknown',
  },
});

/** The transfers for an order that were recorded before a position of the log. */
export async function transfersBefore(
  order: string,
  position: number,
  look: Look,
): Promise<readonly Recorded[]> {
  const at = await look.view('transfers');
  const where = [{ field: 'order', op: 'eq' as const, value: order }];
  const found = await at.find<Recorded>('transfers', { where, limit: 1_000 });
  return bodies(found.filter((one) => one.position < position));
}
