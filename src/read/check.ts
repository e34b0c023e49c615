import {
  type DirectiveNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isNonNullType,
} from 'graphql';
import { anonymous } from '../auth/viewer.js';
import { mostOf } from './bound.js';
import type { Catalog, Noun } from './catalog.js';
import { absent, type Input } from './input.js';
import type { Asking, FieldRead, Root, RowRef } from './noun.js';
import { type Planning, rowOf, seesOf } from './select.js';
import { raw, type Sql } from './sql.js';

/**
 * Everything that planning some operation would stumble over, found before there is one: each declared expression is written out once, for a row
 * and arguments that stand for any.
 */
export function check(catalog: Catalog, openRelations: Readonly<Record<string, string>>): string[] {
  const planning = { catalog, alias: () => raw('t'), run: { viewer: anonymous } } as Planning;
  const nouns = [...catalog.nouns.values()].flatMap((noun) => [
    ...[...noun.fields].flatMap(([name, read]) => faultsOfField(planning, noun, name, read)),
    ...faultsOfVisibility(catalog, noun),
    ...faultsOfFilters(planning, noun),
    ...faultsOfOrders(planning, noun),
    ...Object.entries(noun.roots ?? {}).flatMap(([name, root]) => faultsOfRoot(planning, noun, name, root)),
  ]);
  return [...nouns, ...faultsOfOpenRelations(catalog, openRelations)];
}

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
const something: Input = { value: true, read: () => undefined, path: '' };
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
    case 'connection':
      return [read.on !== 'subtree' && read.on(own, related(), asking)];
    case 'computed':
      return Object.values(read.needs).map((need) => need(own, asking));
    case 'count':
    case 'sealed':
      // Rows are counted; a text is decrypted.
      return [raw('select')];
    case 'column':
      return [];
  }
}

function faultsOfField(planning: Planning, noun: Noun, name: string, read: FieldRead): string[] {
  const { catalog } = planning;
  const at = `${noun.noun}.${name}`;
  const field = (catalog.schema.getType(noun.noun) as GraphQLObjectType).getFields()[name]!;
  const target = 'target' in read ? catalog.nouns.get(read.target) : null;
  if ('target' in read && !target) return [`${at} leads to ${read.target}, which no module reads.`];
  const own = rowOf(planning, noun.noun, true);
  const related = () => rowOf(planning, target!.noun, true);
  const faultsWith = (args: Asking['args']): string[] => {
    const asking: Asking = { args, opens: () => raw('true') };
    switch (read.kind) {
      case 'column':
      case 'sealed':
        return attempt(at, () => own.col(read.property));
      case 'value':
        return attempt(at, () => read.sql(own, asking));
      case 'one':
        return attempt(at, () => (typeof read.on === 'string' ? own.col(read.on) : read.on(own, related(), asking)));
      case 'many':
        return attempt(
          at,
          () => read.on(own, related(), asking),
          () => read.orderBy(related(), asking),
          () => mostOf(field),
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
    }
  };
  const faults = new Set([absent, something].flatMap((given) => faultsWith(anyArguments(given))));
  const expressions = faults.size > 0 ? [] : expressionsOf(read, own, related, { args: anyArguments(something), opens: () => raw('true') });
  return [...faults, ...unpriced(at, field, expressions), ...unprovable(at, isNonNullType(field.type), read, target)];
}

/** A non-null relation must not meet a row that the viewer cannot see. */
function unprovable(at: string, isNonNull: boolean, read: FieldRead, target: Noun | null | undefined): string[] {
  if (read.kind !== 'one' || !isNonNull || target!.visible === 'public' || (read.follows && !read.part)) return [];
  return [`${at} is non-null, but ${read.target} is not provably visible whenever its ${at.split('.')[0]} is.`];
}

const unordered = (at: string, { noun, orders, defaultOrder }: Noun): string[] =>
  defaultOrder && orders?.[defaultOrder.field] ? [] : [`${at} lists ${noun}, which declares no default order.`];

function faultsOfVisibility({ nouns }: Catalog, { noun, visible, fields }: Noun): string[] {
  if (typeof visible !== 'object') return [];
  const owner = fields.get(visible.through);
  return owner?.kind === 'one' && nouns.has(owner.target) ? [] : [`${noun} is visible through ${visible.through}, which is no relation.`];
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
  if (!field || getNamedType(field.type).name.replace(/Connection$/, '') !== noun.noun)
    return [`${at} is read as ${noun.noun}, but the schema has no such field.`];
  switch (root.kind) {
    case 'lookup':
      return attempt(
        at,
        ...Object.values(root.by).map((key) => () => (key === 'id' ? row.col(key) : key.sql(row))),
        () => root.heir && row.col(root.heir),
      );
    case 'list':
      return [...attempt(at, ...Object.values(root.unless).map((condition) => () => condition(row))), ...unordered(at, noun)];
    case 'all':
      return attempt(
        at,
        () => row.col(root.orderBy),
        () => mostOf(field),
      );
  }
}
