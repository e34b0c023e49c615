import type { FragmentDefinitionNode } from 'graphql';
import type { NounName } from '../kernel/ids.js';
import type { Catalog, Noun } from './catalog.js';
import { allOpen, type GrantShape, grantedTo, type Visible, visiblePredicate } from './grants.js';
import type { FieldRead, RowRef, Sees, SubjectOf, Visibility } from './noun.js';
import type { PlanKey } from './plan-key.js';
import { and, isAlways, join, literal, or, raw, type Sql, sql } from './sql.js';

/** Where a TypeScript field has to be put: keys from the root field's value down, '*' for each item of a list. */
export interface Finisher {
  readonly path: readonly string[];
  /** Marks its needs in the JSON, under NEEDS_OF. */
  readonly number: number;
  readonly read: Extract<FieldRead, { kind: 'computed' }>;
  /** Gives the finished value the shape that the operation asks for. */
  readonly shape: (value: unknown) => unknown;
}

/** One planning of one operation. All that it knows of the run is what it asks through the key; nothing in it changes but the key, the aliases and the finishers. */
export interface Planning {
  readonly catalog: Catalog;
  readonly key: PlanKey;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly finishers: Finisher[];
  /** Adds each object's type under TYPE_KEY, for graphql-js. */
  readonly named: boolean;
  readonly alias: () => Sql;
}

/** No name of GraphQL, so that no alias can be taken for it. */
export const TYPE_KEY = '#type';
export const NEEDS_OF = '#';

/** A JSON object of a type; where graphql-js goes over the rows, with the type's name, which also tells them from plain objects. */
export const typedObject = (planning: Planning, type: string, entries: readonly (readonly [key: string, value: Sql])[]): Sql =>
  jsonObject(planning.named ? [[TYPE_KEY, literal(type)], ...entries] : entries);

export function jsonObject(entries: readonly (readonly [key: string, value: Sql])[]): Sql {
  if (entries.length === 0) return raw(`'{}'::json`);
  return sql`json_object(${join(
    entries.map(([key, value]) => sql`${literal(key)} : ${value}`),
    ', ',
  )})`;
}

interface RowOptions {
  readonly alias?: Sql;
  readonly owner?: RowRef | null;
  readonly known?: readonly string[];
  /** Told of each column that is read of the row. */
  readonly onColumn?: (column: string) => void;
}

export function rowOf(planning: Planning, noun: NounName, proven: boolean, options: RowOptions = {}): RowRef {
  const { alias = planning.alias(), owner = null, known = [], onColumn } = options;
  const { columns, types, conditions } = nounOf(planning, noun);
  const row: RowRef = {
    noun,
    alias,
    proven,
    owner,
    col: (property) => {
      const column = columns.get(property);
      if (!column) throw new Error(`${noun} has no column for ${property}.`);
      onColumn?.(column);
      return sql`${alias}.${raw(column)}`;
    },
    type: (property) => types.get(property)!,
    condition: (name) => {
      const condition = conditions?.[name];
      if (!condition) throw new Error(`${noun} declares no condition ${name}.`);
      return known.includes(name) ? raw('true') : condition(row);
    },
    as: (other) => rowOf(planning, noun, proven, { alias: raw(other) }),
  };
  return row;
}

export const nounOf = (planning: Planning, name: NounName): Noun => planning.catalog.nouns.get(name)!;

export const tableOf = (planning: Planning, row: RowRef): Sql => sql`${raw(nounOf(planning, row.noun).table)} ${row.alias}`;

/** The viewer's grants on a noun, as far as they shape a statement. Throws where one withholds a part that the noun does not have: it would open what it means to hide. */
export function grantShapes(planning: Planning, noun: NounName, visible: Visible): readonly GrantShape[] {
  const { shapes } = planning.key.ask(
    `grants ${noun}`,
    ({ viewer }) => grantedTo(viewer, visible),
    ({ key }) => key,
  );
  const { parts = [] } = nounOf(planning, noun);
  const unknown = shapes.flatMap(({ withhold }) => withhold).find((part) => !parts.includes(part));
  if (unknown !== undefined) throw new Error(`A grant on ${noun} withholds ${unknown}, which is not among its parts.`);
  return shapes;
}

/** What the viewer must be shown by to see this row on its own; none for public rows. */
export function visibleConditions(planning: Planning, row: RowRef): Sql[] {
  const { visible } = nounOf(planning, row.noun);
  if (visible === 'public') return [];
  if (typeof visible === 'function') return [visiblePredicate(row, visible, grantShapes(planning, row.noun, visible))];
  if ('subject' in visible)
    return [
      ofSubjects(planning, row, visible.subject, (subject) =>
        and([isSubject(row, visible.subject, subject), ...visibleConditions(planning, subject)]),
      ),
    ];
  const owner = throughOwner(planning, row, visible.through);
  const isSeen = visible.part === undefined ? visibleConditions(planning, owner) : [opens(planning, owner, visible.part)];
  const through = sql`exists (select from ${tableOf(planning, owner)} where ${and([sql`${owner.col('id')} = ${row.col(visible.through)}`, ...isSeen])})`;
  return [visible.or ? or([visible.or(row), through]) : through];
}

/** Whether the visibility of a noun is that of the rows that its own are about. */
export const isOfSubject = (visible: Visibility): visible is { readonly subject: SubjectOf } =>
  typeof visible === 'object' && 'subject' in visible;

/** Some condition for the subject of a row, whichever noun it is of. */
function ofSubjects(planning: Planning, row: RowRef, { noun }: SubjectOf, condition: (subject: RowRef) => Sql): Sql {
  const leadsHere = (read: FieldRead) => 'target' in read && read.target === row.noun && 'follows' in read && read.follows;
  const subjects = [...planning.catalog.nouns.values()].filter(({ fields }) => [...fields.values()].some(leadsHere));
  return or(
    subjects.map((subject) => {
      const named = rowOf(planning, subject.noun, false);
      return sql`(${row.col(noun)} = ${literal(subject.noun)} and exists (select from ${tableOf(planning, named)} where ${condition(named)}))`;
    }),
  );
}

const isSubject = (row: RowRef, { id }: SubjectOf, subject: RowRef): Sql => sql`${subject.col('id')} = ${row.col(id)}`;

/** A part of a row that is about another one, as far as the subject's noun withholds it: what that never withholds is open. */
const opensOfSubject = (planning: Planning, subject: RowRef, part: string | undefined): Sql =>
  opens(planning, subject, part !== undefined && withholds(planning, subject.noun, part) ? part : undefined);

/** Whether grants may withhold a part of the rows of a noun: grants on it, or on the one that it is visible through. */
function withholds(planning: Planning, name: NounName, part: string): boolean {
  const { visible, parts, fields } = nounOf(planning, name);
  if (typeof visible !== 'object' || isOfSubject(visible)) return parts?.includes(part) ?? false;
  const through = fields.get(visible.through);
  return through?.kind === 'one' && withholds(planning, through.target, part);
}

export const seesOf =
  (planning: Planning): Sees =>
  (noun) => {
    const row = rowOf(planning, noun, true);
    return { row, table: tableOf(planning, row), isSeen: and(visibleConditions(planning, row)) };
  };

function throughOwner(planning: Planning, row: RowRef, property: string): RowRef {
  const read = nounOf(planning, row.noun).fields.get(property);
  if (read?.kind !== 'one') throw new Error(`${row.noun} is visible through ${property}, which is no relation.`);
  return rowOf(planning, read.target, false);
}

export function opens(planning: Planning, row: RowRef, part?: string): Sql {
  const { visible, parts } = nounOf(planning, row.noun);
  if (part !== undefined && (typeof visible !== 'object' || isOfSubject(visible)) && !parts?.includes(part))
    throw new Error(`${row.noun} has no part ${part} that a grant may withhold.`);
  if (visible === 'public') return raw('true');
  if (typeof visible === 'function') {
    if (row.proven && part === undefined) return raw('true');
    const shapes = grantShapes(planning, row.noun, visible);
    return row.proven && part !== undefined && allOpen(shapes, part) ? raw('true') : visiblePredicate(row, visible, shapes, part);
  }
  if ('subject' in visible) {
    if (row.owner) return opensOfSubject(planning, row.owner, part);
    return ofSubjects(planning, row, visible.subject, (subject) =>
      and([isSubject(row, visible.subject, subject), opensOfSubject(planning, subject, part)]),
    );
  }
  if (row.owner) return opens(planning, row.owner, part);
  const owner = throughOwner(planning, row, visible.through);
  // A row that meets the condition may belong to one that the viewer does not see.
  const ownerOpens = opens(planning, { ...owner, proven: row.proven && !visible.or }, part);
  if (isAlways(ownerOpens)) return ownerOpens;
  return sql`exists (select from ${tableOf(planning, owner)} where ${owner.col('id')} = ${row.col(visible.through)} and ${ownerOpens})`;
}
