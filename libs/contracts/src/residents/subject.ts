import { Type } from 'typebox';

/** A person, by the random id that stands for him; name and number are found by it only where the vault allows. */
export const SubjectId = Type.String({
  pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
  description: 'a subject, written as a UUID in small letters',
});

/** A month of the calendar. */
export const MonthOfYear = Type.String({
  pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$',
  'x-unit': 'Asia/Shanghai month',
  description: 'a month of the calendar, written YYYY-MM',
});
