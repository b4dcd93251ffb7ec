/** Levels of the national division, from the top, with the digits their code ends at. */
export const divisionLevels = [
  { level: 'province', digits: 2 },
  { level: 'city', digits: 4 },
  { level: 'county', digits: 6 },
  { level: 'street', digits: 9 },
  { level: 'community', digits: 12 },
] as const;

export type DivisionLevel = (typeof divisionLevels)[number]['level'];

/** Level of a division code by its length; `undefined` when no level has codes of that length. */
export function levelOf(code: string): DivisionLevel | undefined {
  if (!/^\d+$/.test(code)) return undefined;
  return divisionLevels.find(({ digits }) => digits === code.length)?.level;
}

/** Prefix path of a division code: `420105011010` → `42/01/05/011/010/`. */
export function divisionPath(code: string): string {
  let path = '';
  let from = 0;
  for (const { digits } of divisionLevels) {
    if (code.length < digits) break;
    path += `${code.slice(from, digits)}/`;
    from = digits;
  }
  return path;
}

/** Code of the division above, `undefined` for a province. */
export function parentDivision(code: string): string | undefined {
  const index = divisionLevels.findIndex(({ digits }) => digits === code.length);
  const parent = divisionLevels[index - 1];
  return parent === undefined ? undefined : code.slice(0, parent.digits);
}

/** Path of the node above, `undefined` at the top: `42/01/` → `42/`. */
export function parentPath(areaPath: string): string | undefined {
  const cut = areaPath.lastIndexOf('/', areaPath.length - 2);
  return cut < 0 ? undefined : areaPath.slice(0, cut + 1);
}

/** Code of the register that holds a division: of its county, or of its province when it stands above the counties. */
export function registerOf(code: string): string {
  return code.slice(0, code.length >= 6 ? 6 : 2);
}
