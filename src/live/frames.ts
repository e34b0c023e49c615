import type { Socket } from 'node:net';
import type { GraphQLFormattedError } from 'graphql';
import type { Item, Sink } from './channel.js';

/** Beyond this many unsent bytes a client is told nothing more until all of them are sent. The kernel has buffers of its own besides. */
export const BUDGET = 65_536;
/** What goes out in one write at least, as long as there is as much. */
const CHUNK = 16_384;
const FINAL_TEXT = 0x81;
const CLOSING_BRACE = 0x7d;

/** Items as `next` messages of one subscription, in whole WebSocket frames, written past the WebSocket to its TCP socket. */
export class FrameSink implements Sink {
  readonly #head: Buffer;

  constructor(
    private readonly socket: Socket,
    id: string,
    /** Nothing may follow a close frame. */
    private readonly isOpen: () => boolean,
    readonly end: (error: GraphQLFormattedError | null) => void,
  ) {
    this.#head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
  }

  get isFull(): boolean {
    return this.socket.writableLength > BUDGET;
  }

  send(items: readonly Item[]): number {
    if (!this.isOpen()) return items.length;
    let taken = 0;
    while (taken < items.length && !this.isFull) {
      const start = taken;
      for (let size = 0; taken < items.length && size < CHUNK; taken++) size += items[taken]!.payload.length;
      this.socket.write(this.#frames(items, start, taken));
    }
    return taken;
  }

  #frames(items: readonly Item[], start: number, end: number): Buffer {
    const head = this.#head;
    let size = 0;
    for (let i = start; i < end; i++) {
      const length = head.length + items[i]!.payload.length + 1;
      size += headerSize(length) + length;
    }
    const bytes = Buffer.allocUnsafe(size);
    let at = 0;
    for (let i = start; i < end; i++) {
      const { payload } = items[i]!;
      at = writeHeader(bytes, at, head.length + payload.length + 1);
      head.copy(bytes, at);
      payload.copy(bytes, at + head.length);
      at += head.length + payload.length;
      bytes[at++] = CLOSING_BRACE;
    }
    return bytes;
  }
}

/** RFC 6455, 5.2; a server does not mask. */
const headerSize = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10);

function writeHeader(bytes: Buffer, at: number, length: number): number {
  bytes[at] = FINAL_TEXT;
  if (length < 126) {
    bytes[at + 1] = length;
    return at + 2;
  }
  if (length < 65_536) {
    bytes[at + 1] = 126;
    return bytes.writeUInt16BE(length, at + 2);
  }
  bytes[at + 1] = 127;
  return bytes.writeBigUInt64BE(BigInt(length), at + 2);
}
