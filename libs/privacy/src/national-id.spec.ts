import { describe, expect, test } from '@jest/globals';
import { InvalidNationalId, normalisedNationalId } from './national-id.ts';

/** The two examples of the standard. */
const examples = ['11010519491231002X', '440524188001010014'] as const;

function ruleOf(text: string): string {
  try {
    return normalisedNationalId(text);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidNationalId);
    expect((error as Error).message).not.toContain(text.trim());
    return (error as InvalidNationalId).rule;
  }
}

describe('a citizen’s id number', () => {
  test.each(examples)('is taken as the standard writes it: %s', (number) => {
    expect(normalisedNationalId(number)).toBe(number);
  });

  test.each(['11010519491231002x', ' 110105 19491231 002X ', '１１０１０５１９４９１２３１００２Ｘ'])(
    'has one spelling, whatever is typed: %s',
    (typed) => {
      expect(normalisedNationalId(typed)).toBe(examples[0]);
    },
  );

  test.each([
    ['110105491231002', 'form', 'the fifteen digits of before 1999'],
    ['11010519491231002Y', 'form', 'another letter at its end'],
    ['1101051949123100X2', 'form', 'an X before its end'],
    ['01010519491231002X', 'form', 'a zero at its beginning'],
    ['110105', 'form', 'six digits'],
    ['110105194902300020', 'birth-date', 'a 30th of February'],
    ['110105194913310020', 'birth-date', 'a 13th month'],
    ['110105194900100020', 'birth-date', 'no month'],
  ])('%s is refused for its %s: %s', (text, rule) => {
    expect(ruleOf(text)).toBe(rule);
  });

  test('is refused with any one digit mistyped, or two neighbours swapped', () => {
    for (const number of examples)
      for (let at = 0; at < 17; at++) {
        for (let digit = 0; digit <= 9; digit++) {
          const typed = `${number.slice(0, at)}${digit}${number.slice(at + 1)}`;
          if (typed !== number) expect(['form', 'birth-date', 'check-digit']).toContain(ruleOf(typed));
        }
        const swapped = number.slice(0, at) + number[at + 1] + number[at] + number.slice(at + 2);
        if (swapped !== number) expect(['form', 'birth-date', 'check-digit']).toContain(ruleOf(swapped));
      }
  });

  test('with a wrong check digit is refused for that', () => {
    expect(ruleOf('440524188001010015')).toBe('check-digit');
  });
});
