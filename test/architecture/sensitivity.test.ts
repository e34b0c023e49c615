import { getNamedType, isLeafType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { modules } from '../../src/modules/index.js';
import type { FieldRead, NounReads, RowRef } from '../../src/read/noun.js';
import { raw, sql } from '../../src/read/sql.js';
import { classOf, nouns, objects, ownClass } from '../access/classes.js';

/** Each field says how sensitive it is, and what is personal is guarded as its class says. */

const isPersonal = (found: string | null) => found === 'P2' || found === 'P3';
/** What a payload answers beside its own is another type's, and that says it. */
const isOfItsOwn = (type: string, leaf: boolean) => leaf || !/Payload$/.test(type);

test('no field is without a class', () => {
  const without = objects.flatMap((type) =>
    Object.values(type.getFields())
      .filter((field) => isOfItsOwn(type.name, isLeafType(getNamedType(field.type))) && classOf(type, field) === null)
      .map((field) => `${type.name}.${field.name}`),
  );
  expect(without, 'say @Sensitive(…) at the field, or at its type').toEqual([]);
});

test('a type with personal data in it says it of each field: a new one is not P1 by accident', () => {
  const silent = objects
    .filter((type) => Object.values(type.getFields()).some((field) => isPersonal(ownClass(field))))
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => isOfItsOwn(type.name, isLeafType(getNamedType(field.type))) && ownClass(field) === null)
        .map((field) => `${type.name}.${field.name}`),
    );
  expect(silent).toEqual([]);
});

test('there is personal data of both kinds', () => {
  const found = objects.flatMap((type) =>
    Object.values(type.getFields()).map((field) => `${type.name}.${field.name} ${classOf(type, field)}`),
  );
  expect(found).toEqual(
    expect.arrayContaining(['Person.name P2', 'Person.phone P2', 'Person.idNumber P3', 'Incident.reporter P2', 'Grid.code P0']),
  );
});

/** A row that notes which of its properties are looked at. */
function probe(noun: string): { row: RowRef; touched: Set<string> } {
  const touched = new Set<string>();
  const row: RowRef = {
    noun: noun as RowRef['noun'],
    alias: raw('t'),
    proven: true,
    owner: null,
    col: (property) => {
      touched.add(property);
      return sql`t.${raw(property)}`;
    },
    condition: () => raw('true'),
    as: () => row,
  };
  return { row, touched };
}

const reads = modules.flatMap((module) => module.reads).filter((one): one is NounReads => 'noun' in one);
/** The properties behind a field: its column, or the columns that are named after it. */
const isBehind = (field: string, read: FieldRead | undefined, property: string): boolean =>
  property === field ||
  (property.startsWith(field) && /^[A-Z]/.test(property.slice(field.length))) ||
  ((read?.kind === 'column' || read?.kind === 'sealed') && read.property === property);
/** The masked and sealed texts of a noun. */
const textsOf = ({ noun, fields }: NounReads) => {
  const type = nouns.find(({ name }) => name === noun)!;
  return Object.values(type.getFields())
    .filter((field) => isLeafType(getNamedType(field.type)) && isPersonal(classOf(type, field)))
    .map((field) => ({ name: field.name, sensitivity: classOf(type, field), read: fields?.[field.name] }));
};
const something = { value: true, read: () => undefined, path: '' };

describe.each(reads.map((one) => [one.noun, one] as const))('%s', (noun, declared) => {
  test('no personal text is filtered or ordered by', () => {
    const asked = [
      ...Object.entries(declared.filters ?? {}).map(([name, filter]) => {
        const { row, touched } = probe(noun);
        filter.sql(row, something, something);
        return { name: `filter ${name}`, touched };
      }),
      ...Object.entries(declared.orders ?? {}).map(([name, order]) => {
        const { row, touched } = probe(noun);
        order.key(row);
        return { name: `order ${name}`, touched };
      }),
    ];
    const leaking = asked.flatMap(({ name, touched }) =>
      textsOf(declared).flatMap((text) =>
        [...touched].filter((property) => isBehind(text.name, text.read, property)).map(() => `${name} looks at ${text.name}`),
      ),
    );
    expect(leaking).toEqual([]);
  });

  test('what is sensitive (P3) is read from a masked column or opened from a sealed one, never from one in clear', () => {
    for (const { name, read } of textsOf(declared).filter(({ sensitivity }) => sensitivity === 'P3')) {
      if (read?.kind === 'sealed') continue;
      expect(read?.kind, `${noun}.${name}`).toMatch(/^(value|column)$/);
      const { row, touched } = probe(noun);
      if (read?.kind === 'value') read.sql(row, { args: {}, opens: () => raw('true') });
      else if (read?.kind === 'column') touched.add(read.property);
      const own = [...touched].filter((property) => property.startsWith(name));
      expect(own, `${noun}.${name}`).toEqual([`${name}Masked`]);
    }
  });
});

test('the probe finds what it looks for', () => {
  const { row, touched } = probe('Incident');
  const incidents = reads.find(({ noun }) => noun === 'Incident')!;
  incidents.filters!.text!.sql(row, something, something);
  expect([...touched]).toEqual(['title', 'serialNumber']);
  expect(textsOf(incidents).map(({ name }) => name)).toEqual(['address', 'description', 'location', 'trackingCode']);
  expect(isBehind('name', undefined, 'namePinyin')).toBe(true);
});
