import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inLanguage } from '../../src/kernel/bilingual.js';
import { birthDateOf, checkCharacter, idNumberOf, maskedIdNumber } from '../../src/kernel/id-number.js';

const today = '2026-11-22';
const provinces = '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' ');

/** The check character as the standard words it, not as the product computes it: the sum over all eighteen is 1 modulo 11. */
const isBalanced = (number: string): boolean =>
  [...number].reduce((sum, character, i) => sum + (character === 'X' ? 10 : Number(character)) * (2 ** (17 - i) % 11), 0) % 11 === 1;

const region = fc
  .tuple(fc.constantFrom(...provinces), fc.integer({ min: 1, max: 99 }), fc.integer({ min: 0, max: 99 }))
  .map(([province, prefecture, county]) => `${province}${String(prefecture).padStart(2, '0')}${String(county).padStart(2, '0')}`);
const day = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date(`${today}T00:00:00Z`), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const sequence = fc.integer({ min: 0, max: 999 }).map((n) => String(n).padStart(3, '0'));
const number = fc
  .tuple(region, day, sequence)
  .map(([region, day, sequence]) => `${region}${day.replaceAll('-', '')}${sequence}`)
  .map((first17) => first17 + checkCharacter(first17));

const accepted = (text: string) => {
  const result = idNumberOf(text, 'idNumber', today);
  return result.ok ? result.value : null;
};

test('known numbers', () => {
  // The two examples of the standard.
  expect(accepted('11010519491231002X')).toBe('11010519491231002X');
  expect(accepted('440524188001010014')).toBe('440524188001010014');
  expect(birthDateOf('11010519491231002X')).toBe('1949-12-31');
  expect(maskedIdNumber('11010519491231002X')).toBe('**************002X');
});

test('every number of a region, a day and a sequence is balanced, accepted, and read', () => {
  fc.assert(
    fc.property(number, (number) => {
      expect(isBalanced(number)).toBe(true);
      expect(accepted(number)).toBe(number);
      expect(birthDateOf(number).replaceAll('-', '')).toBe(number.slice(6, 14));
      expect(maskedIdNumber(number)).toMatch(/^\*{14}[\dX]{4}$/);
      expect(maskedIdNumber(number).slice(-4)).toBe(number.slice(-4));
    }),
  );
});

test('full-width, with a small x, with blanks and with hyphens it is the same number', () => {
  const wide = (text: string) => text.replaceAll(/[\dXx]/g, (character) => String.fromCodePoint(character.codePointAt(0)! + 0xfee0));
  const spaced = (text: string) => ` ${text.slice(0, 6)} ${text.slice(6, 14)}\u3000${text.slice(14)}\u200b\n`;
  const pasted = (text: string) => `\u202d${text.slice(0, 3)}\u2060\u00a0${text.slice(3)}\u202c\ufeff`;
  const hyphened = (text: string) =>
    `${text.slice(0, 6)}-${text.slice(6, 10)}ー${text.slice(10, 14)}－${text.slice(14, 15)}\u2800—${text.slice(15)}`;
  fc.assert(
    fc.property(number, fc.subarray([wide, spaced, pasted, hyphened, (text: string) => text.toLowerCase()]), (number, ways) => {
      expect(accepted(ways.reduce((text, way) => way(text), number))).toBe(number);
    }),
  );
});

describe('one mistake is found', () => {
  test('in any digit', () => {
    fc.assert(
      fc.property(number, fc.integer({ min: 0, max: 17 }), fc.constantFrom(...'0123456789X'), (number, at, character) => {
        fc.pre(number[at] !== character);
        expect(accepted(number.slice(0, at) + character + number.slice(at + 1))).toBeNull();
      }),
    );
  });
  test('two neighbours exchanged', () => {
    fc.assert(
      fc.property(number, fc.integer({ min: 0, max: 16 }), (number, at) => {
        fc.pre(number[at] !== number[at + 1]);
        expect(accepted(number.slice(0, at) + number[at + 1] + number[at] + number.slice(at + 2))).toBeNull();
      }),
    );
  });
});

const checked = (first17: string) => first17 + checkCharacter(first17);
test.each([
  ['', /seventeen digits/],
  ['1101051949123100', /seventeen digits/],
  ['11010519491231002X0', /seventeen digits/],
  ['X1010519491231002X', /seventeen digits/],
  ['一一〇一〇五一九四九一二三一〇〇二', /seventeen digits/],
  ['110105491231002', /fifteen are no longer valid/],
  ['110105194912310021', /wrong last character/],
  [checked('10010519491231002'), /no known region/],
  [checked('00010519491231002'), /no known region/],
  [checked('99010519491231002'), /no known region/],
  [checked('11000019491231002'), /no known region/],
  [checked('11010519490229002'), /date of birth/],
  [checked('11010519491301002'), /date of birth/],
  [checked('11010519491232002'), /date of birth/],
  [checked('11010517991231002'), /date of birth/],
  [checked('11010520261123002'), /date of birth/],
])('%s is refused, and no message repeats any of it', (text, message) => {
  const result = idNumberOf(text, 'idNumber', today);
  if (result.ok) throw new Error('It was accepted.');
  const [problem] = result.problems;
  expect(problem).toMatchObject({ code: 'INVALID', path: ['idNumber'] });
  expect(inLanguage(problem.message, 'en')).toMatch(message);
  for (const language of ['en', 'zh'] as const) expect(inLanguage(problem.message, language)).not.toMatch(/\d|\*/);
});

test('born today, and on a leap day, and where a residence permit of Hong Kong, Macau or Taiwan is from', () => {
  for (const first17 of ['11010520261122002', '11010520240229002', '81000019900101001', '82000019900101001', '83000019900101001'])
    expect(accepted(checked(first17))).toBe(checked(first17));
});
