const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkDigits = '10X98765432';

/** A text is no citizen's id number. Names the rule, never the number. */
export class InvalidNationalId extends Error {
  override readonly name = 'InvalidNationalId';
  readonly rule: 'form' | 'birth-date' | 'check-digit';
  constructor(rule: InvalidNationalId['rule'], message: string) {
    super(message);
    this.rule = rule;
  }
}

/**
 * A citizen's id number (GB 11643-1999: area, date of birth, order, check digit of ISO 7064 MOD 11-2) as it is written
 * once: 18 ASCII characters, no spaces, a capital X. Whether the area exists and whose it is it does not say.
 * @throws InvalidNationalId
 */
export function normalisedNationalId(text: string): string {
  const number = text.normalize('NFKC').replace(/\s/g, '').toUpperCase();
  if (!/^[1-9][0-9]{16}[0-9X]$/.test(number))
    throw new InvalidNationalId('form', 'an id number has 17 digits and then a digit or X (GB 11643)');
  const [year, month, day] = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)];
  const birth = new Date(`${year}-${month}-${day}T00:00:00Z`);
  if (Number.isNaN(birth.getTime()) || birth.getUTCDate() !== Number(day))
    throw new InvalidNationalId(
      'birth-date',
      'digits 7 to 14 of an id number are a day of the calendar (GB 11643)',
    );
  const sum = weights.reduce((total, weight, index) => total + weight * Number(number[index]), 0);
  if (number[17] !== checkDigits[sum % 11])
    throw new InvalidNationalId(
      'check-digit',
      'the last character does not fit the 17 before it (GB 11643): is one mistyped?',
    );
  return number;
}
