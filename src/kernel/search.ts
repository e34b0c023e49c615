import { pinyin } from 'pinyin-pro';

/**
 * How Chinese names and addresses are found and sorted. A text is found by what begins at any of its characters or numbers, by its pinyin from any
 * syllable on, and by its initials: 张伟国 by 张伟, 国, zhangwei, weiguo, zwg. All of these are written down once, as words; a search is a word's beginning.
 */

const UNITS = /\p{Script=Han}|\p{N}+|[^\p{Script=Han}\p{N}]+/gu;
const HAN = /\p{Script=Han}/u;

/** Letters and numbers alone, in lower case and half width, without tone marks; ü is written v. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[üǖǘǚǜ]/g, 'v')
    .normalize('NFD')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .normalize('NFC');

interface Unit {
  readonly written: string;
  readonly spoken: string;
}

/** What a text is read as, piece by piece: a character, a number or a foreign word. A name's first character is read as a surname (单 as shan). */
function unitsOf(text: string, isName: boolean): Unit[] {
  const units = plain(text).match(UNITS) ?? [];
  const han = units.filter((unit) => HAN.test(unit)).join('');
  const syllables = pinyin(han, { toneType: 'none', type: 'array', v: true, surname: isName ? 'head' : 'off' });
  let read = 0;
  return units.map((written) => ({ written, spoken: HAN.test(written) ? (syllables[read++] ?? written) : written }));
}

/** What is left of a list from each of its items on. */
const endings = (parts: readonly string[]): string[] => parts.map((_, i) => parts.slice(i).join(''));

const asWritten = (units: readonly Unit[]): string[] => endings(units.map(({ written }) => written));
const asSpoken = (units: readonly Unit[]): string[] => [
  ...endings(units.map(({ spoken }) => spoken)),
  ...endings(units.map(({ spoken }) => [...spoken][0]!)),
];
/** Each word after a space, so that where a word begins can be told. */
const listed = (words: readonly string[]): string => [...new Set(words)].map((word) => ` ${word}`).join('');

/** The words that a person is found by. */
export function nameWords(name: string): string {
  const units = unitsOf(name, true);
  return listed([...asWritten(units), ...asSpoken(units)]);
}

/** The words that an address is found by: as it is written, and its estate also by pinyin and initials. */
export function addressWords(estate: string, rest: string): string {
  const units = unitsOf(estate, false);
  return listed([...asWritten([...units, ...unitsOf(rest, false)]), ...asSpoken(units)]);
}

/** What is looked for, as it stands in words: '' where nothing is left of it. */
export const needleOf = (text: string): string => plain(text);

/** How much of a word its index keeps; migrations/…residents has the same number. */
export const KEY_LENGTH = 2;

/** The index key that a needle is looked up by. */
export const keyOf = (needle: string): string => [...needle].slice(0, KEY_LENGTH).join('');

const NUMBER_WIDTH = 4;

/** Sorts by pinyin, and numbers by their size: 五里新村9号 before 五里新村12号. */
export const orderKey = (text: string): string =>
  unitsOf(text, false)
    .map(({ spoken }) => (/^\p{N}/u.test(spoken) ? spoken.padStart(NUMBER_WIDTH, '0') : spoken))
    .join(' ');
