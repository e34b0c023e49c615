/** How alike two texts are, from 0 to 1: the share of neighbouring characters that they have in common (Dice's coefficient), in any width and case. */
export function likenessOf(one: string, other: string): number {
  const [a, b] = [pairsOf(one), pairsOf(other)];
  if (a.size === 0 || b.size === 0) return 0;
  const shared = [...a].filter((pair) => b.has(pair)).length;
  return (2 * shared) / (a.size + b.size);
}

/** Chinese has no blanks between words: pairs of characters do for them. A text of one character is a pair of itself. */
function pairsOf(text: string): Set<string> {
  const letters = [...text.normalize('NFKC').toLowerCase()].filter((letter) => /[\p{L}\p{N}]/u.test(letter));
  return new Set(letters.length === 1 ? letters : letters.slice(1).map((letter, i) => letters[i]! + letter));
}

/** An address up to and with its building, such as 幸福小区3号楼; null where it names none. */
export function buildingOf(address: string): string | null {
  const plain = address.normalize('NFKC').replaceAll(/\s/g, '').toLowerCase();
  return /^.*?[\p{N}a-z一二三四五六七八九十]+(?:号楼|号院|幢|栋|座)/u.exec(plain)?.[0] ?? null;
}

/** Whether two addresses are in one building: both name it, one of them perhaps with more of what is around it. */
export function isSameBuilding(one: string | null, other: string | null): boolean {
  const [a, b] = [one && buildingOf(one), other && buildingOf(other)];
  if (!a || !b) return false;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long.endsWith(short) && !/[\p{N}a-z]/u.test(`${long.slice(0, -short.length).at(-1) ?? ''}`);
}
