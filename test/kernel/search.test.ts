import fc from 'fast-check';
import { polyphonic } from 'pinyin-pro';
import { describe, expect, test } from 'vitest';
import { addressWords, isAlike, keyOf, nameWords, needlesOf, orderKey, patternOf } from '../../src/kernel/search.js';

/** Whether the words are found by a text, as the database finds them: by the key of its first part, and then by all of them. */
function finds(words: string, text: string): boolean {
  const [first, ...others] = needlesOf(text);
  const keys = words.split(' ').flatMap((word) => (word.startsWith('|') ? [] : [keyOf(word), [...word][0]]));
  return keys.includes(keyOf(first!)) && [first!, ...others].every((needle) => new RegExp(patternOf(needle)).test(words));
}

describe('a person is found', () => {
  test.each([
    [
      '张伟国',
      [
        '张',
        '张伟',
        '张伟国',
        '伟国',
        '国',
        'zhangweiguo',
        'zhangw',
        'weiguo',
        'guo',
        'zwg',
        'wg',
        'ZhangWei',
        'zhang weiguo',
        '张 国',
        'ｚｗｇ',
      ],
    ],
    ['单晓', ['shanxiao', 'sx', '单']],
    ['王乐乐', ['wanglele', 'wangyue', 'lele', 'yue']],
    ['齐红茜', ['qihongxi', 'qihongqian', 'jihongxi', 'hongxi', 'xi', 'qhx', 'qhq', 'hongq', 'qi hong', 'q', 'x', '茜']],
    ['吕律', ['lvlv', 'lülü', 'LÜ', 'lyu', 'LYULYU', 'lǚ', 'lv lv']],
    ['女略', ['nv', 'nü', 'nyulve', 'nvlue', 'nv lüè']],
    ['Müller Ørsted', ['muller', 'Müller', 'MÜLLER', 'orsted', 'ørsted', 'müller o']],
    ['Łukasz Đặng', ['lukasz', 'Łukasz', 'dang', 'đặng', 'l', 'd']],
    ['Strauß Æsop Œuvre', ['strauss', 'Strauß', 'STRAUẞ', 'aesop', 'æsop', 'oeuvre']],
    ['Işık İnci José', ['isik', 'ışık', 'ISIK', 'inci', 'jose', 'José']],
    ['阿尔', ['a', 'aer', 'ae', 'er']],
    ['Kʼan', ['kan', 'kʼan', "k'an", 'K’an', 'an', 'ka']],
    ["K'an", ['kan', 'kʼan', 'k’an']],
    ['K’an', ['kan', 'kʼan', "k'an"]],
    ['张\u2800伟国', ['张伟国', '张\u2800国', '\u2800伟国\u2800', 'zwg']],
    ['John Smith', ['john', 'smith', 'Smith John', 'JOHN S']],
    ['이영희', ['이', '이영', '이영희', '영희', '희', '이 영희', '영희'.normalize('NFD')]],
    ['ㄓㄤ小明', ['ㄓㄤ', 'ㄤ', '小明', 'xiaoming', 'xm']],
    ['さくら サトウ', ['さくら', 'くら', 'サトウ', 'トウ', 'ｻﾄｳ', 'ウ']],
    ['ガーデン', ['ガーデン', 'デン', 'カーテン', 'ーデ']],
    ['สมชาย ใจดี', ['สมชาย', 'ชาย', 'ใจดี', 'ดี']],
    ['ဝေယံ', ['ဝေယံ', 'ယံ']],
    ['Kim 이영희3号', ['kim', '영희', '3', '3号', 'kim이']],
    ['古丽·买买提', ['古丽', '买买提', 'maimaiti', 'guli maimaiti', '古丽 买买提']],
  ])('%s', (name, texts) => {
    for (const text of texts) expect(finds(nameWords(name), text), text).toBe(true);
  });

  test.each([
    ['齐红茜', ['qihongxia', 'qhong', 'qx', 'ihong', 'xihong', '齐茜']],
    ['吕律', ['lu', 'lulu']],
    ['张伟国', ['王', '伟张', 'hang', 'zg', '张国', 'guo zhangx']],
    ['이영희', ['희영', '이희', '가']],
    ['Ғани Айша', ['ани', 'йша']],
    ['John Smith', ['ohn', 'mith', 'johns m']],
  ])('%s, but not by what does not begin there', (name, texts) => {
    for (const text of texts) expect(finds(nameWords(name), text), text).toBe(false);
  });
});

/** Characters with several readings, some with one letter, and some without others. */
const characters = '乐单行齐茜红重长朝曾阿区解盖仇尹翟查朴缪女绿略王国伟';
const readingsOf = (character: string) => polyphonic(character, { toneType: 'none', type: 'array', v: true })[0]!;
const read = fc
  .array(fc.constantFrom(...characters), { minLength: 1, maxLength: 50 })
  .chain((name) =>
    fc.tuple(fc.constant(name), fc.tuple(...name.map((character) => fc.constantFrom(...readingsOf(character)))), fc.nat(49), fc.nat(300)),
  );

test('a name of any length is found by each reading of each of its characters, from any character on, and by the initials', () => {
  fc.assert(
    fc.property(read, ([name, readings, from, length]) => {
      const words = nameWords(name.join(''));
      expect(words.length).toBeLessThan(100 * name.length + name.length ** 2);
      const spoken = readings.slice(from % name.length);
      for (const text of [spoken.join(''), spoken.map(([initial]) => initial).join('')]) {
        const typed = text.slice(0, 1 + (length % text.length));
        expect(finds(words, typed), typed).toBe(true);
        expect(finds(words, `${typed}#${typed}`), typed).toBe(true);
      }
    }),
  );
});

test.each([
  ['绿园', ['lvyuan3', 'luyuan', 'lyuyuan', 'ly', 'yuan3haolou', 'lvy', '绿园3', 'lv 3 302'], ['haolou', 'l3', 'ly3', '园绿']],
  ['单家埭', ['danjiadai', 'shanjiadai3', 'chanjia', 'sjd', 'djd'], ['jiadan', 'sjd3', 'lou']],
])('an estate is found by each reading of its characters: %s', (estate, texts, others) => {
  const words = addressWords(estate, '3号楼302');
  for (const text of texts) expect(finds(words, text), text).toBe(true);
  for (const text of others) expect(finds(words, text), text).toBe(false);
});

test.each([
  '五里新村3号楼2单元302',
  '五里新村',
  '五里新村3号楼',
  '3号楼2单元302',
  '302',
  'wulixincun',
  'wulixincun3',
  'xincun',
  'wlxc',
  '五里新村 302',
  '3-2-302',
  'wlxc 3 302',
])('an address is found by %s', (text) => {
  expect(finds(addressWords('五里新村', '3号楼2单元302'), text)).toBe(true);
});

test('a building is not found by a part of its number', () => {
  expect(finds(addressWords('五里新村', '13号楼302'), '3号楼')).toBe(false);
});

test('a text of blanks and signs looks for nothing', () => {
  for (const text of [' ·-。 ', '\u2800', '\u0301', '\u3000\u2800 \u0308']) expect(needlesOf(text), text).toEqual([]);
});

test('the key of a needle is the beginning of it', () => {
  expect(['张伟国', 'z', '𠮷野家'].map(keyOf)).toEqual(['张伟', 'z', '𠮷野']);
});

test('addresses are ordered by pinyin, and numbers by their size', () => {
  const addresses = ['五里新村12号', '五里新村9号', '安康里1号'];
  expect(addresses.sort((a, b) => (orderKey(a) < orderKey(b) ? -1 : 1))).toEqual(['安康里1号', '五里新村9号', '五里新村12号']);
});

test.each([
  ['古丽·买买提', '古丽 买买提', true],
  ['John Smith', 'ＪＯＨＮ  ｓｍｉｔｈ', true],
  ['José Müller', 'jose muller', true],
  ['Kʼan', "K'an", true],
  ['张伟', '张炜', false],
  ['张伟', '张伟国', false],
])('whether %s and %s are one name: %s', (one, other, same) => {
  expect(isAlike(one, other)).toBe(same);
});
