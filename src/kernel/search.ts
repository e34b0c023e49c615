import { pinyin, polyphonic } from 'pinyin-pro';

/**
 * How Chinese names and addresses are found and sorted. A text is found by what begins at any of its characters, numbers or foreign words, by its pinyin
 * from any syllable on, and by its initials: 张伟国 by 张伟, 国, zhangwei, weiguo, zwg. All of these are written down once, as words; what is looked for is
 * the beginning of a word, or of several, with blanks or hyphens between: zhang weiguo, 五里新村 3-302.
 */

/** What stands between the parts of a text. */
const GAPS = /[\s\p{P}]+/u;
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

const partsOf = (text: string): string[] => text.split(GAPS).map(plain).filter(Boolean);

/** What a text is read as, piece by piece: a character, a number or a foreign word. A name's first character is read as a surname (单 as shan). */
function unitsOf(text: string, isName: boolean): Unit[] {
  const units = partsOf(text).flatMap((part) => part.match(UNITS) ?? []);
  const han = units.filter((unit) => HAN.test(unit)).join('');
  const syllables = pinyin(han, { toneType: 'none', type: 'array', v: true, surname: isName ? 'head' : 'off' });
  let read = 0;
  return units.map((written) => ({ written, spoken: HAN.test(written) ? (syllables[read++] ?? written) : written }));
}

/** What is left of a list from each of its items on. */
const endings = (parts: readonly string[]): string[] => parts.map((_, i) => parts.slice(i).join(''));

const asWritten = (units: readonly Unit[]): string[] => endings(units.map(({ written }) => written));
const initialsOf = (units: readonly Unit[]): string[] => endings(units.map(({ spoken }) => [...spoken][0]!));
const asSpoken = (units: readonly Unit[]): string[] => [...endings(units.map(({ spoken }) => spoken)), ...initialsOf(units)];
/** Each word after a space, so that where a word begins can be told. */
const listed = (words: readonly string[]): string => [...new Set(words)].map((word) => ` ${word}`).join('');

/** Of a name whose characters are read in several ways, at most so many. */
const MOST_READINGS = 6;

/** The same units with each of their characters read in each way: 乐 as le and as yue. The usual reading comes first. */
function readingsOf(units: readonly Unit[]): (readonly Unit[])[] {
  return units.reduce<Unit[][]>(
    (readings, unit) => {
      const others = HAN.test(unit.written) ? polyphonic(unit.written, { toneType: 'none', type: 'array', v: true })[0]! : [];
      const spoken = new Set([unit.spoken, ...others]);
      return [...spoken].flatMap((spoken) => readings.map((before) => [...before, { ...unit, spoken }])).slice(0, MOST_READINGS);
    },
    [[]],
  );
}

/** The words that a person is found by. */
export function nameWords(name: string): string {
  const units = unitsOf(name, true);
  return listed([...asWritten(units), ...readingsOf(units).flatMap(asSpoken)]);
}

/** The words that an address is found by: as it is written, and from its estate on also by pinyin; the estate by its initials. */
export function addressWords(estate: string, rest: string): string {
  const [units, others] = [unitsOf(estate, false), unitsOf(rest, false)];
  const spoken = endings([...units, ...others].map(({ spoken }) => spoken)).slice(0, units.length);
  return listed([...asWritten([...units, ...others]), ...spoken, ...initialsOf(units)]);
}

/** Whether two texts differ in nothing but blanks, dots, case and width: 阿依古丽·买买提 and 阿依古丽 买买提. */
export const isAlike = (one: string, other: string): boolean => partsOf(one).join('') === partsOf(other).join('');

/** What is looked for, part by part, as it stands in words; none where nothing is left of it. */
export const needlesOf = partsOf;

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
