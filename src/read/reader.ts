import DataLoader from 'dataloader';
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import type { Keyring } from '../auth/cipher.js';
import type { Transaction } from '../db/transaction.js';
import { tooCostly } from '../kernel/errors.js';
import type { NounName } from '../kernel/ids.js';
import { remembered } from '../kernel/memo.js';
import type { Catalog } from './catalog.js';
import { finish } from './finish.js';
import { type ItemPlan, planItems } from './items.js';
import { type Plan, type PlanInput, planByIds, planRoot } from './plan.js';
import { PlanCache } from './plan-cache.js';
import type { PlanKey } from './plan-key.js';
import type { StatementRunner } from './run.js';
import type { Run } from './run-input.js';
import { fieldsOf, fragmentsOf } from './selection.js';
import type { Statement } from './sql.js';

/** An entity by id, to be read when its selection is known: payloads and stream items carry these. */
export class Ref {
  constructor(
    readonly noun: NounName,
    /** Bare UUID. */
    readonly id: string,
  ) {}
}

/** A selection of items that are made in TypeScript, in the operation it stands in. */
export interface ItemSelection {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly type: GraphQLObjectType;
  readonly nodes: readonly FieldNode[];
}

/** While rows are parsed, and written again, the process does nothing else: some 20 ms for so many characters. */
const PARSED_BYTES = 2 * 1_048_576;
/** graphql-js takes several times as long for what it completes itself. */
const COMPLETED_BYTES = 524_288;

/** Root fields that name rows of any noun. */
const byReference = new Set(['node', 'nodes', '_entities']);

/** What each root field of a query becomes, by response key: a plan, or its answer. */
export type OperationPlan = readonly (readonly [string, Plan | string])[];

/** The loaders of one request, by selection and noun: graphql-js hands the same nodes to all rows of one execution. */
export type Loaders = WeakMap<readonly FieldNode[], Map<NounName, DataLoader<string, unknown>>>;

/** The reader: the selection of a query, a payload or a stream item becomes one statement, run with the viewer's own eyes. */
export class Reader {
  readonly #plans = new PlanCache();
  readonly #numbers = new WeakMap<FieldNode, number>();
  #counted = 0;
  readonly #loads = new Map<string, DataLoader<string, string>>();

  constructor(
    readonly catalog: Catalog,
    readonly runner: StatementRunner,
    readonly keyring: Keyring,
  ) {}

  /**
   * How a query is answered, or null where some root field is not the reader's and graphql-js has to execute. Throws a Fault for arguments that cannot
   * be right.
   */
  plan(document: DocumentNode, operation: OperationDefinitionNode, run: Run): OperationPlan | null {
    return this.#plans.get(
      operation,
      'query',
      run,
      (key) => this.#planOperation(document, operation, key),
      (made) => made?.flatMap(([, plan]) => (typeof plan === 'string' ? [] : [plan.statement])) ?? [],
    );
  }

  /** The JSON text of a query's `data`. Throws the Faults of {@link StatementRunner.json}. */
  async answer(plans: OperationPlan, run: Run): Promise<string> {
    const tell = async ([key, plan]: OperationPlan[number]) =>
      `${JSON.stringify(key)}:${typeof plan === 'string' ? plan : await this.#text(plan, run)}`;
    const parts = await allSettled(plans.map(tell));
    return `{${parts.join(',')}}`;
  }

  #planOperation(document: DocumentNode, operation: OperationDefinitionNode, key: PlanKey): OperationPlan | null {
    const input: PlanInput = { catalog: this.catalog, key, fragments: fragmentsOf(document), named: false };
    const root = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '' }, selectionSet: operation.selectionSet } as FieldNode;
    const fields = [...fieldsOf(input, this.catalog.schema.getQueryType()!, [root])];
    const isOurs = ([, [node]]: readonly [string, readonly FieldNode[]]) =>
      node!.name.value === '__typename' || this.reads(node!.name.value);
    if (!fields.every(isOurs)) return null;
    return fields.map(([key, nodes]) => [key, nodes[0]!.name.value === '__typename' ? '"Query"' : planRoot(input, nodes)] as const);
  }

  /** Whether a root field of Query is answered by the reader. */
  reads(field: string): boolean {
    return byReference.has(field) || this.catalog.roots.has(field);
  }

  async #text(plan: Plan, run: Run): Promise<string> {
    const json = await this.runner.json(plan.statement, run);
    if (json === null || plan.finishers.length === 0) return json ?? 'null';
    return JSON.stringify(await this.#finished(json, plan, run, PARSED_BYTES));
  }

  /** A root field on its own, for graphql-js: rows keyed by response key. */
  async field(info: GraphQLResolveInfo, run: Run): Promise<unknown> {
    const kind = `field ${this.#nameOf(info.fieldNodes)}`;
    const plan = this.#plans.get(info.operation, kind, run, (key) => planRoot(this.#input(info, key), info.fieldNodes), statementOf);
    return this.#rows(plan, run, COMPLETED_BYTES);
  }

  /** An entity by id, for graphql-js. The ids that one selection asks for in one tick are one statement. */
  ref(info: GraphQLResolveInfo, ref: Ref, run: Run, loaders: Loaders): Promise<unknown> {
    const nodes = info.fieldNodes;
    const ofNoun = remembered(loaders, nodes, () => new Map<NounName, DataLoader<string, unknown>>());
    const loader = remembered(
      ofNoun,
      ref.noun,
      () =>
        new DataLoader(async (ids: readonly string[]) => {
          const kind = `ids ${ref.noun} ${this.#nameOf(nodes)}`;
          const plan = this.#plans.get(info.operation, kind, run, (key) => planByIds(this.#input(info, key), ref.noun, nodes), statementOf);
          return (await this.#rows(plan, { ...run, ids }, COMPLETED_BYTES)) as unknown[];
        }),
    );
    return loader.load(ref.id);
  }

  /**
   * Items as JSON text, in their order: fields by name, and a Ref for what is a row. What items of one dependence refer to is read together, by one
   * statement, also for different callers of one tick.
   */
  async items(
    selection: ItemSelection,
    items: readonly Readonly<Record<string, unknown>>[],
    run: Run,
    dependence: string,
  ): Promise<string[]> {
    let rows = 0;
    const parts = await Promise.all(
      this.#planItems(selection, run).map(async ([key, how]) => {
        const name = JSON.stringify(key);
        if (how.kind === 'own') return items.map((item) => `${name}:${JSON.stringify(how.tell(item))}`);
        const load = this.#together(`${dependence} ${rows++}`, how.plan, run);
        const texts = await Promise.all(items.map((item) => (item[how.name] ? load((item[how.name] as Ref).id) : 'null')));
        return texts.map((text) => `${name}:${text}`);
      }),
    );
    return items.map((_, i) => `{${parts.map((part) => part[i]).join(',')}}`);
  }

  /**
   * One item that is nobody else's, as JSON text: what it refers to is read by the viewer's rights of this moment, `behind` a commit where one is given
   * (see {@link StatementRunner.json}).
   */
  async item(selection: ItemSelection, item: Readonly<Record<string, unknown>>, run: Run, behind?: Transaction): Promise<string> {
    const tell = async ([key, how]: ItemPlan[number]) => {
      const name = JSON.stringify(key);
      if (how.kind === 'own') return `${name}:${JSON.stringify(how.tell(item))}`;
      const ref = item[how.name] as Ref | null | undefined;
      if (!ref) return `${name}:null`;
      const [row] = (await this.#rows(how.plan, { ...run, ids: [ref.id] }, PARSED_BYTES, behind)) as [unknown];
      return `${name}:${JSON.stringify(row)}`;
    };
    return `{${(await allSettled(this.#planItems(selection, run).map(tell))).join(',')}}`;
  }

  /** An item that refers to no rows, at once. */
  bareItem(selection: ItemSelection, item: Readonly<Record<string, unknown>>, run: Run): string {
    const fields = this.#planItems(selection, run).map(([key, how]) => [key, how.kind === 'own' ? how.tell(item) : null] as const);
    return JSON.stringify(Object.fromEntries(fields));
  }

  /** All that the rows of items depend on, the viewer's rights and language among it, as text: where it is the same, so are the rows. */
  dependence(selection: ItemSelection, run: Run): string {
    // What is bound anew for each read is no matter of the viewer.
    const bare: Run = { ...run, ids: [], streamCursor: () => '' };
    return JSON.stringify(
      this.#planItems(selection, run).flatMap(([, how]) => {
        if (how.kind === 'own') return [];
        const { statement, finishers } = how.plan;
        // What TypeScript computes may ask anything of the viewer, is written in their language, and is shaped as the operation wants it.
        return [
          statement.text,
          statement.values(bare),
          ...(finishers.length > 0 ? [run.viewer, run.language, this.#nameOf(selection.nodes)] : []),
        ];
      }),
    );
  }

  #planItems({ document, operation, type, nodes }: ItemSelection, run: Run): ItemPlan {
    return this.#plans.get(
      operation,
      'items',
      run,
      (key) => planItems({ catalog: this.catalog, key, fragments: fragmentsOf(document), named: false }, type, nodes),
      (made) => made.flatMap(([, how]) => (how.kind === 'row' ? [how.plan.statement] : [])),
    );
  }

  /** Loads rows as JSON text. A loader serves one tick: what is read later is read anew. */
  #together(key: string, plan: Plan, run: Run): (id: string) => Promise<string> {
    const loader = remembered(
      this.#loads,
      key,
      () =>
        new DataLoader<string, string>(async (ids) => {
          this.#loads.delete(key);
          const rows = (await this.#rows(plan, { ...run, ids }, PARSED_BYTES)) as unknown[];
          return rows.map((row) => JSON.stringify(row));
        }),
    );
    return (id) => loader.load(id);
  }

  /** Fields of one name in one operation differ by where they stand: several fragments may have gone into one selection, and one into several. */
  #nameOf(nodes: readonly FieldNode[]): string {
    return nodes.map((node) => remembered(this.#numbers, node, () => ++this.#counted)).join('+');
  }

  #input(info: GraphQLResolveInfo, key: PlanKey): PlanInput {
    return { catalog: this.catalog, key, fragments: info.fragments, named: true };
  }

  async #rows(plan: Plan, run: Run, most: number, behind?: Transaction): Promise<unknown> {
    const json = await this.runner.json(plan.statement, run, behind);
    return json === null ? null : this.#finished(json, plan, run, most);
  }

  #finished(json: string, { finishers }: Plan, { viewer, language, now }: Run, most: number): Promise<unknown> {
    if (json.length > most)
      throw tooCostly(
        'Too much of the answer is not made by the database alone. Ask for fewer rows, for fewer fields that are computed, or for lists in a request of their own. 需由服务器计算的结果过多，请减少行数或计算字段，或将列表放入单独的请求。',
      );
    return finish(JSON.parse(json), finishers, { viewer, language, now: now(), keyring: this.keyring });
  }
}

/** All of them, also where one fails: until then the operation has what it was given. One has no others to wait for. */
async function allSettled<T>(parts: readonly Promise<T>[]): Promise<T[]> {
  if (parts.length > 1) await Promise.allSettled(parts);
  return Promise.all(parts);
}

const statementOf = ({ statement }: Plan): readonly Statement[] => [statement];
