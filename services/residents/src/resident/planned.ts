import type { Look } from '@linli/service-kit';

interface Tagged {
  readonly resident: string;
  readonly categories: readonly string[];
}

/** A grid has some dozens of residents; no more than this are looked at. */
const most = 1_000;

/** Who is tagged in a grid, as far as the view has absorbed the log. */
export async function planned(
  areaPath: string,
  look: Look,
): Promise<{ resident: string; categories: string[] }[]> {
  const at = await look.view('residents');
  const found = await at.find<Tagged>('residents', {
    where: [{ field: 'areaPath', op: 'eq', value: areaPath }],
    limit: most,
  });
  return found.flatMap(({ body: { resident, categories } }) =>
    categories.length === 0 ? [] : [{ resident, categories: [...categories] }],
  );
}
