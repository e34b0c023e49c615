import { type FieldNode, type FragmentDefinitionNode, type GraphQLField, type GraphQLObjectType, getNamedType } from 'graphql';
import { badInput } from '../kernel/errors.js';
import { nouns as identities, jurisdictionNumberOf, type NounName, parseId } from '../kernel/ids.js';
import { typed } from '../kernel/text.js';
import type { Catalog, Noun } from './catalog.js';
import { connectionOf } from './connection.js';
import { placeSlot, textIn } from './filter.js';
import { argumentsOf, type Input, isGiven } from './input.js';
import { listSizeOf } from './list-size.js';
import type { Keys, Root, RowRef } from './noun.js';
import type { PlanKey } from './plan-key.js';
import { type Finisher, type Planning, rowOf, tableOf, visibleConditions } from './planning.js';
import type { Run } from './run-input.js';
import { type Arm, arms, below, only } from './scoped-paging.js';
import { fieldValue, objectOf } from './select.js';
import { and, literal, raw, render, type Sql, type Statement, slot, sql } from './sql.js';
import { uuidOf } from './value.js';

/** What a root field, or a read by ids, becomes: one statement, and the places that TypeScript fills afterwards. */
export interface Plan {
  readonly statement: Statement;
  readonly finishers: readonly Finisher[];
}

export interface PlanInput {
  readonly catalog: Catalog;
  readonly key: PlanKey;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly named: boolean;
}

export function planning({ catalog, key, fragments, named }: PlanInput): Planning {
  let aliases = 0;
  return { catalog, key, fragments, named, finishers: [], alias: () => raw(`t${++aliases}`) };
}

const finished = (plan: Planning, statement: Sql): Plan => ({ statement: render(statement), finishers: plan.finishers });

/** Plans a root field of Query. The statement answers one row with one column `json`, or no row for null. */
export function planRoot(input: PlanInput, nodes: readonly FieldNode[]): Plan {
  const plan = planning(input);
  const query = input.catalog.schema.getQueryType()!;
  const field = query.getFields()[nodes[0]!.name.value]!;
  const args = argumentsOf(nodes[0]!, field.args, input.key);
  if (field.name === 'node') return finished(plan, nodeSql(plan, nodes, args.id!));
  if (field.name === 'nodes') return finished(plan, nodesSql(plan, nodes, args.ids!));
  if (field.name === '_entities') return finished(plan, entitiesSql(plan, nodes, args.representations!));
  const { noun, root } = input.catalog.roots.get(field.name)!;
  return finished(plan, rootSql(plan, noun, root, field, nodes, args));
}

function rootSql(
  plan: Planning,
  noun: Noun,
  root: Root,
  field: GraphQLField<unknown, unknown>,
  nodes: readonly FieldNode[],
  args: Readonly<Record<string, Input>>,
): Sql {
  switch (root.kind) {
    case 'lookup': {
      const row = rowOf(plan, noun.noun, !root.grants);
      const visible = root.grants ? [] : visibleConditions(plan, row);
      const isWanted = isTheOne(plan, row, theOneGiven(root.by, args), root.successor);
      return sql`select ${objectOf(plan, row, nodes, [])} as json from ${tableOf(plan, row)} where ${and([isWanted, ...visible])}`;
    }
    case 'list': {
      const connectionType = plan.catalog.schema.getType(`${noun.noun}Connection`) as GraphQLObjectType;
      return sql`select ${connectionOf(plan, {
        noun: noun.noun,
        type: connectionType,
        nodes,
        args,
        path: [],
        proven: true,
        objectOf,
        unless: root.unless,
        armsOf: (row, within) => waysTo(plan, noun, row, within),
      })} as json`;
    }
    case 'chosen': {
      const list = root.lists[String(args[root.by]!.value)]!;
      const of = plan.catalog.nouns.get(list.noun)!;
      return sql`select ${connectionOf(plan, {
        noun: list.noun,
        type: getNamedType(field.type) as GraphQLObjectType,
        nodes,
        args,
        path: [],
        proven: true,
        objectOf,
        armsOf: (row) =>
          waysTo(plan, of, row, args[root.within]!).map(({ condition, isNew }) => ({
            condition: and([condition, list.where(row, args)]),
            isNew,
          })),
      })} as json`;
    }
    case 'all': {
      const row = rowOf(plan, noun.noun, true);
      const order = sql`${row.col(root.orderBy)}, ${row.col('id')}`;
      const conditions = [...visibleConditions(plan, row), ...(root.among ? [root.among(row, args)] : [])];
      const rows = sql`select ${row.alias}.* from ${tableOf(plan, row)} where ${and(conditions)} order by ${order} limit ${raw(String(listSizeOf(field)))}`;
      return sql`select coalesce(json_agg(${objectOf(plan, row, nodes, ['*'])} order by ${order}), '[]'::json) as json from (${rows}) ${row.alias}`;
    }
    case 'ofOne': {
      const named = args[root.by]!;
      const nouns = Object.keys(root.nouns) as NounName[];
      const target = named.ask('noun', (id) => {
        uuidOf(id, named.path, ...nouns);
        return parseId(String(id))!.noun;
      });
      const row = rowOf(plan, target, true);
      const isNamed = isTheOne(plan, row, { input: named, key: 'id' }, root.nouns[target]!.successor);
      const type = plan.catalog.schema.getType(target) as GraphQLObjectType;
      const conditions = [isNamed, ...visibleConditions(plan, row)];
      return sql`select ${fieldValue(plan, row, type, nodes, [])} as json from ${tableOf(plan, row)} where ${and(conditions)}`;
    }
  }
}

/** The ways into all that the viewer sees of a noun. */
function waysTo(plan: Planning, { visible }: Noun, row: RowRef, within: Input): Arm[] {
  if (typeof visible === 'function') return arms(plan, row, visible, { within, below: null });
  const seen = visibleConditions(plan, row);
  if (!isGiven(within)) return [only(and(seen))];
  return [only(and([below(row, placeSlot(within)), ...seen]))];
}

/** The condition that a row is the one that is looked up, or its successor. Of codes that differ in hyphens alone, the one that was typed is meant. */
function isTheOne(plan: Planning, row: RowRef, { input, key }: Given, successor: string | undefined): Sql {
  const named = row.as('named');
  const from = (condition: Sql) =>
    sql`(select ${successor ? sql`coalesce(${named.col(successor)}, ${named.col('id')})` : named.col('id')} from ${tableOf(plan, named)} where ${condition})`;
  if (key === 'id') {
    const id = slot('uuid', (run) => uuidOf(input.read(run), input.path, row.noun));
    return sql`${row.col('id')} = ${successor ? from(sql`${named.col('id')} = ${id}`) : sql`${id}`}`;
  }
  const keys = slot('text[]', (run) => key.keysOf(textIn(input, run)));
  const asTyped = slot('text', (run) => typed(textIn(input, run)));
  return sql`${row.col('id')} = ${from(sql`${key.sql(named)} = any(${keys}) order by ${named.col(key.property)} = ${asTyped} desc limit 1`)}`;
}

interface Given {
  readonly input: Input;
  readonly key: Keys[string];
}

function theOneGiven(by: Keys, args: Readonly<Record<string, Input>>): Given {
  const given = Object.entries(by).filter(([name]) => isGiven(args[name]!));
  const [only] = given;
  if (!only || given.length > 1)
    throw badInput('Give exactly one of {choice}. 请在 {choice} 中填写且只填写一项。', { choice: Object.keys(by).join(' / ') });
  return { input: args[only[0]]!, key: only[1] };
}

function nodeSql(plan: Planning, nodes: readonly FieldNode[], id: Input): Sql {
  const noun = id.ask('noun', (value) => nounBehind(plan.catalog, value, id.path));
  const row = rowOf(plan, noun, true);
  const uuid = slot('uuid', (run) => uuidOf(id.read(run), id.path, noun));
  return sql`select ${objectOf(plan, row, nodes, [])} as json from ${tableOf(plan, row)} where ${and([sql`${row.col('id')} = ${uuid}`, ...visibleConditions(plan, row)])}`;
}

function nodesSql(plan: Planning, nodes: readonly FieldNode[], ids: Input): Sql {
  const nounOf = (id: unknown) => nounBehind(plan.catalog, id, ids.path);
  return namedSql(plan, nodes, ids, nounOf, (id, noun) => uuidOf(id, ids.path, noun));
}

/** What a router refers to. A row of another jurisdiction than the router's, and an id that is none of its noun, is as if it had never been there. */
function entitiesSql(plan: Planning, nodes: readonly FieldNode[], references: Input): Sql {
  const nounOf = (reference: unknown): NounName => {
    const { __typename: noun, id } = Object(reference) as { readonly __typename?: unknown; readonly id?: unknown };
    if (typeof id === 'string' && plan.catalog.nouns.has(noun as NounName)) return noun as NounName;
    throw badInput(
      '{field} takes entities of this graph, each with its __typename and its id. {field} 应为本系统的实体引用，各含 __typename 和 id。',
      { field: references.path },
    );
  };
  return namedSql(plan, nodes, references, nounOf, (reference, noun, { routes }) => {
    const parsed = parseId((reference as { readonly id: string }).id);
    return parsed?.noun === noun && jurisdictionNumberOf(parsed.uuid) === routes ? parsed.uuid : null;
  });
}

/** Rows of several nouns in the order of what names them; null for what is not there. `nounOf` throws for what can name nothing. */
function namedSql(
  plan: Planning,
  nodes: readonly FieldNode[],
  given: Input,
  nounOf: (name: unknown) => NounName,
  uuidOf: (name: unknown, noun: NounName, run: Run) => string | null,
): Sql {
  const named = given.ask('nouns', (value) => [...new Set((value as unknown[]).map(nounOf))].sort().join());
  const nouns = (named === '' ? [] : named.split(',')) as NounName[];
  if (nouns.length === 0) return sql`select '[]'::json as json`;
  const item = plan.alias();
  const cases = nouns.map((noun) => {
    const row = rowOf(plan, noun, true);
    const selected = objectOf(plan, row, nodes, ['*']);
    return sql` when ${literal(identities[noun].prefix)} then (select ${selected} from ${tableOf(plan, row)} where ${and([sql`${row.col('id')} = ${item}.id`, ...visibleConditions(plan, row)])})`;
  });
  const names = (run: Run) => given.read(run) as unknown[];
  const prefixes = slot('text[]', (run) => names(run).map((name) => identities[nounOf(name)].prefix));
  const ids = slot('uuid[]', (run) => names(run).map((name) => uuidOf(name, nounOf(name), run)));
  return sql`select json_agg(case ${item}.prefix${cases.reduce((a, b) => sql`${a}${b}`)} end order by ${item}.n) as json from unnest(${prefixes}, ${ids}) with ordinality ${item}(prefix, id, n)`;
}

function nounBehind(catalog: Catalog, id: unknown, path: string): NounName {
  const parsed = parseId(String(id));
  if (parsed && catalog.nouns.has(parsed.noun)) return parsed.noun;
  throw badInput('{field} takes ids of this graph, such as inc_0197c1f2…; this is none. {field} 应为本系统的标识，例如 inc_0197c1f2…。', {
    field: path,
  });
}

/** Plans a selection of one noun for the ids of a run, in their order: what mutation payloads and stream items are read by. */
export function planByIds(input: PlanInput, noun: NounName, nodes: readonly FieldNode[]): Plan {
  const plan = planning(input);
  const row = rowOf(plan, noun, true);
  const item = plan.alias();
  const selected = objectOf(plan, row, nodes, ['*']);
  const one = sql`(select ${selected} from ${tableOf(plan, row)} where ${and([sql`${row.col('id')} = ${item}.id`, ...visibleConditions(plan, row)])})`;
  // Behind a select PostgreSQL does not count them: it would take one plan of its own for few ids to be cheaper than the kept one, and plan each time.
  const ids = sql`(select ${slot('uuid[]', (run) => run.ids)})`;
  return finished(plan, sql`select json_agg(${one} order by ${item}.n) as json from unnest(${ids}) with ordinality ${item}(id, n)`);
}
