import { hash } from 'node:crypto';
import type { Known, Look } from '@linli/service-kit';
import { fund } from '../fund/fund.ts';
import { balancesOf, type Extract, extractText } from './ledger-extract.ts';

/** The ledger of a fund as it stands, and its hash; nothing for a fund that has no money. */
export async function extractOf(
  { fund: id }: { readonly fund: string },
  look: Look,
): Promise<Known<Extract> | undefined> {
  const found = await look.stream(fund, id);
  if (found?.position === undefined || found.value.areaPath === undefined) return undefined;
  const balances = balancesOf(found.value.book);
  const value = {
    areaPath: found.value.areaPath,
    position: Number(found.position.slice('finance:'.length)),
    balances,
    sha256: hash('sha256', extractText(balances)),
  };
  return { value, position: found.position };
}
