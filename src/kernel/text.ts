import { fail, ok, type Result } from './result.js';

/**
 * Texts as people type and paste them. Whether a character is seen, joins, or directs others is said by Unicode's own data (UAX #44).
 */

/** Something to read: not what is blank, invisible, or only a mark on something else. The braille pattern without dots is blank, too. */
const READABLE = /[^\p{Z}\p{M}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Whether there is nothing to read in a text. */
export const isBlank = (text: string): boolean => !READABLE.test(text);

/** Control characters, and code points that Unicode assigns to no character. */
const CONTROL = String.raw`[\p{Cc}\p{Noncharacter_Code_Point}]`;
const NOT_IN_A_LINE = new RegExp(String.raw`${CONTROL}|[\u2028\u2029]`, 'u');
const NOT_IN_LINES = new RegExp(String.raw`(?![\n\t])${CONTROL}`, 'u');
/** What ends a line in the files and editors of other systems. */
const LINE_END = /\r\n|[\r\u2028\u2029]/g;

/** Scripts in which a joiner between two letters changes nothing that is seen. */
const UNJOINED = String.raw`[\p{Script=Han}\p{Script=Latin}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Greek}\p{Script=Cyrillic}]`;
const JOINED = String.raw`(?!${UNJOINED})[\p{L}\p{M}]`;
/**
 * Invisible characters, after those that belong where they stand: in an emoji, as the variant of the character before, as a joiner between letters that
 * join (Uyghur, Mongolian, Hindi).
 */
const INVISIBLE = new RegExp(
  String.raw`(\p{RGI_Emoji}|(?<=\P{Default_Ignorable_Code_Point})\p{Variation_Selector}|(?<=${JOINED})[\u200c\u200d\u180e](?=${JOINED}))|\p{Default_Ignorable_Code_Point}`,
  'gv',
);

/** A text without invisible characters that do nothing where they stand: such as come along when a text is copied. */
const withoutInvisible = (text: string): string => text.replaceAll(INVISIBLE, '$1');

/** What people type or paste where digits or a code are asked for: half width, plain hyphens and blanks, nothing invisible. */
export const typed = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll(/[\p{Dash_Punctuation}\u2212]/gu, '-')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** What a typed code is compared by: capitals, without blanks and hyphens. */
export const codeKey = (text: string): string => typed(text).toUpperCase().replaceAll(/[ -]/g, '');

/** A required text of one line: trimmed, with something to read in it, not longer than `most` characters. */
export const textOf = (value: string | null | undefined, field: string, most: number): Result<string> =>
  required(optionalTextOf(value, field, most), field);

function required(text: Result<string | null>, field: string): Result<string> {
  if (!text.ok) return text;
  return text.value === null ? fail('REQUIRED', '{field} must not be empty. {field} 不能为空。', field) : ok(text.value);
}

/**
 * An optional text of one line: trimmed, without invisible characters that do nothing, null where there is nothing to read. INVALID where it has a line
 * break, a control character, or one that changes the direction of writing and so makes a name look like another.
 */
export function optionalTextOf(value: string | null | undefined, field: string, most: number): Result<string | null> {
  const text = boundedOf(value, field, most);
  if (!text.ok || text.value === null) return text;
  if (NOT_IN_A_LINE.test(text.value))
    return fail(
      'INVALID',
      '{field} is one line: it takes no line breaks, tabs or control characters. {field} 只能为一行，不得含换行符、制表符或控制字符。',
      field,
    );
  if (/\p{Bidi_Control}/u.test(text.value))
    return fail('INVALID', '{field} takes no characters that change the direction of writing. {field} 不得含改变书写方向的字符。', field);
  return ok(withoutInvisible(text.value).trim());
}

/** An optional text that may have several lines, each ended by \n: trimmed, null where there is nothing to read. INVALID where it has control characters. */
export function optionalLinesOf(value: string | null | undefined, field: string, most: number): Result<string | null> {
  const text = boundedOf(value?.replaceAll(LINE_END, '\n'), field, most);
  if (!text.ok || text.value === null) return text;
  if (!NOT_IN_LINES.test(text.value)) return text;
  return fail(
    'INVALID',
    '{field} takes no control characters but line breaks and tabs. {field} 不得含换行符和制表符以外的控制字符。',
    field,
  );
}

/** Trimmed, of bounded length and of whole characters; null where there is nothing to read. */
function boundedOf(value: string | null | undefined, field: string, most: number): Result<string | null> {
  const text = value?.trim() ?? '';
  const length = [...text].length;
  if (length > most)
    return fail(
      'TOO_LONG',
      '{field} takes up to {max} characters; this has {length}. {field} 最多 {max} 个字符，现有 {length} 个。',
      field,
      { max: most, length },
    );
  if (!text.isWellFormed())
    return fail('INVALID', '{field} has half a character (a lone surrogate). {field} 含有不完整的字符（孤立代理项）。', field);
  return ok(isBlank(text) ? null : text);
}
