import { fail, ok, type Result } from './result.js';

/**
 * Texts as people type and paste them. Whether a character is seen, joins, or directs others is said by Unicode's own data (UAX #44).
 */

/**
 * Something to read: not what is blank, invisible, or only a mark on something else. The braille pattern without dots, the musical null notehead and the blanks
 * of Egyptian hieroglyphs are blank, too.
 */
const READABLE = /[^\p{Z}\p{M}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}\u{13441}\u{13442}]/u;

/** What separates words and is trimmed from texts: the braille pattern without dots looks like a space. */
const BLANK = /[\s\u2800]/;
const BLANKS = new RegExp(`${BLANK.source}+`, 'g');

/** What is told of a required text in which there is nothing to read. */
export const EMPTY = '{field} must not be empty. {field} 不能为空。';

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

/** Whatever {@link INVISIBLE} takes out; found sooner in most texts, which have none. */
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/u;

/** A text without invisible characters that do nothing where they stand: such as come along when a text is copied. */
const withoutInvisible = (text: string): string => (IGNORABLE.test(text) ? text.replaceAll(INVISIBLE, '$1') : text);

/** What people type for a hyphen, in half width: Unicode's dashes, minus, and what Chinese and Japanese input methods have beside that key (ー ─ ⁃ ˗ ⁓). */
export const HYPHENS =
  '-\u058a\u05be\u1400\u1806\u2010\u2011\u2012\u2013\u2014\u2015\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u2e5d\u301c\u3030\u30a0\u{10d6e}\u{10ead}\u2212\u30fc\u2500\u2043\u02d7\u2053';
const ANY_HYPHEN = new RegExp(`[${HYPHENS}]`, 'gu');

/** What people type or paste where digits or a code are asked for: half width, plain hyphens and blanks, nothing invisible. */
export const typed = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll(ANY_HYPHEN, '-')
    .replaceAll(BLANKS, ' ')
    .trim();

/** What the number of a house or door is compared by: capitals, without blanks. Hyphens stay: 1-101 is not 11-01. */
export const numberKey = (text: string): string => typed(text).toUpperCase().replaceAll(' ', '');

/** What a typed code is compared by: capitals, without blanks and hyphens. */
export const codeKey = (text: string): string => numberKey(text).replaceAll('-', '');

/** A required text of one line: trimmed, with something to read in it, not longer than `most` characters. */
export const textOf = (value: string | null | undefined, field: string, most: number): Result<string> =>
  required(optionalTextOf(value, field, most), field);

function required(text: Result<string | null>, field: string): Result<string> {
  if (!text.ok) return text;
  return text.value === null ? fail('REQUIRED', EMPTY, field) : ok(text.value);
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
  return ok(trimmed(withoutInvisible(text.value)));
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

/** How many characters a text has, without taking a long one apart. */
export function lengthOf(text: string): number {
  let length = 0;
  for (let at = 0; at < text.length; at += text.codePointAt(at)! > 0xffff ? 2 : 1) length++;
  return length;
}

/** A text without the blanks at its ends. Character by character: a pattern takes the square of the time for a long row of blanks. */
function trimmed(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && BLANK.test(text[from]!)) from++;
  while (from < to && BLANK.test(text[to - 1]!)) to--;
  return text.slice(from, to);
}

/** Trimmed, of bounded length and of whole characters; null where there is nothing to read. */
function boundedOf(value: string | null | undefined, field: string, most: number): Result<string | null> {
  const text = trimmed(value ?? '');
  const length = lengthOf(text);
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

/** Whether all that is percent-encoded in an address is UTF-8. URLSearchParams would make U+FFFD of other bytes. */
export function isUtf8Address(address: string): boolean {
  try {
    decodeURIComponent(address);
    return true;
  } catch {
    return false;
  }
}

export const NOT_UTF8_ADDRESS =
  'The percent-encoded address is not valid UTF-8. If it is GBK, convert it to UTF-8. 百分号编码的地址不是有效的 UTF-8；若为 GBK，请先转换为 UTF-8。';
