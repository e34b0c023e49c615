import type { Bilingual } from './bilingual.js';
import { fail, ok, type Result } from './result.js';
import { codeKey } from './text.js';

/**
 * Citizens' id numbers (公民身份号码, GB 11643-1999): region 6 · date of birth 8 · sequence 3 · check character 1.
 * No message repeats any part of a number.
 */

/** 省级: the provinces of GB/T 2260; 81 to 83 are on the residence permits of Hong Kong, Macau and Taiwan. */
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
);
/** Those whose regions are not divided any further. */
const undivided = new Set(['71', '81', '82', '83']);

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';

/** The last character, after the first seventeen digits (ISO 7064, MOD 11-2). */
export const checkCharacter = (first17: string): string =>
  CHECKS[WEIGHTS.reduce((sum, weight, i) => sum + weight * Number(first17[i]), 0) % 11]!;

/**
 * An id number in its one form, eighteen characters with a capital X, from what people type or paste: full-width digits, a small x, blanks and
 * hyphens, invisible characters. `today` is YYYY-MM-DD in the jurisdiction's time zone: nobody is born later.
 */
export function idNumberOf(value: string, field: string, today: string): Result<string> {
  const number = codeKey(value);
  const refuse = (text: Bilingual) => fail('INVALID', text, field);
  if (number.length === 15 && /^\d+$/.test(number))
    return refuse(
      '{field} takes eighteen characters; numbers of fifteen are no longer valid. {field} 应为十八位，十五位的身份证号码已停用。',
    );
  if (!/^\d{17}[\dX]$/.test(number))
    return refuse('{field} takes seventeen digits and a last digit or X. {field} 应为十七位数字，末位为数字或 X。');
  const [province, prefecture] = [number.slice(0, 2), number.slice(2, 4)];
  if (!provinces.has(province) || (prefecture === '00' && !undivided.has(province)))
    return refuse('{field} begins with no known region. {field} 开头的行政区划代码不存在。');
  if (!isDay(number.slice(6, 14)) || birthDateOf(number) > today)
    return refuse('{field} has no possible date of birth. {field} 中的出生日期无效。');
  if (checkCharacter(number) !== number[17])
    return refuse('{field} has a wrong last character: one of the others is mistyped. {field} 的校验码不符，请核对各位数字。');
  return ok(number);
}

/** YYYY-MM-DD, of a number in its one form. */
export const birthDateOf = (idNumber: string): string => `${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}-${idNumber.slice(12, 14)}`;

/** The last four characters; the rest is stars. */
export const maskedIdNumber = (idNumber: string): string => '*'.repeat(14) + idNumber.slice(-4);

/** Whether YYYYMMDD is a day of the calendar, since 1800. */
function isDay(text: string): boolean {
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6))];
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1800 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
