import { describe, expect, test } from 'vitest';
import { addressWords, isAlike, keyOf, nameWords, needlesOf, orderKey } from '../../src/kernel/search.js';

/** Whether the words are found by a text: each part of it begins one of them. */
const finds = (words: string, text: string): boolean => needlesOf(text).every((needle) => words.includes(` ${needle}`));

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
    ['吕律', ['lvlv', 'lülü', 'LÜ']],
    ['John Smith', ['john', 'smith', 'Smith John', 'JOHN S']],
    ['古丽·买买提', ['古丽', '买买提', 'maimaiti', 'guli maimaiti', '古丽 买买提']],
  ])('%s', (name, texts) => {
    for (const text of texts) expect(finds(nameWords(name), text), text).toBe(true);
  });

  test.each([
    ['张伟国', ['王', '伟张', 'hang', 'zg', '张国', 'guo zhangx']],
    ['John Smith', ['ohn', 'mith', 'johns m']],
  ])('%s, but not by what does not begin there', (name, texts) => {
    for (const text of texts) expect(finds(nameWords(name), text), text).toBe(false);
  });
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
  expect(needlesOf(' ·-。 ')).toEqual([]);
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
  ['张伟', '张炜', false],
  ['张伟', '张伟国', false],
])('whether %s and %s are one name: %s', (one, other, same) => {
  expect(isAlike(one, other)).toBe(same);
});
