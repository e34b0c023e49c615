import type { Cursors } from '../events/cursor.js';
import type { Tail } from '../events/tail.js';
import type { StreamOf, Streams } from '../graph/context.js';
import { Fault } from '../kernel/errors.js';

/** A quiet stream says so this often; the graph promises 15 s. */
const HEARTBEAT_MS = 10_000;

/** Streams over the tail: each subscriber reads the log at its own speed, so a slow one needs no queue. */
export function openStreams(tail: Tail, cursors: Cursors): Streams {
  return {
    follow(after, stream) {
      const start = after === null ? tail.position : cursors.decode(after);
      const ended = new AbortController();
      const items = follow(tail, cursors, start, stream, ended.signal);
      return {
        next: () => items.next(),
        // A generator that waits for the next event cannot be returned from outside: the wait has to end first.
        return: async () => {
          ended.abort();
          await items.return(undefined);
          return { done: true, value: undefined };
        },
        [Symbol.asyncIterator]() {
          return this;
        },
      };
    },
  };
}

async function* follow<Item>(
  tail: Tail,
  cursors: Cursors,
  start: number,
  stream: StreamOf<Item>,
  ended: AbortSignal,
): AsyncGenerator<Item, void, void> {
  let position = start;
  // Another process may have given out a cursor that this one has not come to yet.
  if (position > tail.position && position > (await tail.latest()))
    throw new Fault('CURSOR_EXPIRED', 'This cursor is ahead of the log: the database was restored. Read a snapshot again.');
  // The first heartbeat says that the stream has begun, and from where.
  yield stream.heartbeat(cursors.encode(position));
  let quietSince = Date.now();
  while (!ended.aborted) {
    for (const event of await tail.read(position)) {
      const cursor = cursors.encode(event.pos);
      const item = await stream.item(event, cursor);
      position = event.pos;
      if (ended.aborted) return;
      if (item !== null) {
        yield item;
        quietSince = Date.now();
      }
    }
    const left = HEARTBEAT_MS - (Date.now() - quietSince);
    if (left > 0) await tail.advanced(position, left, ended);
    else {
      yield stream.heartbeat(cursors.encode(position));
      quietSince = Date.now();
    }
  }
}
