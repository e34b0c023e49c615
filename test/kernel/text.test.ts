import { describe, expect, test } from 'vitest';
import { codeKey, HYPHENS, lengthOf, optionalLinesOf, optionalTextOf, textOf, typed } from '../../src/kernel/text.js';

const codeOf = (result: ReturnType<typeof optionalTextOf>) => (result.ok ? result.value : result.problems[0].code);

/** By name, for most of them cannot be seen. */
const blanks: readonly (readonly [name: string, text: string])[] = [
  ['nothing', ''],
  ['blanks', ' \t\n\u00a0\u3000\u2003'],
  ['zero width', '\u200b\u200c\u200d\u2060\ufeff'],
  ['Hangul fillers', '\u115f\u1160\u3164\uffa0'],
  ['the empty braille pattern', '\u2800\u2800'],
  ['other blanks', '\u{1d159}\u{13441}\u{13442}'],
  ['variation selectors', '\ufe00\ufe0f\u{e0100}\u180b'],
  ['tags', '\u{e0001}\u{e0041}\u{e007f}'],
  ['a combining grapheme joiner', '\u034f'],
  ['soft hyphens', '\u00ad \u00ad'],
  ['marks on nothing', '\u0301\u0308'],
  ['directions', '\u202e\u200f\u2066\u061c'],
  ['Khmer vowels that are not shown', '\u17b4\u17b5'],
  ['musical control', '\u{1d173}\u{1d17a}'],
  ['control characters', '\u0000\u0007\u0085'],
];
test.each(blanks)('%s: REQUIRED where a text is required, null where it is not', (_name, text) => {
  expect(codeOf(textOf(text, 'name', 50))).toBe('REQUIRED');
  expect([codeOf(optionalTextOf(text, 'name', 50)), codeOf(optionalLinesOf(text, 'note', 50))]).toEqual([null, null]);
});

const marks: readonly (readonly [name: string, mark: string, inLines: string])[] = [
  ['NUL', '\u0000', 'INVALID'],
  ['a bell', '\u0007', 'INVALID'],
  ['an escape', '\u001b', 'INVALID'],
  ['delete', '\u007f', 'INVALID'],
  ['a C1 control', '\u0085', 'INVALID'],
  ['a form feed', '\f', 'INVALID'],
  ['no character', '\ufdd0', 'INVALID'],
  ['half a character', '\ud800', 'INVALID'],
  ['a tab', '\t', 'a\tb'],
  ['a line break', '\n', 'a\nb'],
  ['a line break of Windows', '\r\n', 'a\nb'],
  ['a line break of old', '\r', 'a\nb'],
  ['a line separator', '\u2028', 'a\nb'],
  ['a paragraph separator', '\u2029', 'a\nb'],
  ['an override of direction', '\u202e', 'a\u202eb'],
  ['an isolate', '\u2067', 'a\u2067b'],
  ['a mark of direction', '\u200f', 'a\u200fb'],
];
test.each(marks)('%s between two letters is refused in one line, and in several as Unicode has it', (_name, mark, inLines) => {
  const line = textOf(`a${mark}b`, 'parts.0.name', 50);
  expect(line).toMatchObject({ ok: false, problems: [{ code: 'INVALID', path: ['parts', '0', 'name'] }] });
  expect(codeOf(optionalLinesOf(`a${mark}b`, 'note', 50))).toBe(inLines);
});

describe('invisible characters stay where they are part of what is seen', () => {
  test.each([
    ['a family', '👨‍👩‍👧'],
    ['a red heart', '❤️'],
    ['a flag of tags', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['a variant of a character', '葛\u{e0100}城'],
    ['Hindi', 'नि\u200dर'],
    ['Persian', 'می\u200cخواهم'],
    ['Mongolian', 'ᠨ\u180bᠠ'],
  ])('%s', (_what, text) => expect(codeOf(textOf(text, 'name', 50))).toBe(text));

  test.each([
    ['zero width', '王\u200b伟', '王伟'],
    ['a joiner between characters', '王\u200d伟', '王伟'],
    ['a word joiner', '\u2060王伟\ufeff', '王伟'],
    ['a filler', '\u3164王伟', '王伟'],
    ['a selector of no character', '\ufe0f王伟', '王伟'],
    ['a soft hyphen', '济\u00ad川', '济川'],
  ])('and go elsewhere: %s', (_what, text, left) => expect(codeOf(textOf(text, 'name', 50))).toBe(left));
});

test.each([
  ['１３８１２３４５６７８', '13812345678'],
  ['\u202d138 1234 5678\u202c', '138 1234 5678'],
  ['0523\u20138765\u00a04321', '0523-8765 4321'],
  ['\u2060+86\u3000138\u200b1234\uff0d5678\n', '+86 1381234-5678'],
  ['\u28000523ー8765\u2800ｰ4321\u2800', '0523-8765 -4321'],
  ['1─2⁃3˗4⁓5−6', '1-2-3-4-5-6'],
])('%j is typed for %s', (text, meant) => expect(typed(text)).toBe(meant));

test.each([
  'J4CRJSE4RF',
  'j4crjse4rf',
  'J4CRJ-SE4RF',
  ' j4crj se4rf ',
  'Ｊ４ＣＲＪ－ＳＥ４ＲＦ',
  'J4CRJ—SE4RF',
  '\u200eJ4CRJ\u2011SE4RF\u2060',
  'J4CRJーSE4RF',
  'Ｊ４ＣＲＪｰＳＥ４ＲＦ',
  'J4─CRJ⁃SE˗4R⁓F',
  '\u2800J4CRJ\u2800SE4RF\u2800',
])('%j is one code', (text) => expect(codeKey(text)).toBe('J4CRJSE4RF'));

test("each of Unicode's dashes is a hyphen", () => {
  const all = Array.from({ length: 0x110000 }, (_, at) => (at >= 0xd800 && at < 0xe000 ? '' : String.fromCodePoint(at)));
  expect(all.filter((character) => /\p{Dash_Punctuation}/u.test(character) && typed(character) !== '-')).toEqual([]);
  expect([...HYPHENS].filter((hyphen) => typed(hyphen) !== '-')).toEqual([]);
});

test.each([
  ['鼓楼里\u2800', '鼓楼里'],
  ['\u2800 \u3000\u2800鼓楼里', '鼓楼里'],
  ['鼓楼里\u2800\u200b', '鼓楼里'],
  ['鼓楼\u2800里', '鼓楼\u2800里'],
  ['コーヒー─甲', 'コーヒー─甲'],
])('%j is kept as %j', (text, kept) => expect(codeOf(textOf(text, 'name', 50))).toBe(kept));

test.each([
  ['', 0],
  ['a桥', 2],
  ['😀𠮷e\u0301', 4],
  ['\ud83d\ud83d😀\ude00', 4],
])('%j has so many characters: %i', (text, length) => expect(lengthOf(text)).toBe(length));
