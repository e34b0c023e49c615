/** The code a caller sees in a top-level error's extensions. */
export type FaultCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'COST_LIMIT'
  | 'CURSOR_EXPIRED'
  | 'CURSOR_INVALID';

/** A refusal that ends the operation (or its root field). Its message is written for the caller; anything else that is thrown is a bug and stays hidden. */
export class Fault extends Error {
  constructor(
    readonly code: FaultCode,
    message: string,
  ) {
    super(message);
    this.name = 'Fault';
  }
}

/** Throws FORBIDDEN unless the policy's sentence holds. Only for what the viewer can see: see {@link notFound}. */
export function demand(allowed: boolean, message: string): asserts allowed {
  if (!allowed) throw new Fault('FORBIDDEN', message);
}

/** What cannot be seen answers exactly like what was never there. */
export const notFound = (noun: string): Fault => new Fault('NOT_FOUND', `There is no such ${noun}.`);
