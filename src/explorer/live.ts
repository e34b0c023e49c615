import { openSocket } from './connection.js';
import type { Request } from './graph.js';
import { explorerKey, type Identity } from './identity.js';

/** One thing that a stream brought, as it came. */
export type Item = Record<string, unknown>;

export interface LiveState {
  readonly phase: 'connecting' | 'live' | 'waiting' | 'ended';
  /** The tab that the stream belongs to, and what it asks. */
  readonly tab: string;
  readonly title: string;
  readonly request: string;
  /** What came, newest first; a heartbeat gives way to what comes after it. */
  readonly items: readonly Item[];
  readonly eventCount: number;
  /** Where to resume from. */
  readonly cursor: string | null;
  /** Whether it can: the operation takes `after`. */
  readonly isResumable: boolean;
  /** How often the connection was lost and found again. */
  readonly resumedTimes: number;
  /** What went wrong last: why it ended, when nobody stopped it. */
  readonly fault: string | null;
}

const MOST_ITEMS = 50;

/**
 * The one stream that the explorer follows. It goes on while the user looks at another tab, and when the connection is lost it resumes after the
 * last cursor, as often as it takes.
 */
export class Live {
  #state: LiveState | null = null;
  /** Ends the connection of the stream that runs; what an earlier one still says is not heard. */
  #close: (() => void) | null = null;
  readonly #listeners = new Set<() => void>();

  get state(): LiveState | null {
    return this.#state;
  }

  /** Calls back after every change. Gives back how to end that. */
  readonly listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get isRunning(): boolean {
    return this.#state !== null && this.#state.phase !== 'ended';
  }

  /** Whether this very stream is running already. */
  follows(tab: string, request: Request): boolean {
    return this.isRunning && this.#state!.tab === tab && this.#state!.request === JSON.stringify(request);
  }

  start(identity: Identity, tab: string, request: Request, isResumable: boolean): void {
    this.stop();
    // graphql-ws sends this object again at every new connection: with the latest cursor in it, it resumes.
    const payload = { ...request, variables: { ...request.variables } };
    const isCurrent = () => this.#close === close;
    const socket = openSocket(identity, {
      init: { explorer: explorerKey() },
      connected: () => {
        if (!isCurrent()) return;
        const { cursor, resumedTimes } = this.#state!;
        const isResuming = isResumable && cursor !== null;
        this.#change({ phase: 'live', resumedTimes: resumedTimes + (isResuming ? 1 : 0) });
      },
      closed: () => isCurrent() && this.#change({ phase: 'waiting' }),
    });
    const close = () => {
      unsubscribe();
      socket.close();
    };
    this.#close = close;
    this.#state = {
      phase: 'connecting',
      tab,
      title: request.operationName ?? '',
      request: JSON.stringify(request),
      items: [],
      eventCount: 0,
      cursor: null,
      isResumable,
      resumedTimes: 0,
      fault: null,
    };
    const unsubscribe = socket.client.subscribe(payload, {
      next: (item) => {
        if (!isCurrent()) return;
        this.#take(item as Item);
        if (this.#state!.cursor !== null) payload.variables.after = this.#state!.cursor;
      },
      error: (fault) => isCurrent() && this.#end(messageOf(fault)),
      complete: () => isCurrent() && this.#end(this.#state!.fault),
    });
    this.#tell();
  }

  stop(): void {
    if (this.isRunning) this.#end(null);
  }

  #take(item: Item): void {
    const { items, eventCount, cursor } = this.#state!;
    const root = rootOf(item);
    const earlier = items[0] && isHeartbeat(items[0]) ? items.slice(1) : items;
    this.#change({
      cursor: typeof root.cursor === 'string' ? root.cursor : cursor,
      items: [item, ...earlier].slice(0, MOST_ITEMS),
      eventCount: eventCount + (item.data && !isHeartbeat(item) ? 1 : 0),
      fault: item.errors ? messageOf(item.errors) : null,
    });
  }

  #end(fault: string | null): void {
    const close = this.#close;
    this.#close = null;
    this.#change({ phase: 'ended', fault });
    close?.();
  }

  #change(change: Partial<LiveState>): void {
    if (!this.#state) return;
    this.#state = { ...this.#state, ...change };
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** What the subscription's one root field brought. */
export function rootOf(item: Item): Record<string, unknown> {
  return (Object.values((item.data as object | null) ?? {})[0] as Record<string, unknown> | null) ?? {};
}

export const isHeartbeat = (item: Item): boolean => rootOf(item).change === 'HEARTBEAT';

function messageOf(fault: unknown): string {
  if (Array.isArray(fault)) return fault.map(({ message }: { message: string }) => message).join(' ');
  if (fault instanceof CloseEvent) return fault.reason || `${fault.code}`;
  return fault instanceof Error ? fault.message : String(fault);
}
