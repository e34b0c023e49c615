import type { ServerResponse } from 'node:http';
import type { GraphQLFormattedError } from 'graphql';
import type { Item, Sink } from './channel.js';
import { BUDGET } from './frames.js';
import { RequestErrors, type StreamRequest } from './operation.js';
import type { Connection, Peer, Streams } from './streams.js';

/** A comment this often keeps proxies from closing a quiet response. */
const COMMENT_MS = 12_000;
/** How long a reader may take what was said last; one that stalls never does, and would keep its place. */
const LAST_WORDS_MS = 5_000;
/** setTimeout counts in 32 bits. */
const LONGEST_TIMER_MS = 2_147_483_647;

const HEAD = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  // nginx would hold events back.
  'x-accel-buffering': 'no',
};

export interface Sse {
  /** Answers with the stream that is asked for. Throws AT_CAPACITY and UNAUTHENTICATED before it has begun to answer. */
  serve(asked: StreamRequest & { readonly lastEventId?: string }, peer: Peer, response: ServerResponse): Promise<void>;
  /** Ends all responses; clients come again, somewhere else. */
  stop(): void;
}

/**
 * Streams as server-sent events, in the distinct connections mode of graphql-sse: `next` with an execution result, `complete` at the end. The id of an
 * event is its cursor, so that Last-Event-ID resumes. What is wrong with the request is said by a `next`, for an EventSource hides other answers.
 */
export function openSse(streams: Streams): Sse {
  const open = new Set<EventSink>();

  return {
    async serve({ lastEventId, ...request }, peer, response) {
      const { claims, language } = peer;
      const sink = new EventSink(response);
      let connection: Connection | null = null;
      response.once('close', () => {
        open.delete(sink);
        connection?.close();
      });
      open.add(sink);
      const isWanted = () => sink.isOpen;
      connection = await streams.connect(peer, () => sink.finish(), isWanted);
      if (!connection) return;
      response.writeHead(200, HEAD);
      // Thousands who are cut off at once do not come again at once.
      response.write(`retry: ${500 + Math.round(Math.random() * 2_000)}\n\n`);
      sink.timers.push(setInterval(() => sink.isFull || response.write(':\n\n'), COMMENT_MS));
      if (claims) {
        const left = Math.min(claims.expiresAt.getTime() - Date.now(), LONGEST_TIMER_MS);
        sink.timers.push(setTimeout(() => sink.end(streams.expired(language)), left));
      }
      try {
        const { variables } = request;
        const options = { lastCursor: lastEventId, isWanted };
        const subscription = await streams.follow(connection, await streams.followingOf(connection, request), variables, sink, options);
        response.on('drain', () => subscription?.resume());
      } catch (error) {
        const errors = error instanceof RequestErrors ? error.errors : [error];
        sink.refuse(errors.map((one) => streams.formatted(one, language)));
      }
    },
    stop() {
      for (const sink of open) sink.finish();
    },
  };
}

/** The bytes of an item as an event, made once for all who get it. */
const events = new WeakMap<Item, Buffer>();
function eventOf(item: Item): Buffer {
  let event = events.get(item);
  if (!event) {
    event = Buffer.concat([Buffer.from(`event: next\n${item.cursor === null ? '' : `id: ${item.cursor}\n`}data: `), item.payload, END]);
    events.set(item, event);
  }
  return event;
}
const END = Buffer.from('\n\n');

class EventSink implements Sink {
  /** They go when the response ends. */
  readonly timers: NodeJS.Timeout[] = [];

  constructor(private readonly response: ServerResponse) {
    // Without a listener a connection that breaks while it is written to would end the process.
    response.on('error', () => {}).once('close', () => this.timers.forEach(clearTimeout));
  }

  get isOpen(): boolean {
    return !this.response.destroyed && !this.response.writableEnded;
  }

  get isFull(): boolean {
    return this.response.writableLength > BUDGET;
  }

  send(items: readonly Item[]): number {
    if (!this.isOpen) return items.length;
    let taken = 0;
    for (; taken < items.length && !this.isFull; taken++) this.response.write(eventOf(items[taken]!));
    return taken;
  }

  end(error: GraphQLFormattedError | null): void {
    this.refuse(error ? [error] : []);
  }

  refuse(errors: readonly GraphQLFormattedError[]): void {
    const said = errors.length > 0 ? `event: next\ndata: ${JSON.stringify({ errors })}\n\n` : '';
    // An EventSource dispatches no event without data.
    this.finish(`${said}event: complete\ndata:\n\n`);
  }

  /** Ends the response, and after a while the connection of a reader who does not take the rest. */
  finish(lastWords = ''): void {
    if (!this.isOpen) return;
    for (const timer of this.timers.splice(0)) clearTimeout(timer);
    // Who still waited for the database would take anything else for final.
    if (!this.response.headersSent) this.response.writeHead(200, HEAD);
    this.response.end(lastWords);
    this.timers.push(setTimeout(() => this.response.destroy(), LAST_WORDS_MS));
  }
}
