import { Args, type ClassType, Directive, Extensions, Field } from 'type-graphql';
import type { Bound } from './list-bound.js';

interface FieldOptions {
  readonly description: string;
  readonly nullable?: boolean;
}

/**
 * A field with arguments. Types only describe and the reader answers, so there is no method for type-graphql to hang the arguments on:
 * this declares field and arguments on the property.
 */
export function FieldWithArgs(type: () => unknown, args: () => ClassType, options: FieldOptions): PropertyDecorator {
  return (prototype, name) => {
    Field(type as never, options)(prototype, name as string);
    Args(args as never)(prototype, name as string, 0);
  };
}

/** How many rows a connection answers is what first or last say. */
export const SIZED_BY_PAGE = '@listSize(slicingArguments: ["first", "last"], sizedFields: ["edges", "nodes"])';

/** A connection with its arguments. */
export function ConnectionField(type: () => unknown, args: () => ClassType, options: FieldOptions): PropertyDecorator {
  return (prototype, name) => {
    FieldWithArgs(type, args, options)(prototype, name);
    Directive(SIZED_BY_PAGE)(prototype, name as string);
  };
}

/** A plain list of at most so many objects; the reader answers no more. */
export const AtMost = (most: number): PropertyDecorator & MethodDecorator => Directive(`@listSize(assumedSize: ${most})`) as never;

/** Of how many the list is at most by what it is asked with, where that is fewer than {@link AtMost} says: the cost is estimated by it. */
export const BoundBy = (bound: Bound): PropertyDecorator & MethodDecorator => Extensions({ bound }) as never;

/**
 * What a field, or a condition of a filter, weighs each time it is read, beside the objects it answers: in units of a row that PostgreSQL reads by an
 * index, a microsecond or two (graph/cost).
 */
export const Weighs = (units: number): PropertyDecorator & MethodDecorator => Directive(`@cost(weight: ${units})`) as never;

/** A text of at most so many characters, where that is more than the usual 200: the size of answers is estimated by it. */
export const MaxLength = (characters: number): PropertyDecorator & MethodDecorator =>
  Directive(`@maxLength(characters: ${characters})`) as never;

/** Several decorators as one, for {@link extendType}. */
export const stacked =
  (...decorators: readonly (PropertyDecorator | MethodDecorator)[]): PropertyDecorator =>
  (prototype, name) => {
    for (const decorate of decorators) (decorate as PropertyDecorator)(prototype, name);
  };

/** Adds fields to the type of an earlier module, which knows nothing of this one. */
export function extendType(type: ClassType, fields: Readonly<Record<string, PropertyDecorator | MethodDecorator>>): void {
  for (const [name, decorate] of Object.entries(fields)) (decorate as PropertyDecorator)(type.prototype, name);
}
