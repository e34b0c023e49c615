import {
  type DirectiveNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isNonNullType,
} from 'graphql';
import { type Grant, wheresOf } from '../auth/grant.js';
import { anonymous } from '../auth/viewer.js';
import type { NounName } from '../kernel/ids.js';
import type { Catalog, Noun } from './catalog.js';
import { absent, constant, type Input } from './input.js';
import { listSizeOf } from './list-size.js';
import type { Asking, FieldRead, Root, RowRef, StreamReads } from './noun.js';
import { PlanKey } from './plan-key.js';
import { isOfSubject, opens, type Planning, rowOf, seesOf } from './planning.js';
import { probes } from './probes.js';
import type { Run } from './run-input.js';
import { raw, type Sql } from './sql.js';

/**
 * Everything that planning some operation would stumble over, found before there is one: each declared expression is written out once, for a row
 * and arguments that stand for any.
 */
export function check(catalog: Catalog, openRelations: Readonly<Record<string, string>>): string[] {
  const planning = planningOf(catalog);
  const nouns = [...catalog.nouns.values()].flatMap((noun) => [
    ...[...noun.fields].flatMap(([name, read]) => faultsOfField(planning, noun, name, read)),
    ...faultsOfVisibility(catalog, noun),
    ...faultsOfGrants(planning, noun),
    ...faultsOfParts(catalog, noun),
    ...faultsOfStream(noun),
    ...faultsOfFilters(planning, noun),
    ...faultsOfOrders(planning, noun),
    ...Object.entries(noun.roots ?? {}).flatMap(([name, root]) => faultsOfRoot(planning, noun, name, root)),
  ]);
  return [...nouns, ...faultsOfOpenRelations(catalog, openRelations)];
}

const planningOf = (catalog: Catalog): Planning =>
  ({ catalog, alias: () => raw('t'), key: new PlanKey({ viewer: anonymous } as Run) }) as Planning;

/** Relations and lookups that do not ask whether the viewer sees a row on its own are listed, each with its reason. */
function faultsOfOpenRelations({ nouns, roots }: Catalog, openRelations: Readonly<Record<string, string>>): string[] {
  const declared = new Set([
    ...[...nouns.values()].flatMap(({ noun, fields }) =>
      [...fields].flatMap(([name, read]) => ('follows' in read && read.follows ? [`${noun}.${name}`] : [])),
    ),
    ...[...roots].flatMap(([name, { root }]) => (root.kind === 'lookup' && root.grants ? [`Query.${name}`] : [])),
  ]);
  return [
    ...[...declared]
      .filter((at) => !openRelations[at])
      .map((at) => `${at} skips the visibility of what it leads to, and is not among the open relations with its reason.`),
    ...Object.keys(openRelations)
      .filter((at) => !declared.has(at))
      .map((at) => `${at} is among the open relations, but skips nothing.`),
  ];
}

/** An argument of which nothing is known but that it is there. */
const something = constant(true);
const anyArguments = (value: Input): Record<string, Input> => new Proxy({}, { get: () => value });

/** What an attempt throws, under the name of what was tried. */
function attempt(what: string, ...tries: readonly (() => unknown)[]): string[] {
  try {
    for (const attempted of tries) attempted();
    return [];
  } catch (error) {
    return [`${what}: ${(error as Error).message}`];
  }
}

/** What is read for each row beside the row itself, or compared without an index. */
const isExpensive = (expression: Sql): boolean =>
  expression.parts.some((part) => typeof part === 'string' && /\b(select|ilike)\b/.test(part));

/** Who reads more than a row has to say what it weighs: the price of an operation is added up from these. */
const unpriced = (
  at: string,
  { astNode }: { readonly astNode?: { readonly directives?: readonly DirectiveNode[] } | null },
  expressions: readonly (Sql | false)[],
): string[] =>
  expressions.some((expression) => expression && isExpensive(expression)) && !astNode?.directives?.some(({ name }) => name.value === 'cost')
    ? [`${at} reads more than its row, but has no @cost.`]
    : [];

/** The expressions that are evaluated for each row. */
function expressionsOf(read: FieldRead, own: RowRef, related: () => RowRef, asking: Asking): (Sql | false)[] {
  switch (read.kind) {
    case 'value':
      return [read.sql(own, asking)];
    case 'one':
      return [typeof read.on !== 'string' && read.on(own, related(), asking)];
    case 'many':
      return [read.on(own, related(), asking), read.orderBy(related(), asking)];
    case 'sequence':
      return [read.ids(own, asking)];
    case 'connection':
      return [read.on !== 'subtree' && read.on(own, related(), asking)];
    case 'computed':
      return Object.values(read.needs).map((need) => need(own, asking));
    case 'count':
    case 'sealed':
    case 'object':
      // Rows are counted; a text is decrypted.
      return [raw('select')];
    case 'column':
    case 'self':
      return [];
  }
}

const faultsOfField = (planning: Planning, noun: Noun, name: string, read: FieldRead): string[] => {
  const type = planning.catalog.schema.getType(noun.noun) as GraphQLObjectType;
  return faultsOfRead(planning, noun, `${noun.noun}.${name}`, type.getFields()[name]!, read, []);
};

/** `about`: what the value object is about that the field belongs to, for arguments that are not there and for arguments that are. */
function faultsOfRead(
  planning: Planning,
  noun: Noun,
  at: string,
  field: GraphQLField<unknown, unknown>,
  read: FieldRead,
  about: readonly unknown[],
  deeper: readonly FieldRead[] = [],
): string[] {
  const { catalog } = planning;
  const target = 'target' in read ? catalog.nouns.get(read.target) : null;
  if ('target' in read && !target) return [`${at} leads to ${read.target}, which no module reads.`];
  const own = rowOf(planning, noun.noun, true);
  const related = () => rowOf(planning, target!.noun, true);
  const askingWith = (given: Input, n: number): Asking => ({
    args: anyArguments(given),
    opens: (row, part) => opens(planning, row, part),
    about: about[n],
    selected: () => new Set(Object.keys((getNamedType(field.type) as GraphQLObjectType).getFields())),
    anyOf: (name) => ({ row: rowOf(planning, name, true), table: raw('t') }),
    count: (rows, _name, aggregate) => {
      const counted = rowOf(planning, rows.noun, true);
      rows.where(counted, own, about[n] as never);
      if (rows.by !== undefined) counted.col(rows.by);
      aggregate(counted, () => raw('each'));
      return raw('counted');
    },
  });
  const faultsWith = (given: Input, n: number): string[] => {
    const asking = askingWith(given, n);
    const part = 'part' in read ? read.part : undefined;
    const itsPart = () => part !== undefined && opens(planning, own, part);
    switch (read.kind) {
      case 'column':
      case 'sealed':
        return attempt(at, () => own.col(read.property), itsPart);
      case 'value':
        return attempt(at, () => read.sql(own, asking));
      case 'one':
        return attempt(at, () => (typeof read.on === 'string' ? own.col(read.on) : read.on(own, related(), asking)), itsPart);
      case 'many':
        return attempt(
          at,
          () => read.on(own, related(), asking),
          () => read.orderBy(related(), asking),
          () => listSizeOf(field),
        );
      case 'sequence':
        return attempt(
          at,
          () => read.ids(own, asking),
          () => listSizeOf(field),
        );
      case 'connection':
        return [
          ...attempt(
            at,
            () => (read.on === 'subtree' ? own.col('place') : read.on(own, related(), asking)),
            ...Object.values(read.unless ?? {}).map((condition) => () => condition(related())),
          ),
          ...unordered(at, target!),
        ];
      case 'count':
        return attempt(at, () => read.where(related(), asking));
      case 'computed':
        return attempt(at, ...Object.values(read.needs).map((need) => () => need(own, asking)));
      case 'object':
        return attempt(
          at,
          () => read.about(asking),
          () => read.when?.(own, asking),
        );
      case 'self':
        return [];
    }
  };
  const faults = new Set([absent, something].flatMap(faultsWith));
  if (read.kind === 'object' && faults.size === 0 && !deeper.includes(read)) {
    const own = getNamedType(field.type) as GraphQLObjectType;
    const within = [absent, something].map((given, n) => read.about(askingWith(given, n)));
    for (const inner of Object.values(own.getFields())) {
      const how = read.fields[inner.name];
      if (!how) faults.add(`${own.name}.${inner.name} is not among the fields that ${at} is read by.`);
      else
        for (const fault of faultsOfRead(planning, noun, `${at}.${inner.name}`, inner, how, within, [...deeper, read])) faults.add(fault);
    }
  }
  const expressions = faults.size > 0 ? [] : expressionsOf(read, own, related, { ...askingWith(something, 1), opens: () => raw('true') });
  return [...faults, ...unpriced(at, field, expressions), ...unprovable(at, isNonNullType(field.type), read, target)];
}

/** A non-null relation must not meet a row that the viewer cannot see. */
function unprovable(at: string, isNonNull: boolean, read: FieldRead, target: Noun | null | undefined): string[] {
  if (read.kind !== 'one' || !isNonNull || target!.visible === 'public' || (read.follows && !read.part)) return [];
  return [`${at} is non-null, but ${read.target} is not provably visible whenever its ${at.split('.')[0]} is.`];
}

const unordered = (at: string, { noun, orders, defaultOrder }: Noun): string[] =>
  defaultOrder && orders?.[defaultOrder.field] ? [] : [`${at} lists ${noun}, which declares no default order.`];

function faultsOfVisibility({ nouns }: Catalog, { noun, visible, fields, columns }: Noun): string[] {
  if (typeof visible !== 'object') return [];
  if ('subject' in visible)
    return Object.values(visible.subject)
      .filter((property) => !columns.has(property))
      .map((property) => `${noun} has the subject that ${property} names, which is no column.`);
  const owner = fields.get(visible.through);
  return owner?.kind === 'one' && nouns.has(owner.target) ? [] : [`${noun} is visible through ${visible.through}, which is no relation.`];
}

/** What the policy grants a few viewers that stand for all. A grant that says what the reads do not know would show or open something else than it says. */
function faultsOfGrants(planning: Planning, noun: Noun): string[] {
  const { visible, parts = [], stream } = noun;
  const lookups = Object.values(noun.roots ?? {}).flatMap((root) => (root.kind === 'lookup' ? (root.grants ?? []) : []));
  const granted = typeof visible === 'function' ? probes.flatMap((viewer) => visible(viewer)) : [];
  const row = rowOf(planning, noun.noun, true);
  const at = `A grant on ${noun.noun}`;
  const faults = [...lookups, ...granted].flatMap((grant) => [
    ...(grant.withhold ?? [])
      .filter((part) => !parts.includes(part))
      .map((part) => `${at} withholds ${part}, which is not among its parts: ${parts.join(', ') || 'none'}.`),
    ...attempt(
      at,
      ...wheresOf(grant).map(
        ([property]) =>
          () =>
            row.col(property),
      ),
      () => grant.when !== undefined && row.condition(grant.when),
      () => grant.within !== undefined && row.col('place'),
    ),
    ...(stream ? unstreamable(at, grant, stream) : []),
  ]);
  return [...new Set(faults)];
}

/** A subscription tests grants on the facts of an event: one that they cannot answer would show nothing, and say nothing. */
const unstreamable = (at: string, grant: Grant, { facts, conditions = {} }: StreamReads): string[] => {
  const asked = grant.when === undefined ? {} : (conditions[grant.when]?.(anonymous) ?? null);
  if (asked === null) return [`${at} asks for the condition ${grant.when}, which cannot be tested on the facts of an event.`];
  return [...wheresOf(grant).map(([property]) => property), ...Object.keys(asked)]
    .filter((property) => !facts.includes(property))
    .map((property) => `${at} asks for ${property}, which its events do not carry: no subscription would show what it shows.`);
};

/** A part that no field asks for hides nothing. */
function faultsOfParts(catalog: Catalog, noun: Noun): string[] {
  const used = new Set<string>();
  const planning = planningOf(catalog);
  const notes = (row: RowRef, part?: string): Sql => {
    if (part !== undefined && ownerOf(catalog, row.noun) === noun.noun) used.add(part);
    return raw('false');
  };
  for (const other of catalog.nouns.values()) {
    if (ownerOf(catalog, other.noun) !== noun.noun) continue;
    for (const read of other.fields.values()) {
      if ('part' in read && read.part !== undefined) used.add(read.part);
      const target = 'target' in read && catalog.nouns.has(read.target) ? read.target : other.noun;
      const reached = catalog.nouns.get(target)!;
      if (isOfSubject(reached.visible)) for (const part of reached.parts ?? []) used.add(part);
      const asking = { args: anyArguments(something), opens: notes } as Partial<Asking> as Asking;
      attempt('', () => expressionsOf(read, rowOf(planning, other.noun, true), () => rowOf(planning, target, true), asking));
    }
  }
  return (noun.parts ?? [])
    .filter((part) => !used.has(part))
    .map((part) => `${noun.noun} declares the part ${part}, but no field asks for it: a grant that withholds it hides nothing.`);
}

/** The noun whose grants show a row of this one. */
function ownerOf({ nouns }: Catalog, name: NounName): NounName {
  const noun = nouns.get(name);
  const through = typeof noun?.visible === 'object' && 'through' in noun.visible ? noun.fields.get(noun.visible.through) : undefined;
  return through?.kind === 'one' && through.target !== name ? ownerOf({ nouns } as Catalog, through.target) : name;
}

function faultsOfStream({ noun, filters = {}, stream }: Noun): string[] {
  if (!stream) return [];
  const fields = Object.entries(filters).flatMap(([name, { test }]) => {
    const at = `${noun}Filter.${name}`;
    const isRefused = stream.refuses.includes(name);
    if (!test && !isRefused)
      return [`${at} cannot be tested on the facts of an event: give it a test, or list it among what its stream refuses.`];
    const missing = (test && !isRefused ? test.facts : []).filter((fact) => !stream.facts.includes(fact));
    return missing.map(
      (fact) => `${at} tests ${fact}, which the events of ${noun} do not carry: no subscription with it would show anything.`,
    );
  });
  const unknown = stream.refuses.filter((name) => !filters[name]);
  return [...fields, ...unknown.map((name) => `The stream of ${noun} refuses ${name}, which is no field of its filter.`)];
}

function faultsOfFilters(planning: Planning, noun: Noun): string[] {
  const declared = Object.entries(noun.filters ?? {}).flatMap(([name, filter]) =>
    attempt(`${noun.noun}Filter.${name}`, () => filter.sql(rowOf(planning, noun.noun, true), something, absent, seesOf(planning))),
  );
  return [...undeclared(planning.catalog.schema, noun), ...declared, ...(declared.length > 0 ? [] : unpricedFilters(planning, noun))];
}

function unpricedFilters(planning: Planning, noun: Noun): string[] {
  const input = planning.catalog.schema.getType(`${noun.noun}Filter`);
  if (!isInputObjectType(input)) return [];
  return Object.entries(noun.filters ?? {}).flatMap(([name, filter]) => {
    const field = input.getFields()[name];
    const row = rowOf(planning, noun.noun, true);
    return field ? unpriced(`${noun.noun}Filter.${name}`, field, [filter.sql(row, something, absent, seesOf(planning))]) : [];
  });
}

function undeclared(schema: GraphQLSchema, { noun, filters, orders }: Noun): string[] {
  const input = schema.getType(`${noun}Filter`);
  const order = schema.getType(`${noun}OrderField`);
  const fields = isInputObjectType(input) ? Object.keys(input.getFields()).filter((name) => !['and', 'or', 'not'].includes(name)) : [];
  const values = isEnumType(order) ? order.getValues().map(({ name }) => name) : [];
  return [
    ...fields
      .filter((name) => !filters?.[name])
      .map((name) => `${noun}Filter.${name} is not declared in the filters of its module's reads.`),
    ...values
      .filter((name) => !orders?.[name])
      .map((name) => `${noun}OrderField.${name} is not declared in the orders of its module's reads.`),
  ];
}

const faultsOfOrders = (planning: Planning, noun: Noun): string[] =>
  Object.entries(noun.orders ?? {}).flatMap(([name, { key }]) =>
    attempt(`${noun.noun}OrderField.${name}`, () => key(rowOf(planning, noun.noun, true))),
  );

function faultsOfRoot(planning: Planning, noun: Noun, name: string, root: Root): string[] {
  const at = `Query.${name}`;
  const row = rowOf(planning, noun.noun, true);
  const field = planning.catalog.schema.getQueryType()!.getFields()[name];
  if (root.kind === 'chosen')
    return Object.entries(root.lists).flatMap(([value, list]) => {
      const listed = planning.catalog.nouns.get(list.noun);
      if (!listed) return [`${at} lists ${list.noun}, which no module reads.`];
      const listedRow = rowOf(planning, list.noun, true);
      return [
        ...attempt(`${at} ${value}`, ...[absent, something].map((given) => () => list.where(listedRow, anyArguments(given)))),
        ...unordered(at, listed),
      ];
    });
  if (root.kind === 'ofOne')
    return Object.keys(root.nouns)
      .filter((named) => !planning.catalog.nouns.get(named as NounName)?.fields.has(name))
      .map((named) => `${at} is read of ${named}, which has no such field.`);
  if (!field || getNamedType(field.type).name.replace(/Connection$/, '') !== noun.noun)
    return [`${at} is read as ${noun.noun}, but the schema has no such field.`];
  switch (root.kind) {
    case 'lookup':
      return attempt(
        at,
        ...Object.values(root.by).map((key) => () => (key === 'id' ? row.col(key) : key.sql(row))),
        () => root.successor && row.col(root.successor),
      );
    case 'list':
      return [...attempt(at, ...Object.values(root.unless).map((condition) => () => condition(row))), ...unordered(at, noun)];
    case 'all':
      return attempt(
        at,
        () => row.col(root.orderBy),
        ...[absent, something].map((given) => () => root.among?.(row, anyArguments(given))),
        () => listSizeOf(field),
      );
  }
}
