import type { Readable } from 'node:stream';

/** What is known of a file before it is kept. */
export interface About {
  readonly contentType: string;
  readonly size: number;
  /** In hex. */
  readonly sha256: string;
}

/** The bytes from `start` to `end`, both included. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Where files are kept, under keys that are never used twice. */
export interface Files {
  /** What operators call it. */
  readonly where: string;
  /** Keeps a file of this machine; it is there whole or not at all. The file itself may be gone afterwards. */
  put(key: string, path: string, about: About): Promise<void>;
  /** Its bytes, all of them or a range that lies within it; null where there is none. Whoever asks for them reads them or destroys them. */
  read(key: string, range?: Range): Promise<Readable | null>;
  /** Also where there is none. */
  remove(key: string): Promise<void>;
}

/** The store of files does not answer, or refuses what it should take. */
export class StoreFault extends Error {
  override name = 'StoreFault';
}
