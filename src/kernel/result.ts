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
  readonly message: string;
  /** Where in the input: ['gridId']. Empty when the whole input is meant. */
  readonly path: readonly string[];
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly [Problem, ...Problem[]] };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

/** A refusal that names one input field by its dotted path, or no field at all. */
export const fail = (code: ProblemCode, message: string, field = ''): Result<never> => ({
  ok: false,
  problems: [{ code, message, path: field === '' ? [] : field.split('.') }],
});
