import { getNamedType, isEnumType, isLeafType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { anonymous, type HeldRole, type Role, roles } from '../../src/auth/viewer.js';
import { modules } from '../../src/modules/index.js';
import { constant } from '../../src/read/input.js';
import type { AddedReads, Asking, FieldRead, NounReads, RowRef, Sees } from '../../src/read/noun.js';
import type { Run } from '../../src/read/run-input.js';
import { raw, type Sql, sql } from '../../src/read/sql.js';
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
    expect.arrayContaining([
      ...['Person.name P2', 'Person.phone P2', 'Person.idNumber P3', 'Incident.reporter P2', 'Grid.code P0'],
      ...['Resident.birthDate P2', 'CareDesignation.note P3', 'CareDesignation.category P3', 'Visit.findings P3', 'HelpPairing.plan P3'],
    ]),
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
    type: () => 'text',
    condition: () => raw('true'),
    as: () => row,
  };
  return { row, touched };
}

const declarations = modules.flatMap((module) => module.reads);
const added = (noun: string): readonly AddedReads[] => declarations.filter((one): one is AddedReads => 'adds' in one && one.adds === noun);
/** Each noun with what later modules add to it. */
const reads = declarations
  .filter((one): one is NounReads => 'noun' in one)
  .map(
    (one): NounReads => ({
      ...one,
      fields: Object.assign({}, one.fields, ...added(one.noun).map(({ fields }) => fields)),
      filters: Object.assign({}, one.filters, ...added(one.noun).map(({ filters }) => filters)),
      orders: Object.assign({}, one.orders, ...added(one.noun).map(({ orders }) => orders)),
    }),
  );
/** The properties behind a field: its column, or the columns that are named after it. */
const isBehind = (field: string, read: FieldRead | undefined, property: string): boolean =>
  property === field ||
  (property.startsWith(field) && /^[A-Z]/.test(property.slice(field.length))) ||
  ((read?.kind === 'column' || read?.kind === 'sealed') && read.property === property);
/** The masked and sealed texts of a noun. A code (an enum value) that is sensitive stays plain: who sees the row sees it, and asks for it. */
const textsOf = ({ noun, fields }: NounReads) => {
  const type = nouns.find(({ name }) => name === noun)!;
  return Object.values(type.getFields())
    .filter((field) => isLeafType(getNamedType(field.type)) && isPersonal(classOf(type, field)))
    .filter((field) => !(classOf(type, field) === 'P3' && isEnumType(getNamedType(field.type))))
    .map((field) => ({ name: field.name, sensitivity: classOf(type, field), read: fields?.[field.name] }));
};
const something = constant('x');

/** What a filter of one noun asks of the rows of another: which of their properties, and that the viewer sees them. */
const SEEN = 'IS SEEN';
function probeOthers(): { sees: Sees; asked: { noun: string; touched: Set<string> }[] } {
  const asked: { noun: string; touched: Set<string> }[] = [];
  const sees: Sees = (noun) => {
    const { row, touched } = probe(noun);
    asked.push({ noun, touched });
    return { row, table: raw('others'), isSeen: raw(SEEN) };
  };
  return { sees, asked };
}
const textOf = (found: Sql): string => found.parts.map((part) => (typeof part === 'string' ? part : '$')).join('');
/** The columns of personal texts, as a statement would name them, whichever row they are read of. */
const personalColumns = ['name', 'phone', 'birth_date', 'id_number_masked', 'id_number_sealed', 'id_number_index'];

/** The filters that look for people by what may be masked. They may, for they look no further than where the viewer is shown it in full. */
/** Whether two people have one id number, both of whom the viewer's posts show: test/modules/residents/known.test.ts. */
const COMPARISONS = ['Resident filter sharesIdNumber'];
const SEARCHES = ['Household filter text', 'Resident filter text'];

describe.each(reads.map((one) => [one.noun, one] as const))('%s', (noun, declared) => {
  test('no personal text is filtered or ordered by', () => {
    const asked = [
      ...Object.entries(declared.filters ?? {}).map(([name, filter]) => {
        const { row, touched } = probe(noun);
        const others = probeOthers();
        const text = textOf(filter.sql(row, something, something, others.sees));
        return { name: `filter ${name}`, touched, text, others: others.asked };
      }),
      ...Object.entries(declared.orders ?? {}).map(([name, order]) => {
        const { row, touched } = probe(noun);
        const text = textOf(order.key(row));
        return { name: `order ${name}`, touched, text, others: [] };
      }),
    ];
    const leaking = asked.flatMap(({ name, touched, text, others }) => [
      ...textsOf(declared).flatMap((personal) =>
        [...touched].filter((property) => isBehind(personal.name, personal.read, property)).map(() => `${name} looks at ${personal.name}`),
      ),
      // Through another noun, too, and there only of what the viewer sees.
      ...others.flatMap((other) =>
        textsOf(reads.find((one) => one.noun === other.noun)!).flatMap((personal) =>
          [...other.touched]
            .filter((property) => isBehind(personal.name, personal.read, property))
            .map(() => `${name} looks at ${other.noun}.${personal.name}`),
        ),
      ),
      ...(text.split(SEEN).length - 1 < others.length ? [`${name} looks at what is not seen`] : []),
      ...([...SEARCHES, ...COMPARISONS].includes(`${noun} ${name}`) || !readsPersonalColumn(text)
        ? []
        : [`${name} reads a personal column: ${text}`]),
    ]);
    expect(leaking).toEqual([]);
  });

  test('what is sensitive (P3) is read from a masked column or opened from a sealed one, never from one in clear', () => {
    for (const { name, read } of textsOf(declared).filter(({ sensitivity }) => sensitivity === 'P3')) {
      if (read?.kind === 'sealed') continue;
      expect(read?.kind, `${noun}.${name}`).toMatch(/^(value|column)$/);
      const { row, touched } = probe(noun);
      if (read?.kind === 'value') read.sql(row, { args: {}, opens: () => raw('true') } as Partial<Asking> as Asking);
      else if (read?.kind === 'column') touched.add(read.property);
      const own = [...touched].filter((property) => property.startsWith(name));
      expect(own, `${noun}.${name}`).toEqual([`${name}Masked`]);
    }
  });
});

/** Whether a statement reads a personal column of another row, or what residents are found by: its own row's the probe has noted. */
const readsPersonalColumn = (text: string): boolean =>
  /from resident\b.*\bwords\b/s.test(text) || personalColumns.some((column) => new RegExp(`(?<!t\\.)\\b${column}\\b`).test(text));

describe('a search looks for people only where the viewer is shown their names in full, and for the viewer', () => {
  const jurisdiction = { id: 'j', number: 1, place: '0001' };
  const tree = { searchPlacesOf: (place: string) => [place.slice(0, 8).padEnd(8, '0')] };
  const named: readonly Role[] = ['STAIRWELL_CHIEF', 'GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE', 'POLICE'];
  const runOf = (...held: readonly HeldRole[]): Run =>
    ({ viewer: { ...anonymous, person: 'p', jurisdiction, roles: held }, tree }) as unknown as Run;
  /** The places that the search by name is bound to. */
  const placesBound = (text: Sql, run: Run): unknown[] =>
    text.parts.flatMap((part, n) => {
      const before = text.parts[n - 1];
      const isPlace = typeof before === 'string' && /(place \^@ any\(|unnest\()$/.test(before);
      return typeof part !== 'string' && isPlace ? (part.read(run) as unknown[]) : [];
    });

  /** The people that it is bound to beside. */
  const peopleBound = (text: Sql, run: Run): unknown[] =>
    text.parts.flatMap((part, n) => {
      const before = text.parts[n - 1];
      return typeof part !== 'string' && typeof before === 'string' && /from resident where person_id = $/.test(before)
        ? [part.read(run)]
        : [];
    });

  test.each(SEARCHES)('%s', (at) => {
    const [noun, , field] = at.split(' ');
    const text = reads.find((one) => one.noun === noun)!.filters![field!]!.sql(probe(noun!).row, something, something, probeOthers().sees);
    for (const role of Object.keys(roles) as Role[])
      for (const place of ['0001', '00010002', '000100020003', '0001000200030004'])
        expect(placesBound(text, runOf({ role, place })), `${role} at ${place}`).toEqual(named.includes(role) ? [place] : []);
    const person = peopleBound(text, runOf());
    expect(person).toEqual([runOf().viewer.person]);
    // Every table that names are read of is bound to such places, or to the viewer.
    const byName = textOf(text).split('from resident').length - 1;
    expect([...textOf(text).matchAll(/place \^@ (any\(\$|scope)/g)].length + person.length).toBe(byName);
    expect(byName).toBe(3);
  });
});

test('the probe finds what it looks for', () => {
  const { row, touched } = probe('Incident');
  const incidents = reads.find(({ noun }) => noun === 'Incident')!;
  incidents.filters!.text!.sql(row, something, something, probeOthers().sees);
  expect([...touched]).toEqual(['title', 'serialNumber']);
  expect(textsOf(incidents).map(({ name }) => name)).toEqual(['address', 'description', 'location', 'trackingCode']);
  expect(isBehind('name', undefined, 'namePinyin')).toBe(true);
  expect(readsPersonalColumn('t.id in (select id from person where phone = $)')).toBe(true);
});
