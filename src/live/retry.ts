import { isTimeout } from '../kernel/errors.js';
import { outageOf } from '../kernel/outage.js';

/** A database that is away is asked again after this long. */
export const RETRY_MS = 200;

/** There is nothing to be found out for the moment. */
export class DatabaseAway extends Error {}

/** Tries until the database is there again, as long as anybody waits for it. */
export async function retried<T>(work: () => Promise<T>, isWaitedFor: () => boolean, isTransient = isAway, retryMs = RETRY_MS): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error) || !isWaitedFor()) throw error;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}

/** The same for a question that is small whoever asks it: that the answer takes too long is no matter of theirs either. */
export const lookUp = <T>(work: () => Promise<T>, isWaitedFor: () => boolean, retryMs = RETRY_MS): Promise<T> =>
  retried(work, isWaitedFor, (error) => isAway(error) || isTimeout(error), retryMs);

/** Whether the error says that the database cannot be reached, or cannot answer, for the moment; not that it was asked for too much at once. */
function isAway(error: unknown): boolean {
  if (error instanceof DatabaseAway || codeOf(error) === '40001') return true;
  return outageOf(error) !== null && !isTimeout(error) && codeOf(error) !== OUT_OF_MEMORY;
}

const OUT_OF_MEMORY = '53200';
const codeOf = (error: unknown): string => String((error as { code?: unknown }).code);
