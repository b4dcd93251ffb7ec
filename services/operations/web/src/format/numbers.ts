const thinSpace = '\u2009';

/** `184203` → `184 203`, thousands parted by thin spaces. */
export function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, thinSpace);
}
