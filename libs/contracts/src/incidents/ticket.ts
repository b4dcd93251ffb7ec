/**
 * An incident's id as a number of 48 bits, to find its rows by: a fifth of the id's own size in an index of a million
 * rows. Two incidents can share it, so whoever finds rows by it compares the id too.
 */
export function numberOf(incidentId: string): number {
  const bits = Number.parseInt(incidentId.slice(0, 8) + incidentId.slice(9, 13), 16);
  return Number.isNaN(bits) ? 0 : bits;
}

/**
 * Short number people say on the phone: `48-2093-7511`, ten decimal digits out of the incident's id, so that every
 * service and every screen has the same one without asking anybody. It is for people: links and commands use the id.
 */
export function ticketOf(incidentId: string): string {
  const digits = String(numberOf(incidentId) % 10_000_000_000).padStart(10, '0');
  return `${digits.slice(0, 2)}-${digits.slice(2, 6)}-${digits.slice(6)}`;
}
