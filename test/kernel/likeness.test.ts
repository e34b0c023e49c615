import { expect, test } from 'vitest';
import { buildingOf, isSameBuilding, likenessOf } from '../../src/kernel/likeness.js';

test('a text is like itself, in any width and case, and like nothing that it shares no two neighbours with', () => {
  expect(likenessOf('3号楼路灯不亮', '３号楼 路灯不亮！')).toBe(1);
  expect(likenessOf('WiFi坏了', 'wifi坏了')).toBe(1);
  expect(likenessOf('路灯不亮', '水管漏水')).toBe(0);
  expect(likenessOf('', '路灯')).toBe(0);
});

test('the more words two texts share, the more alike they are', () => {
  const asked = '3号楼东侧路灯不亮';
  const found = ['3号楼东侧的路灯不亮了', '3号楼路灯坏了', '5号楼垃圾无人清理'].map((text) => likenessOf(asked, text));
  expect(found).toEqual(found.toSorted((a, b) => b - a));
  expect(new Set(found).size).toBe(3);
});

test.each([
  ['幸福小区3号楼2单元401', '幸福小区3号楼'],
  ['3号楼东侧道路', '3号楼'],
  ['Ａ座门口', 'a座'],
  ['中心花园', null],
])('the building of %s is %s', (address, building) => expect(buildingOf(address)).toBe(building));

test.each([
  ['幸福小区3号楼2单元', '３号楼 1单元', true],
  ['3号楼', '13号楼', false],
  ['3号楼', '5号楼', false],
  ['幸福小区3号楼', '阳光小区3号楼', false],
  ['中心花园', '中心花园', false],
])('%s and %s in one building: %s', (one, other, is) => expect(isSameBuilding(one, other)).toBe(is));
