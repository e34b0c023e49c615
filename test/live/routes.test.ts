import fc from 'fast-check';
import { expect, test } from 'vitest';
import { covers, type Grant, routingKeysOfGrants, routingKeysOfRow } from '../../src/auth/grant.js';

const segment = fc.constantFrom('0a00', '0001', '0002', '000z');
const place = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join(''));
const value = fc.constantFrom('a', 'b', 'c');
const property = fc.constantFrom('holder', 'assignee', 'domain');
const row = fc.record({ place: fc.option(place), holder: value, assignee: fc.option(value), domain: value });
const grant: fc.Arbitrary<Grant> = fc.record(
  { within: place, where: fc.dictionary(property, fc.oneof(value, fc.array(value, { maxLength: 2 })), { maxKeys: 2 }) },
  { requiredKeys: [] },
);

test('whoever’s grants show a row has a key in common with it', () => {
  let shown = 0;
  fc.assert(
    fc.property(fc.array(grant, { maxLength: 4 }), row, (grants, row) => {
      if (!covers(grants, row)) return;
      shown++;
      const keys = new Set(routingKeysOfRow(row));
      expect(routingKeysOfGrants(grants).some((key) => keys.has(key))).toBe(true);
    }),
    { numRuns: 3_000 },
  );
  expect(shown).toBeGreaterThan(100);
});
