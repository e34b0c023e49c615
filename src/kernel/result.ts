import { type Bilingual, type Message, message, type Params } from './bilingual.js';
import { Fault, Told } from './errors.js';

/** Every way a command can be refused that its caller can mend. The values are the graph's UserErrorCode. */
export const problemCodes = [
  'INVALID',
  'REQUIRED',
  'TOO_LONG',
  'WRONG_STATE',
  'CONFLICT',
  'NOT_HOLDER',
  'SELF_VERIFICATION',
  'SKIP_LEVEL',
  'CYCLE',
  'NO_QUORUM',
  'BALLOT_CLOSED',
  'LIMIT_EXCEEDED',
  'IDEMPOTENCY_MISMATCH',
  'IN_FLIGHT',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

export interface Problem {
  readonly code: ProblemCode;
  readonly message: Message;
  /** Where in the input: ['gridId']. Empty when the whole input is meant. */
  readonly path: readonly string[];
}
export type Problems = readonly [Problem, ...Problem[]];

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: Problems };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

/** A problem with one input field, named by its dotted path, or with no field in particular. */
export const problem = (code: ProblemCode, text: Bilingual, field = '', params: Params = {}): Problem => ({
  code,
  message: message(text, { ...(field === '' ? {} : { field }), ...params }),
  path: field === '' ? [] : field.split('.'),
});

/** Ends a command: nothing of it is kept, and its caller is told what to mend. */
export class Refused extends Told {
  constructor(readonly problems: Problems) {
    super(problems[0].message);
    this.name = 'Refused';
  }
}

/** Refuses a command for one reason. */
export function refuse(code: ProblemCode, text: Bilingual, field = '', params: Params = {}): never {
  throw new Refused([problem(code, text, field, params)]);
}

/** A refusal as a value, for checks that others put together. */
export const fail = (code: ProblemCode, text: Bilingual, field = '', params: Params = {}): Result<never> => ({
  ok: false,
  problems: [problem(code, text, field, params)],
});

/** The value of a check, or the refusal of the command that asked for it. */
export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Refused(result.problems);
  return result.value;
}

/** A problem with the argument of a query, which has no payload to tell it in. */
export const faultOf = ({ message: { text, params } }: Problem): Fault => new Fault('BAD_USER_INPUT', text, {}, params);
