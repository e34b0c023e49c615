import { describe, expect, test } from 'vitest';
import { inLanguage } from '../../src/kernel/bilingual.js';
import { modules } from '../../src/modules/index.js';
import { createJurisdiction } from '../../src/server/create-jurisdiction.js';
import type { Field, GraphType } from '../../src/work/input.js';

/** What is asked of each text that any verb takes, wherever it stands in the input. */

interface Text {
  readonly at: string;
  readonly field: Field<unknown>;
}

/** The texts of a field, also in objects and lists of them. */
const textsIn = (at: string, field: Field<unknown>, graph: GraphType = field.graph): readonly Text[] => {
  if (graph.kind === 'list') return graph.of.kind === 'object' ? textsIn(at, field, graph.of) : [];
  if (graph.kind === 'object') return Object.entries(graph.object.fields).flatMap(([name, inner]) => textsIn(`${at}.${name}`, inner));
  return graph.kind === 'text' || (graph.kind === 'own' && graph.type() === String) ? [{ at, field }] : [];
};

const texts = [...modules.flatMap(({ verbs = [] }) => verbs), createJurisdiction].flatMap(({ name, input }) =>
  Object.entries(input.fields).flatMap(([field, declared]) => textsIn(`${name}.${field}`, declared)),
);
const keys = texts.filter(({ at }) => at.endsWith('.idempotencyKey'));
const others = texts.filter((text) => !keys.includes(text));

const blanks = ['', ' \t', '\u3000', '\u2800', '\u3164\uffa0', '\u200b\u00ad\ufe0f', '\u0301', '\u{e0001}'];
const look = ({ at, field }: Text, value: string) => {
  const told: string[] = [];
  field.check(value, at, { now: new Date(), report: ({ code, message }) => told.push(`${code} ${inLanguage(message, 'en')}`) });
  return told.map((text) => text.replace(at, '{field}'));
};

describe('a text in which there is nothing to read', () => {
  test('is looked for in many places', () => {
    expect(keys.length).toBeGreaterThan(200);
    expect(others.length).toBeGreaterThan(200);
  });

  test.each(others.filter(({ field }) => !field.isOptional))('is REQUIRED as $at', (text) => {
    for (const blank of blanks) expect(look(text, blank), JSON.stringify(blank)).toEqual(['REQUIRED {field} must not be empty.']);
  });

  test('is none where a text may be left out, or REQUIRED where null takes the text away', () => {
    for (const text of others.filter(({ field }) => field.isOptional))
      for (const blank of blanks)
        expect([[], ['REQUIRED {field} must not be empty.']], `${text.at} ${JSON.stringify(blank)}`).toContainEqual(look(text, blank));
  });

  test('is no idempotency key', () => {
    for (const key of keys)
      for (const blank of blanks)
        expect(look(key, blank), `${key.at} ${JSON.stringify(blank)}`).toEqual([
          'REQUIRED Leave {field} out, or give 1 to 200 characters.',
        ]);
  });
});
