import { constants } from 'node:buffer';
import type { EventEmitter } from 'node:events';
import pg from 'pg';

/** A row was announced that is larger than whoever asked takes. */
export class RowTooLarge extends Error {
  override name = 'RowTooLarge';

  constructor(readonly bytes: number) {
    super(`The database announced a row of ${bytes} bytes.`);
  }
}

/** Beyond this a value cannot become a string. */
const LARGEST_ROW = constants.MAX_STRING_LENGTH;

export const takesAnyRow = (bytes: number): boolean => bytes <= LARGEST_ROW;

interface Connection {
  attachListeners(stream: Readable): void;
}
interface Readable extends EventEmitter {
  destroy(error: Error): void;
}

/**
 * A client of pg whose faults stay with its own queries. pg parses what comes in a listener of the socket: whatever is thrown there (a value longer than
 * a string can be, a message that cannot be parsed, a listener's own error) would end the process. Here it breaks the connection, and its queries reject.
 */
export class SafeClient extends pg.Client {
  /** Asked about each row when its length is known, before any of it is kept. Where it is not taken the connection breaks with {@link RowTooLarge}. */
  takes = takesAnyRow;

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    // A connection may also break while nobody asks anything.
    this.on('error', () => {});
    const { connection } = this as unknown as { connection: Connection };
    const attach = connection.attachListeners;
    connection.attachListeners = (stream) => attach.call(connection, this.#guarded(stream));
  }

  #guarded(stream: Readable): Readable {
    const lengths = new RowLengths();
    const guard = (parse: (chunk: Buffer) => void) => (chunk: Buffer) => {
      try {
        for (const { bytes, from } of lengths.in(chunk)) {
          if (this.takes(bytes)) continue;
          // What came before it is answered.
          parse(chunk.subarray(0, from));
          return stream.destroy(new RowTooLarge(bytes));
        }
        parse(chunk);
      } catch (error) {
        stream.destroy(error as Error);
      }
    };
    const on = (event: string, listener: (chunk: Buffer) => void) => stream.on(event, event === 'data' ? guard(listener) : listener);
    return { on } as unknown as Readable;
  }
}

/** A pool of such clients. One that breaks while it is idle is replaced. */
export function openPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({ ...config, Client: SafeClient });
  pool.on('error', () => {});
  return pool;
}

const HEADER_BYTES = 5;
const DATA_ROW = 0x44;

/** Follows the messages of PostgreSQL's protocol (a letter, a length that counts itself, a body) through the chunks in which they come. */
class RowLengths {
  /** Bytes of the present message that are still to come. */
  #rest = 0;
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerBytes = 0;

  /** The rows whose lengths are known with this chunk: so many bytes, which begin at a place in it. */
  in(chunk: Buffer): readonly { readonly bytes: number; readonly from: number }[] {
    const found: { bytes: number; from: number }[] = [];
    for (let at = 0; at < chunk.length; ) {
      if (this.#rest > 0) {
        const passed = Math.min(this.#rest, chunk.length - at);
        this.#rest -= passed;
        at += passed;
        continue;
      }
      const copied = chunk.copy(this.#header, this.#headerBytes, at, at + HEADER_BYTES - this.#headerBytes);
      this.#headerBytes += copied;
      at += copied;
      if (this.#headerBytes < HEADER_BYTES) break;
      this.#headerBytes = 0;
      this.#rest = this.#header.readUInt32BE(1) - 4;
      if (this.#header[0] === DATA_ROW) found.push({ bytes: this.#rest, from: at });
    }
    return found;
  }
}
