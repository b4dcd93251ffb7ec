import { Type } from 'typebox';

/** A month of the calendar. */
export const MonthOfYear = Type.String({
  pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$',
  'x-unit': 'Asia/Shanghai month',
  description: 'a month of the calendar, written YYYY-MM',
});
