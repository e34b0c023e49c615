import { openAsBlob } from 'node:fs';
import { StoreFault } from './files.js';

/** Looks for malware in files. */
export interface Scanner {
  /** Whether a file of this machine is clean. Rejects with {@link StoreFault} where the scanner cannot say. */
  isClean(path: string): Promise<boolean>;
}

/** What a scanner answers for a file that nobody may have. */
const INFECTED = [406, 422];
const ANSWER_MS = 60_000;

/** A scanner that takes the bytes of a file by POST: 2xx means that it is clean, 406 or 422 that it is not. */
export const scannerAt = (url: string): Scanner => ({
  async isClean(path) {
    const init = { method: 'POST', body: await openAsBlob(path), headers: { 'content-type': 'application/octet-stream' } };
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_MS) }).catch((error: unknown) => {
      throw new StoreFault('ATTACHMENT_SCANNER_URL does not answer.', { cause: error });
    });
    await response.body?.cancel();
    if (response.ok) return true;
    if (INFECTED.includes(response.status)) return false;
    throw new StoreFault(`ATTACHMENT_SCANNER_URL answers HTTP ${response.status}.`);
  },
});
