import {
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
import { Fault } from '../kernel/errors.js';
import type { Run } from './run-input.js';

/**
 * An argument, or a part of one. `value` is what it is while planning, and may decide the statement's shape; `read` is what it is in a run.
 * Whatever a plan looks at in `value` must be in the outline (outline.ts) that plans are cached by.
 */
export interface Input {
  readonly value: unknown;
  readonly read: (run: Run) => unknown;
  /** Its name as a caller knows it, for messages: filter.holderId. */
  readonly path: string;
}

export const absent: Input = { value: undefined, read: () => undefined, path: '' };

/** Whether the input is there and not null. */
export const isGiven = (input: Input): boolean => input.value !== undefined && input.value !== null;

export const fieldOf = (input: Input, name: string): Input => ({
  value: (input.value as Record<string, unknown> | null | undefined)?.[name],
  read: (run) => (input.read(run) as Record<string, unknown> | null | undefined)?.[name],
  path: `${input.path}.${name}`,
});

export const itemsOf = (input: Input): Input[] =>
  ((input.value as unknown[]) ?? []).map((value, i) => ({ value, read: (run) => (input.read(run) as unknown[])[i], path: input.path }));

type Variables = Readonly<Record<string, unknown>>;

/** The arguments of a field, by name. */
export function argumentsOf(node: FieldNode, definitions: readonly GraphQLArgument[], variables: Variables): Record<string, Input> {
  const inputs: Record<string, Input> = {};
  for (const definition of definitions) {
    const given = node.arguments?.find(({ name }) => name.value === definition.name);
    const read = given ? reader(given.value, definition.type) : () => undefined;
    const orDefault = (from: Variables) => {
      const value = read(from);
      return value === undefined ? definition.defaultValue : value;
    };
    inputs[definition.name] = { value: orDefault(variables), read: (run) => orDefault(run.variables), path: definition.name };
  }
  return inputs;
}

/** Coerces what is constant once, and only looks variables up in a run. */
function reader(node: ValueNode, type: GraphQLInputType): (variables: Variables) => unknown {
  if (node.kind === Kind.VARIABLE) {
    const { value: name } = node.name;
    if (!isNonNullType(type)) return (variables) => variables[name];
    // A nullable variable with a default may stand here, and be null all the same.
    return (variables) => variables[name] ?? refuseNull(name);
  }
  if (!mentionsVariable(node)) {
    const constant = valueFromAST(node, type);
    return () => constant;
  }
  const nullable = getNullableType(type);
  if (node.kind === Kind.LIST && isListType(nullable)) {
    const items = node.values.map((item) => reader(item, nullable.ofType));
    return (variables) => items.map((read) => read(variables) ?? null);
  }
  if (node.kind === Kind.OBJECT && isInputObjectType(nullable)) {
    const fields = Object.values(nullable.getFields()).map((field) => {
      const given = node.fields.find(({ name }) => name.value === field.name);
      const read = given ? reader(given.value, field.type) : () => undefined;
      return [field, read] as const;
    });
    return (variables) => {
      const object: Record<string, unknown> = {};
      for (const [field, read] of fields) {
        const value = read(variables) ?? field.defaultValue;
        if (value !== undefined) object[field.name] = value;
      }
      return object;
    };
  }
  return (variables) => valueFromAST(node, type, variables);
}

function refuseNull(variable: string): never {
  throw new Fault('BAD_USER_INPUT', `$${variable} must not be null where it is used.`);
}

function mentionsVariable(node: ValueNode): boolean {
  if (node.kind === Kind.VARIABLE) return true;
  if (node.kind === Kind.LIST) return node.values.some(mentionsVariable);
  if (node.kind === Kind.OBJECT) return node.fields.some(({ value }) => mentionsVariable(value));
  return false;
}
