import type { Transaction } from '../db/transaction.js';
import { type NounName, nouns } from '../kernel/ids.js';
import { ok, type Problem, type Problems, Refused, type Result } from '../kernel/result.js';
import { type CommandContext, type Done, type Idempotent, type ReadBehind, run, type Work } from './command.js';
import { type Checked, type Fields, type InputObject, input, type Report, type Rule } from './input.js';

/** What a mutation answers: the row as it is now, and why it was refused. */
export interface Payload {
  /** The GraphQL type: GridPayload. */
  readonly name: string;
  /** The field that holds the row. */
  readonly field: string;
  readonly noun: NounName;
  /** The GraphQL type of the row. */
  readonly type: () => unknown;
  readonly description: string;
  /** Of a field that is not the row itself. */
  readonly decorate?: PropertyDecorator;
  /** What is answered about the row, where it is not the row itself. Read once the verb is done; null where it is refused. */
  readonly read?: (commandContext: CommandContext, id: string) => Promise<unknown>;
  /** Fields beside it, by name. */
  readonly more?: Readonly<Record<string, PayloadField>>;
}

/** The payload of verbs about a noun: GridPayload, with the row in the field `grid`. */
export const payloadOf = (noun: NounName, type: () => unknown, more: Partial<Payload> = {}): Payload => ({
  name: `${noun}Payload`,
  field: noun[0]!.toLowerCase() + noun.slice(1),
  noun,
  type,
  description: `The ${nouns[noun].words} as of now. ${nouns[noun].zh}`,
  ...more,
});

/** A field of a payload beside the row: told of the outcome, null where there is nothing to tell. */
export interface PayloadField {
  readonly type: () => unknown;
  readonly description: string;
  readonly decorate?: PropertyDecorator;
  readonly of: (result: Result<Done>, input: never) => unknown;
}

/**
 * A mutation: one verb, one input, one payload. Its answers come in one order: what cannot be read is refused; then rights are asked (NOT_FOUND,
 * FORBIDDEN); then all fields that are wrong are named at once; then the command says what else stands in its way.
 */
export interface Verb {
  readonly name: string;
  /** What it does, in English and with its Chinese term. */
  readonly does: string;
  readonly input: InputObject<never>;
  readonly answers: Payload;
  /** The field of the input that names the row, which is answered as it is where the verb is refused; null where the verb makes the row. */
  readonly about: string | null;
  /** Whether it is for those who have not signed in, too. */
  readonly isOpen: boolean;
  /** Finds what the viewer acts on and asks whether they may. Of the input it may use what it is about: fields that are wrong otherwise are there as well. */
  readonly may: (work: Work, input: never) => Promise<unknown>;
  readonly command: (work: Work, input: never, found: never) => Promise<Done>;
}

interface Declaration<F extends Fields, Found> {
  readonly does: string;
  readonly answers: Payload;
  readonly takes: F;
  readonly rules?: readonly Rule<Checked<F>>[];
  readonly about?: string;
  readonly isOpen?: boolean;
  readonly may: (work: Work, input: Checked<F>) => Promise<Found>;
}

/** Declares a verb. Its input type is called after it: CreateGridInput. */
export function verb<const F extends Fields, Found>(
  name: string,
  { does, answers, takes, rules = [], about, isOpen = false, may }: Declaration<F, Found>,
  command: (work: Work, input: Checked<F> & Idempotent, found: Found) => Promise<Done>,
): Verb {
  return {
    name,
    does,
    answers,
    about: about ?? ('id' in takes ? 'id' : null),
    isOpen,
    input: input(inputNameOf(name), does, takes, ...(rules as never[])) as never,
    may,
    command,
  };
}

export const inputNameOf = (verb: string): string => `${verb[0]!.toUpperCase()}${verb.slice(1)}Input`;

/** Runs a verb with what came in. `readBehind` is given the input as well. */
export async function perform(
  contextOf: () => CommandContext,
  verb: Verb,
  given: unknown,
  readBehind?: (performed: Performed, transaction: Transaction) => Promise<string>,
): Promise<Performed> {
  const context = contextOf();
  const problems: Problem[] = [];
  let isReadable = true;
  const report: Report = (problem, isUnreadable) => {
    problems.push(problem);
    if (isUnreadable) isReadable = false;
  };
  const input = verb.input.look(given, '', { report, now: context.now() });
  const refuseProblems = () => {
    if (isNotEmpty(problems)) throw new Refused(problems);
  };
  if (!isReadable && isNotEmpty(problems)) return { input, result: { ok: false, problems } };
  const command = async (work: Work) => {
    const found = await verb.may(work, input);
    refuseProblems();
    return verb.command(work, input, found as never);
  };
  const read: ReadBehind | undefined = readBehind && (async (done, transaction) => readBehind({ input, result: ok(done) }, transaction));
  return { input, result: await run(context, verb.name, command, input, read) };
}

export interface Performed {
  readonly result: Result<Done>;
  readonly input: Readonly<Record<string, unknown>>;
}

const isNotEmpty = (problems: readonly Problem[]): problems is Problems => problems.length > 0;
