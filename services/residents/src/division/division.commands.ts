/** One division of the national register. */
export interface Division {
  /** National code of 2, 4, 6, 9 or 12 digits. */
  readonly code: string;
  readonly name: string;
}

/** Divisions of one register, parents before children: of a county, or of a province with its cities. */
export class RegisterDivisions {
  readonly divisions: readonly Division[];
  /** Codes that stand in the registers above: the city of a county. */
  readonly parents: readonly string[];
}
