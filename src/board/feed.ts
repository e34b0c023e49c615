import { LONGEST_WAIT_MS, openSocket, type Socket, wait } from '../explorer/connection.js';
import type { Identity } from '../explorer/identity.js';
import {
  BoardEventsDocument,
  type BoardEventsSubscription,
  BoardLatestDocument,
  BoardTallyDocument,
  type BoardTallySubscription,
  type HappeningFragment,
  type TypedDocumentString,
} from './generated/graphql.js';
import { ask, idOf, Refusal } from './graph.js';

export type Happening = HappeningFragment;
/** How many are open, and past a limit. */
export interface Tally {
  readonly open: number;
  readonly overdue: number;
}

export interface FeedState {
  readonly phase: 'connecting' | 'live' | 'lost';
  /** When what is shown was last known to be so: the time of the page, in milliseconds. */
  readonly heardAt: number;
  /** What happened, newest first; each event once. */
  readonly happenings: readonly Happening[];
  /** Null where the viewer may not have it. */
  readonly tally: Tally | null;
  /** What the server refused with. */
  readonly fault: string | null;
}

const MOST = 60;
/** Statistics are of a period, and what is open now is the same in each. */
const ANY_DAY = { from: '2026-01-01', to: '2026-01-02' };
const PAUSE_OF_REFUSED_MS = 15_000;

/** Whether the connection broke; what this page does wrong would not end by trying again. */
const isOfConnection = (fault: unknown): boolean => fault instanceof Event || 'code' in Object(fault);

/**
 * What happens in a place, live. It begins with a snapshot, follows from the snapshot's cursor, and when the connection is lost resumes after the last
 * cursor, as often as it takes: no event is missing, and none is there twice.
 */
export class Feed {
  #state: FeedState = { phase: 'connecting', heardAt: Date.now(), happenings: [], tally: null, fault: null };
  #cursor: string | null = null;
  #isStopped = false;
  readonly #socket: Socket;

  constructor(
    private readonly identity: Identity,
    private readonly scope: string,
    /** Called with each change of the state; `isNews` where figures may have changed with it. */
    private readonly changed: (state: FeedState, isNews: boolean) => void,
  ) {
    this.#socket = openSocket(identity, { isPassing: isOfConnection, closed: () => this.#change({ phase: 'lost' }, false) });
    void this.#follow();
    void this.#followTally();
  }

  stop(): void {
    this.#isStopped = true;
    this.#socket.close();
  }

  async #follow(): Promise<void> {
    while (!this.#isStopped) {
      let pause = LONGEST_WAIT_MS;
      try {
        if (this.#cursor === null) await this.#readLatest();
        const code = await this.#followEvents();
        // Something after the cursor is not kept any more, or the database was put back.
        if (code === 'CURSOR_EXPIRED') this.#cursor = null;
      } catch (error) {
        // Who is refused will be refused again; who finds nobody may find somebody soon.
        if (error instanceof Refusal) pause = PAUSE_OF_REFUSED_MS;
        this.#change({ phase: 'lost', fault: error instanceof Refusal ? error.message : null }, false);
      }
      await wait(pause);
    }
  }

  async #readLatest(): Promise<void> {
    const { incidents } = await ask(this.identity, BoardLatestDocument, { scope: this.scope });
    const happenings = incidents.nodes.flatMap(({ events }) => events.nodes).sort((one, other) => (one.at < other.at ? 1 : -1));
    this.#cursor = incidents.streamCursor;
    this.#change({ happenings, fault: null }, true);
  }

  #followEvents(): Promise<string | null> {
    // graphql-ws sends this object again at every new connection: with the latest cursor in it, it resumes.
    const variables = { scope: this.scope, after: this.#cursor };
    return this.#subscribe<BoardEventsSubscription>(BoardEventsDocument, variables, ({ incidentEvents: { cursor, event } }) => {
      this.#cursor = variables.after = cursor;
      const { happenings, phase } = this.#state;
      // An event that the snapshot showed already may come again.
      const isNew = event !== null && happenings.every(({ id }) => id !== event.id);
      this.#change(
        { phase: 'live', fault: null, happenings: isNew ? [event, ...happenings].slice(0, MOST) : happenings },
        isNew || phase !== 'live',
      );
    });
  }

  /** The tally is for who holds a post there or above; for others it stays null. */
  async #followTally(): Promise<void> {
    while (!this.#isStopped) {
      const variables = { scope: this.scope, period: ANY_DAY };
      const code = await this.#subscribe<BoardTallySubscription>(BoardTallyDocument, variables, ({ statisticsTally }) => {
        const found = statisticsTally.organization ?? statisticsTally.grid;
        if (found?.statistics) this.#change({ tally: sumOf(found.statistics.openByState) }, false);
      });
      if (code === 'FORBIDDEN' || code === 'NOT_FOUND') return;
      await wait(LONGEST_WAIT_MS);
    }
  }

  /** Follows until the server ends it, over as many connections as it takes; resolves with the code of the error that ended it. */
  #subscribe<Data>(
    document: TypedDocumentString<Data, never>,
    variables: Record<string, unknown>,
    next: (data: Data) => void,
  ): Promise<string | null> {
    return new Promise((resolve) => {
      let code: string | null = null;
      const fail = (errors: unknown) => {
        code = Array.isArray(errors) ? String(errors[0]?.extensions?.code) : null;
      };
      // graphql-ws demands a text, which may be empty: the id counts.
      const payload = { query: '', documentId: idOf(document), variables };
      this.#socket.client.subscribe<Data>(payload, {
        next: ({ data, errors }) => {
          if (errors) fail(errors);
          else if (data && !this.#isStopped) next(data);
        },
        error: (errors) => {
          fail(errors);
          resolve(code);
        },
        complete: () => resolve(code),
      });
    });
  }

  #change(change: Partial<FeedState>, isNews: boolean): void {
    if (this.#isStopped) return;
    const heardAt = change.phase === 'lost' ? this.#state.heardAt : Date.now();
    this.#state = { ...this.#state, ...change, heardAt };
    this.changed(this.#state, isNews);
  }
}

function sumOf(states: readonly { readonly count: number; readonly overdue: number }[]): Tally {
  const sum = (numbers: readonly number[]) => numbers.reduce((one, other) => one + other, 0);
  return { open: sum(states.map(({ count }) => count)), overdue: sum(states.map(({ overdue }) => overdue)) };
}
