import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blindIndex, blindIndexes, type Cell, headerOf, type Keyring, open, reseal, seal, Unsealable } from '../../src/auth/cipher.js';
import { parseKeys, withNewKey } from '../../src/auth/key-file.js';

const now = new Date('2026-11-22T00:00:00Z');
const [first, second] = (() => {
  const one = withNewKey(null, 'here', now);
  return [one, withNewKey(one, 'here', now)];
})();
const [old, ring] = [parseKeys(first, 'here'), parseKeys(second, 'here')];
const stranger = parseKeys(withNewKey(withNewKey(null, 'there', now), 'there', now), 'there');

const cell: Cell = { jurisdictionId: randomUUID(), table: 'person', column: 'id_number_sealed', rowId: randomUUID() };
const cells: readonly (readonly [what: string, cell: Cell])[] = [
  ['another row', { ...cell, rowId: randomUUID() }],
  ['another column', { ...cell, column: 'note_sealed' }],
  ['another table', { ...cell, table: 'visit' }],
  ['another jurisdiction', { ...cell, jurisdictionId: randomUUID() }],
  ['row and jurisdiction exchanged', { ...cell, rowId: cell.jurisdictionId, jurisdictionId: cell.rowId }],
];
const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.constant(''), fc.constant('11010519491231002X'));

test('what is sealed opens in its cell, under any key of the ring, and nowhere looks like itself', () => {
  fc.assert(
    fc.property(texts, fc.constantFrom(old, ring), (text, by) => {
      const sealed = seal(by, cell, text);
      expect(open(ring, cell, sealed)).toBe(text);
      expect(sealed.equals(seal(by, cell, text))).toBe(false);
      if (text.length > 3) expect(sealed.includes(text)).toBe(false);
    }),
  );
});

describe('a sealed value does not open', () => {
  const sealed = seal(ring, cell, '11010519491231002X');
  test.each(cells)('in %s', (_what, other) => {
    expect(() => open(ring, other, sealed)).toThrow(Unsealable);
    expect(() => reseal(ring, other, sealed)).toThrow(Unsealable);
  });
  test('with any bit of it changed', () => {
    for (let at = 0; at < sealed.length * 8; at++) {
      const changed = Buffer.from(sealed);
      changed[at >> 3]! ^= 1 << (at & 7);
      expect(() => open(ring, cell, changed), `bit ${at}`).toThrow(Unsealable);
    }
  });
  test('cut or lengthened, at either end', () => {
    for (let length = 0; length < sealed.length; length++) {
      expect(() => open(ring, cell, sealed.subarray(0, length)), `${length} bytes`).toThrow(Unsealable);
      if (length > 0) expect(() => open(ring, cell, sealed.subarray(length)), `without ${length} bytes`).toThrow(Unsealable);
    }
    expect(() => open(ring, cell, Buffer.concat([sealed, Buffer.alloc(1)]))).toThrow(Unsealable);
  });
  test('put together from two of one cell', () => {
    const other = seal(ring, cell, '110105194912310038');
    for (const at of [20, 67, 80])
      expect(() => open(ring, cell, Buffer.concat([sealed.subarray(0, at), other.subarray(at)]))).toThrow(Unsealable);
  });
  test('by the keys of another file, nor without the one that sealed it', () => {
    expect(() => open(stranger, cell, sealed)).toThrow(/no key at hand has version 2 and id [0-9a-f]{8}/);
    expect(() => open(old, cell, sealed)).toThrow(/no key at hand has version 2/);
  });
  test('and the fault says which row, never what was in it', () => {
    const { message } = (() => {
      try {
        return open(ring, cells[0]![1], sealed) as never;
      } catch (error) {
        return error as Error;
      }
    })();
    expect(message).toBe(`person.id_number_sealed of ${cells[0]![1].rowId} does not open: it was changed, or belongs elsewhere.`);
  });
});

describe('a new key', () => {
  test('seals from now on; what the old one sealed is wrapped anew and stays the same text', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const before = seal(old, cell, text);
        const after = reseal(ring, cell, before);
        expect(before.subarray(0, 7)).toEqual(headerOf(old.keys[0]!));
        expect(after.subarray(0, 7)).toEqual(headerOf(ring.keys[0]!));
        expect(open(ring, cell, after)).toBe(text);
        expect(() => open(old, cell, after)).toThrow(Unsealable);
        const onlyNew: Keyring = { keys: ring.keys.slice(0, 1) };
        expect(open(onlyNew, cell, after)).toBe(text);
        expect(() => open(onlyNew, cell, before)).toThrow(Unsealable);
      }),
    );
  });
});

describe('a blind index', () => {
  const [here, there] = [randomUUID(), randomUUID()];
  test('is the same for the same value of a kind in a jurisdiction, and for nothing else', () => {
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        const index = blindIndex(ring, here, 'id_number', one);
        expect(index).toHaveLength(16);
        expect(index).toEqual(blindIndex(ring, here, 'id_number', one));
        expect(index.equals(blindIndex(ring, here, 'id_number', other))).toBe(one === other);
        for (const different of [
          blindIndex(ring, there, 'id_number', one),
          blindIndex(ring, here, 'phone', one),
          blindIndex(old, here, 'id_number', one),
          blindIndex(stranger, here, 'id_number', one),
        ])
          expect(index.equals(different)).toBe(false);
      }),
    );
  });
  test('is looked up under every key, newest first', () => {
    expect(blindIndexes(ring, here, 'id_number', 'x')).toEqual([
      blindIndex(ring, here, 'id_number', 'x'),
      blindIndex(old, here, 'id_number', 'x'),
    ]);
  });
});

/** Whatever becomes of this file, values of today must open: the bytes of a sealed value are a format, and this is one. */
test('a value that was sealed long ago opens', () => {
  const secret = (fill: number) => Buffer.alloc(32, fill).toString('base64url');
  const keys = parseKeys(
    JSON.stringify({ format: 'mulin-keys-1', keys: [{ version: 7, made: '', seal: secret(1), index: secret(2) }] }),
    'here',
  );
  const where: Cell = {
    jurisdictionId: '0197c1f2-0000-7000-8000-000000000001',
    table: 'person',
    column: 'id_number_sealed',
    rowId: '0197c1f2-0000-7000-8000-0000000a0001',
  };
  expect(keys.keys[0]!.id).toBe('9379c1fd');
  expect(
    open(
      keys,
      where,
      Buffer.from(
        'AQAHk3nB/QxWRr6oe/urOINbhJpieosQofVvPsamtW1nEFSdrlzxEsj2/dK/1Aq38SdU8uaQ4GjW0PBjS39YS++GQxdegV8MHEdCuaGx9EvDvatl65WohTbBPNzUNCXhuiv5NHDkIp86SCbHIkGkqSM=',
        'base64',
      ),
    ),
  ).toBe('11010519491231002X');
  expect(blindIndex(keys, where.jurisdictionId, 'id_number', '11010519491231002X').toString('hex')).toBe(
    '9418ae7c8a457774ec857b8e58cebdef',
  );
});
