import { pinyin, polyphonic } from 'pinyin-pro';
import { remembered } from './memo.js';

/**
 * How Chinese names and addresses are found and sorted. A text is found by what begins at any of its characters, numbers or foreign words, by its pinyin
 * from any syllable on, and by its initials: 张伟国 by 张伟, 国, zhangwei, weiguo, zwg; 이영희 by 영희. Characters that are read in several ways are found by each of them.
 * What a text is found by is written down once, as words. What is looked for is the beginning of a word, or of several, with blanks or hyphens between:
 * zhang weiguo, 五里新村 3-302.
 *
 * A text with few readings has words for each of them. One with more would have too many: it has the readings of each character instead, in a last word
 * such as `|,qi,zhai,|,hong,gong,|,qian,xi,`, and its other words are the beginnings that the index keeps.
 */

/** What stands between the parts of a text. Apostrophes are there, too, that are letters to Unicode (Kʼan), and the braille pattern without dots. */
const GAPS = /[\s\p{P}\u02b9-\u02bf\u2800]+/u;
const HAN = /\p{Script=Han}/u;
/** Scripts that are written without blanks between words, or in syllables of which each part of a name has some: a text is found by each of their characters. */
const UNDIVIDED = String.raw`\p{Script=Han}${[
  'Hang',
  'Hira',
  'Kana',
  'Bopo',
  'Thai',
  'Laoo',
  'Khmr',
  'Mymr',
  'Tibt',
  'Yiii',
  'Nshu',
  'Talu',
  'Lana',
]
  .map((script) => String.raw`\p{Script_Extensions=${script}}`)
  .join('')}`;
const UNITS = new RegExp(String.raw`\p{N}+|[${UNDIVIDED}]|[^${UNDIVIDED}\p{N}]+`, 'gu');

/** Latin letters that are no letter with an accent to Unicode, as they are written without them. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  ŋ: 'n',
  ŧ: 't',
};
const PLAIN_LETTERS = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'g');

/** Letters and numbers alone, in lower case and half width, without tones and accents; ü is written as `umlaut`. */
const plain = (text: string, umlaut: 'u' | 'v'): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[üǖǘǚǜ]/g, umlaut)
    .normalize('NFD')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .normalize('NFC')
    .replaceAll(PLAIN_LETTERS, (letter) => plainLetters[letter]!);

/** A character, a number or a foreign word. */
interface Unit {
  readonly written: string;
  /** What it is read as, the usual reading first. */
  readonly readings: readonly string[];
}

const partsOf = (text: string): string[] => text.split(GAPS).filter(Boolean);

/** Of each character that was asked about; Unicode has some ninety thousand. */
const readingsOf = new Map<string, readonly string[]>();

/** All that a character is read as, anywhere. */
const allReadings = (character: string): readonly string[] =>
  remembered(readingsOf, character, () => polyphonic(character, { toneType: 'none', type: 'array', v: true })[0]!.flatMap(spellings));

/** What a text is read as, piece by piece. A name's first character is read as a surname (单 as shan). */
function unitsOf(text: string, isName: boolean): Unit[] {
  const units = partsOf(text).flatMap((part) => {
    const [written, spelt] = [plain(part, 'u'), plain(part, 'v')];
    // Of the same length, letter by letter.
    return [...written.matchAll(UNITS)].map(([unit], i) => ({ written: unit, spelt: spelt.match(UNITS)![i]! }));
  });
  const han = units.filter(({ written }) => HAN.test(written)).map(({ written }) => written);
  const usual = pinyin(han.join(''), { toneType: 'none', type: 'array', v: true, surname: isName ? 'head' : 'off' });
  let read = 0;
  return units.map(({ written, spelt }) => {
    if (!HAN.test(written)) return { written, readings: [...new Set([written, spelt])] };
    return { written, readings: [...new Set([...spellings(usual[read++] ?? written), ...allReadings(written)])] };
  });
}

/** The ways to type a syllable with ü: lv, and lyu as it stands in passports; lve, and lue, which can be nothing else. */
const spellings = (syllable: string): string[] =>
  syllable.endsWith('ve')
    ? [syllable, syllable.replace('v', 'u')]
    : syllable.endsWith('v')
      ? [syllable, syllable.replace('v', 'yu')]
      : [syllable];

/** What is left of a list from each of its items on. */
const endings = (parts: readonly string[]): string[] => parts.map((_, i) => parts.slice(i).join(''));

const initial = (reading: string): string => [...reading][0]!;
/** Each word after a space, so that where a word begins can be told. */
const listed = (words: readonly string[]): string => [...new Set(words)].map((word) => ` ${word}`).join('');

/** A text in so many readings has words for each. */
const MOST_READINGS = 6;

/** Each way to read all of the units; none where there are more than `most`. */
function waysToRead(units: readonly Unit[], most: number): (readonly string[])[] {
  if (units.reduce((ways, { readings }) => Math.min(ways * readings.length, most + 1), 1) > most) return [];
  return units.reduce<string[][]>((ways, { readings }) => readings.flatMap((reading) => ways.map((way) => [...way, reading])), [[]]);
}

/** The words by sound: a word begins at any of the units, and goes on through the others. */
function soundWords(units: readonly Unit[], others: readonly Unit[], most: number): string[] {
  const rest = others.map(({ readings }) => readings[0]!);
  const ways = waysToRead(units, most);
  if (ways.length > 0) return ways.flatMap((way) => [...endings([...way, ...rest]).slice(0, units.length), ...endings(way.map(initial))]);
  const all = [...units.map(({ readings }) => readings), ...rest.map((reading) => [reading])];
  return [...beginningsOf(all, units.length), all.map((readings, i) => unitWord(readings, i < units.length ? ',' : '.')).join('')];
}

/** One unit's readings in the last word. A comma stands where a word may begin, a dot where it only goes on. */
const unitWord = (readings: readonly string[], mark: ',' | '.'): string => `|${mark}${readings.join(mark)}${mark}`;

/** What the words that begin at one of the first `count` units begin with: as much of them as the index keeps. */
const beginningsOf = (all: readonly (readonly string[])[], count: number): string[] =>
  all.slice(0, count).flatMap((readings, i) => {
    const next = (all[i + 1] ?? ['']).map((reading) => reading.slice(0, 1));
    return readings.flatMap((reading) => [
      ...next.map((letter) => keyOf(reading + letter)),
      ...(i + 1 < count ? next : ['']).map((letter) => initial(reading) + letter),
    ]);
  });

/** The words that a person is found by. */
export function nameWords(name: string): string {
  const units = unitsOf(name, true);
  return listed([...endings(units.map(({ written }) => written)), ...soundWords(units, [], MOST_READINGS)]);
}

/** The words that an address is found by: as it is written, and from its estate on also by pinyin; the estate by its initials. */
export function addressWords(estate: string, rest: string): string {
  const [units, others] = [unitsOf(estate, false), unitsOf(rest, false)];
  return listed([...endings([...units, ...others].map(({ written }) => written)), ...soundWords(units, others, 1)]);
}

/** Whether two texts differ in nothing but blanks, dots, case, width and accents: 阿依古丽·买买提 and 阿依古丽 买买提. */
export const isAlike = (one: string, other: string): boolean => {
  const [a, b] = [one, other].map((text) =>
    partsOf(text)
      .map((part) => plain(part, 'u'))
      .join(''),
  );
  return a === b;
};

/** What is looked for, part by part, as it stands in words; none where nothing is left of it. */
export const needlesOf = (text: string): string[] =>
  partsOf(text)
    .map((part) => plain(part, 'v'))
    .filter(Boolean);

/**
 * A regular expression of PostgreSQL for the words in which a needle begins one: as they stand, or letter by letter through the readings in the last word,
 * from a whole reading to one of the next unit; or each letter as an initial.
 */
export function patternOf(needle: string): string {
  const letters = [...needle];
  const whole = letters.join('(?:[,.][^|]*[|][^|]*[,.])?');
  const initials = letters.join('[^|]*[|][^|]*,');
  return ` ${needle}|,${whole}|,${initials}`;
}

/** How much of a word its index keeps; migrations/…residents has the same number. */
export const KEY_LENGTH = 2;

/** The index key that a needle is looked up by. */
export const keyOf = (needle: string): string => [...needle].slice(0, KEY_LENGTH).join('');

const NUMBER_WIDTH = 4;

/** Sorts by pinyin, and numbers by their size: 五里新村9号 before 五里新村12号. */
export const orderKey = (text: string): string =>
  unitsOf(text, false)
    .map(({ readings: [usual] }) => (/^\p{N}/u.test(usual!) ? usual!.padStart(NUMBER_WIDTH, '0') : usual!))
    .join(' ');
