import {
  type DirectiveNode,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLInputType,
  getNullableType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type ValueNode,
  valueFromAST,
} from 'graphql';
import { badInput } from '../kernel/errors.js';
import { remembered } from '../kernel/memo.js';
import type { PlaceTree } from '../kernel/place.js';
import type { Answer, PlanKey } from './plan-key.js';
import type { Run } from './run-input.js';

/**
 * An argument, or a part of one. `read` is its value in a run, for slots. Whatever shapes the statement is asked for while planning, by the other members:
 * the answer becomes part of the plan's key, and a run with another answer gets another plan.
 */
export interface Input {
  /** Its name as a caller knows it, for messages: filter.holderId. */
  readonly path: string;
  readonly read: (run: Run) => unknown;
  /** The whole value. Each value gets a plan of its own: for enums, booleans and orders. */
  readonly value: unknown;
  /** What is to be known of the value. `what` names the question. */
  readonly ask: <T extends Answer>(what: string, of: (value: unknown) => T) => T;
  /** The same where the answer also depends on the tree of places. */
  readonly askTree: <T extends Answer>(what: string, of: (value: unknown, tree: PlaceTree) => T) => T;
  /** Whether it is there and not null. */
  readonly isGiven: () => boolean;
  readonly field: (name: string) => Input;
  /** The names of the fields that are there and not null. */
  readonly fields: () => readonly string[];
  /** The items of a list; how many there are becomes part of the key. */
  readonly items: () => Input[];
}

/** Whether the input is there and not null. */
export const isGiven = (input: Input): boolean => input.isGiven();

export const fieldOf = (input: Input, name: string): Input => input.field(name);

export const itemsOf = (input: Input): Input[] => input.items();

/** An input that is the same in every run. */
export function constant(value: unknown, path = ''): Input {
  return {
    path,
    read: () => value,
    value,
    ask: (_what, of) => of(value),
    askTree: () => {
      throw new Error('A constant input names no place.');
    },
    isGiven: () => isThere(value),
    field: (name) => constant(partOf(value, name), `${path}.${name}`),
    fields: () => namesIn(value),
    items: () => ((value as unknown[] | null | undefined) ?? []).map((item) => constant(item, path)),
  };
}

export const absent: Input = constant(undefined);

type Variables = Readonly<Record<string, unknown>>;

/** Where a value comes from: the document, or variables. */
interface Source {
  /** Tells questions about it apart from those about other values of the operation. */
  readonly id: string;
  /** The same in every run. */
  readonly isConstant: boolean;
  readonly read: (variables: Variables) => unknown;
  readonly field: (name: string) => Source;
  readonly item: (i: number) => Source;
  /** What the document itself says of an object or list with variables in it: it is there, and these are its parts. */
  readonly literal?: { readonly fields: readonly string[]; readonly length: number };
}

class Argument implements Input {
  constructor(
    private readonly key: PlanKey,
    private readonly source: Source,
    readonly path: string,
  ) {}

  readonly read = (run: Run): unknown => this.source.read(run.variables);

  get value(): unknown {
    const { source } = this;
    if (source.isConstant) return source.read({});
    return this.key.ask(
      `${source.id} value`,
      ({ variables }) => source.read(variables),
      (value) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as Answer)),
    );
  }

  ask<T extends Answer>(what: string, of: (value: unknown) => T): T {
    const { source } = this;
    return source.isConstant ? of(source.read({})) : this.key.ask(`${source.id} ${what}`, ({ variables }) => of(source.read(variables)));
  }

  askTree<T extends Answer>(what: string, of: (value: unknown, tree: PlaceTree) => T): T {
    const { source } = this;
    return this.key.ask(`${source.id} ${what}`, ({ variables, tree }) => of(source.read(variables), tree));
  }

  isGiven(): boolean {
    return this.source.literal !== undefined || this.ask('given', isThere);
  }

  fields(): readonly string[] {
    const { literal } = this.source;
    if (literal) return literal.fields.filter((name) => this.field(name).isGiven());
    const names = this.ask('fields', (value) => namesIn(value).join());
    return names === '' ? [] : names.split(',');
  }

  field(name: string): Input {
    return new Argument(this.key, this.source.field(name), `${this.path}.${name}`);
  }

  items(): Input[] {
    const length = this.source.literal?.length ?? this.ask('length', (value) => (value as unknown[] | null | undefined)?.length ?? 0);
    return Array.from({ length }, (_, i) => new Argument(this.key, this.source.item(i), this.path));
  }
}

/** The arguments of a field or directive, by name. */
export function argumentsOf(node: FieldNode | DirectiveNode, definitions: readonly GraphQLArgument[], key: PlanKey): Record<string, Input> {
  const inputs: Record<string, Input> = {};
  for (const { name, type, defaultValue } of definitions) {
    const given = node.arguments?.find((argument) => argument.name.value === name);
    inputs[name] = new Argument(key, given ? orDefault(sourceOf(given.value, type), defaultValue) : always(defaultValue), name);
  }
  return inputs;
}

const isThere = (value: unknown): boolean => value !== undefined && value !== null;

const namesIn = (value: unknown): string[] =>
  Object.entries((value as object | null | undefined) ?? {}).flatMap(([name, part]) => (isThere(part) ? [name] : []));

const partOf = (value: unknown, part: string | number): unknown => (value as Record<string | number, unknown> | null | undefined)?.[part];

const always = (value: unknown, id = `default ${JSON.stringify(value)}`): Source => ({
  id,
  isConstant: true,
  read: () => value,
  field: (name) => always(partOf(value, name), `${id}.${name}`),
  item: (i) => always(partOf(value, i), `${id}.${i}`),
});

/** A value that is taken apart in the run: a variable, or what cannot be taken apart in the document. */
const inRun = (id: string, read: Source['read']): Source => ({
  id,
  isConstant: false,
  read,
  field: (name) => inRun(`${id}.${name}`, (variables) => partOf(read(variables), name)),
  item: (i) => inRun(`${id}.${i}`, (variables) => partOf(read(variables), i)),
});

function orDefault(source: Source, defaultValue: unknown): Source {
  if (defaultValue === undefined || source.isConstant) return source;
  return inRun(`${source.id}=${JSON.stringify(defaultValue)}`, (variables) => {
    const value = source.read(variables);
    return value === undefined ? defaultValue : value;
  });
}

const sources = new WeakMap<ValueNode, Source>();
let literals = 0;

/** Coerces what is constant once; in a run, variables are only looked up. */
const sourceOf = (node: ValueNode, type: GraphQLInputType): Source => remembered(sources, node, () => readSource(node, type));

function readSource(node: ValueNode, type: GraphQLInputType): Source {
  if (node.kind === Kind.VARIABLE) {
    const { value: name } = node.name;
    if (!isNonNullType(type)) return inRun(`$${name}`, (variables) => variables[name]);
    // A nullable variable with a default may stand here, and be null all the same.
    return inRun(`$${name}!`, (variables) => variables[name] ?? refuseNull(name));
  }
  const id = `literal ${++literals}`;
  if (!mentionsVariable(node)) return always(valueFromAST(node, type), id);
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const items = (node.kind === Kind.LIST ? node.values : [node]).map((item) =>
      // A single value stands for a list of it, and is remembered as that list.
      item === node ? readSource(node, nullable.ofType) : sourceOf(item, nullable.ofType),
    );
    const read = (variables: Variables) => items.map((item) => item.read(variables) ?? null);
    return { ...inRun(id, read), item: (i) => items[i]!, literal: { fields: [], length: items.length } };
  }
  if (node.kind === Kind.OBJECT && isInputObjectType(nullable)) {
    const fields = new Map(
      Object.values(nullable.getFields()).map((field) => {
        const given = node.fields.find(({ name }) => name.value === field.name);
        return [field.name, given ? orDefault(sourceOf(given.value, field.type), field.defaultValue) : always(field.defaultValue)];
      }),
    );
    const read = (variables: Variables) => {
      const object: Record<string, unknown> = {};
      for (const [name, source] of fields) {
        const value = source.read(variables);
        if (isThere(value)) object[name] = value;
      }
      return object;
    };
    return {
      ...inRun(id, read),
      field: (name) => fields.get(name) ?? always(undefined),
      literal: { fields: [...fields.keys()], length: 0 },
    };
  }
  return inRun(id, (variables) => valueFromAST(node, type, variables));
}

function refuseNull(variable: string): never {
  throw badInput('The variable {variable} must not be null where it is used. 变量 {variable} 在使用处不能为 null。', {
    variable: `$${variable}`,
  });
}

function mentionsVariable(node: ValueNode): boolean {
  if (node.kind === Kind.VARIABLE) return true;
  if (node.kind === Kind.LIST) return node.values.some(mentionsVariable);
  if (node.kind === Kind.OBJECT) return node.fields.some(({ value }) => mentionsVariable(value));
  return false;
}
