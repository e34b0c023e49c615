// First: type-graphql's decorators ask for it while the imports below are evaluated.
import 'reflect-metadata';
import { Arg, Ctx, Field, Float, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Transaction } from '../db/transaction.js';
import { halvesOf } from '../kernel/bilingual.js';
import { Ref } from '../read/reader.js';
import type { Field as Declared, GraphType, InputObject } from '../work/input.js';
import { type Payload as DeclaredPayload, type Performed, perform, type Verb } from '../work/verb.js';
import { type Context, signedIn } from './context.js';
import { MOST_USER_ERRORS, Payload, userErrorsOf } from './payload.js';
import { DateTime, LocalDate } from './scalars.js';

/** Mutations, their inputs and their payloads, as type-graphql takes them: made of what verbs declare. */

const scalars = { text: String, id: ID, int: Int, float: Float, flag: Boolean, day: LocalDate, instant: DateTime };

function typeOf(type: GraphType): unknown {
  switch (type.kind) {
    case 'list':
      return [typeOf(type.of)];
    case 'terms':
      return type.terms;
    case 'object':
      return inputClassOf(type.object);
    case 'own':
      return type.type();
    default:
      return scalars[type.kind];
  }
}

/** What a field is, what it accepts, and its Chinese term. */
function describe({ description, bounds }: Declared<unknown>): string {
  const { en, zh } = halvesOf(description);
  return [en, bounds, zh].filter((part) => part !== '').join(' ');
}

// biome-ignore lint/complexity/noBannedTypes: type-graphql takes classes as functions.
type Class = Function;

const inputClasses = new Map<InputObject<never>, Class>();

function inputClassOf(object: InputObject<never>): Class {
  const known = inputClasses.get(object);
  if (known) return known;
  const made = class {};
  inputClasses.set(object, made);
  InputType(object.name, { description: object.description })(made);
  for (const [name, field] of Object.entries(object.fields)) {
    const type = typeOf(field.graph) as never;
    Field(() => type, { nullable: field.isOptional, description: describe(field) })(made.prototype, name);
  }
  return made;
}

const payloadClasses = new Map<DeclaredPayload, Class>();

/** The GraphQL type of a payload; its description names the verbs that answer it. */
export function payloadClassOf(payload: DeclaredPayload, verbs: readonly Verb[]): Class {
  const known = payloadClasses.get(payload);
  if (known) return known;
  const made = class extends Payload {};
  payloadClasses.set(payload, made);
  const names = verbs.filter(({ answers }) => answers === payload).map(({ name }) => name);
  ObjectType(payload.name, { description: `Result of ${names.join(', ')}. 结果` })(made);
  Field(() => payload.type() as never, { nullable: true, description: payload.description })(made.prototype, payload.field);
  payload.decorate?.(made.prototype, payload.field);
  for (const [name, { type, description, decorate }] of Object.entries(payload.more ?? {})) {
    Field(() => type() as never, { nullable: true, description })(made.prototype, name);
    decorate?.(made.prototype, name);
  }
  return made;
}

type Told = Readonly<Record<string, unknown>>;

/** What a verb answers. */
interface Answer {
  readonly payload: Told;
  /** What was made of the payload by `tell`, where it was asked. */
  readonly told?: Promise<string> | undefined;
}

/** Runs a verb for the viewer; the payload is read anew, with the viewer's rights of then: by `tell`, behind the commit, where it can be. */
export async function answer(
  verb: Verb,
  context: Context,
  given: unknown,
  tell?: (payload: Told, transaction: Transaction) => Promise<string>,
): Promise<Answer> {
  if (!verb.isOpen) signedIn(context);
  const { field, noun, read, more = {} } = verb.answers;
  const row = ({ input, result }: Performed) => {
    // A verb may also be about a row of a noun that its payload has no place for.
    if (result.ok) return (result.value.noun ?? noun) === noun ? new Ref(noun, result.value.id) : null;
    const about = verb.about && input[verb.about];
    return about ? new Ref(noun, about as string) : null;
  };
  const payloadOf = (performed: Performed): Told => {
    const { input, result } = performed;
    return {
      [field]: read ? null : row(performed),
      userErrors: result.ok ? [] : userErrorsOf(result.problems.slice(0, MOST_USER_ERRORS), context.language),
      ...Object.fromEntries(Object.entries(more).map(([name, { of }]) => [name, of(result, input as never)])),
    };
  };
  const readBehind =
    tell && !read ? (performed: Performed, transaction: Transaction) => tell(payloadOf(performed), transaction) : undefined;
  const performed = await perform(context.commandContext, verb, given, readBehind);
  const { result } = performed;
  const payload = payloadOf(performed);
  if (read && result.ok) return { payload: { ...payload, [field]: await read(context.commandContext(), result.value.id) } };
  return { payload, told: result.ok ? result.value.read : undefined };
}

/** The resolver class of the mutations of these verbs. */
export function mutationsOf(verbs: readonly Verb[]): Class {
  class Mutations {}
  Resolver()(Mutations);
  const { prototype } = Mutations;
  for (const verb of verbs) {
    const value = async (context: Context, input: unknown) => (await answer(verb, context, input)).payload;
    const method = { value, writable: true, configurable: true };
    Object.defineProperty(prototype, verb.name, method);
    // Both are made now: type-graphql looks for types before it asks what they are made of.
    const [input, payload] = [inputClassOf(verb.input) as never, payloadClassOf(verb.answers, verbs) as never];
    Ctx()(prototype, verb.name, 0);
    Arg('input', () => input, { description: 'All that it takes. 输入' })(prototype, verb.name, 1);
    Mutation(() => payload, { nullable: true, description: verb.does })(prototype, verb.name, method as never);
  }
  return Mutations;
}
