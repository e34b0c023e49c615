import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema, locatedError } from 'graphql';
import type { Claims } from '../auth/token.js';
import { keyOf } from '../auth/viewer.js';
import type { Batch, Point } from '../events/event.js';
import { expired } from '../events/history.js';
import type { Context } from '../graph/context.js';
import { type Gate, type PersistedDocument, type Registry, withdrawn } from '../graph/persisted.js';
import type { Stream } from '../graph/stream.js';
import type { Language } from '../kernel/bilingual.js';
import type { Clock } from '../kernel/clock.js';
import { Fault } from '../kernel/errors.js';
import { remembered } from '../kernel/memo.js';
import type { Turns } from '../kernel/turns.js';
import { Burden, Capacity, type StreamLimits } from './capacity.js';
import type { Sink } from './channel.js';
import { Group, type GroupKey, type GroupParts, groupKeyOf, type Member } from './group.js';
import { type Following, type LiveField, liveFieldOf, openDocuments, RequestErrors, type StreamRequest } from './operation.js';
import { lookUp, RETRY_MS } from './retry.js';
import { type Held, Rights } from './rights.js';
import { Routes } from './routes.js';

const TICK_MS = 1_000;
/** What those who come while the database is away have to know is asked again after this long: they may be thousands. */
const COMERS_RETRY_MS = 1_000;
/** Of what arrives while the database is away, and so cannot be handed on, the last so many batches are kept: what they leave out stands in the log. */
const MOST_ARRIVED = 20;
/** Whoever takes nothing for so long is let go. */
const PATIENCE_MS = 15_000;

export interface StreamsParts extends Pick<GroupParts, 'tail' | 'cursors' | 'reader'> {
  readonly schema: GraphQLSchema;
  readonly turns: Turns;
  readonly clock: Clock;
  readonly limits: StreamLimits;
  readonly contextFor: (claims: Claims | null) => Promise<Context>;
  /** Decides which documents may be followed. */
  readonly gate: Gate;
  /** What clients may run, as it is now. */
  readonly registry: Registry & { onChange(listener: () => void): void };
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown, language: Language) => GraphQLFormattedError;
}

/** Who is at the other end of a socket or an SSE response. */
export interface Peer {
  /** Null: nobody in particular. */
  readonly claims: Claims | null;
  /** In which messages to it are written. */
  readonly language: Language;
  /** Whether the explorer speaks for them. */
  readonly isExplorer: boolean;
}

/** A socket or an SSE response. */
export interface Connection extends Peer {
  /** What it goes to can take more again. */
  resume(): void;
  /** Ends what it carries without a word, and gives its place back. */
  close(): void;
}

/** What a client follows. */
export interface Subscription {
  /** What it goes to can take more again. */
  resume(): void;
  /** The client wants no more of it. */
  close(): void;
}

/** All streams of this process, over its tail of the event log. */
export class Streams {
  readonly #rights: Rights;
  readonly #capacity: Capacity;
  readonly #burden = new Burden();
  readonly #documents: ReturnType<typeof openDocuments>;
  readonly #groups = new Map<string, Group>();
  readonly #routes = new Routes<Group>();
  /** What has not been handed on yet, in order. */
  #arrived: Batch[] = [];
  /** The last position that was handed on. */
  #handedOn: number;
  #isDispatching = false;
  readonly #subscriptions = new Set<Followed>();
  readonly #groupParts: GroupParts;
  readonly #ticker: NodeJS.Timeout;

  constructor(private readonly parts: StreamsParts) {
    const { schema, tail, cursors, reader, turns } = parts;
    this.#handedOn = tail.position.pos;
    this.#rights = new Rights(parts.contextFor, parts.clock);
    this.#capacity = new Capacity(parts.limits);
    this.#documents = openDocuments(schema, turns);
    this.#groupParts = {
      tail,
      cursors,
      reader,
      renewed: () => this.#rights.renew(),
      fail: (subscriber, error) => this.#end(subscriber as Followed, error),
    };
    tail.onEvents((batch) => {
      if (batch.events.some(({ topic }) => topic === 'directory')) this.#rights.doubt();
      this.#arrived.push(batch);
      if (this.#arrived.length > MOST_ARRIVED) this.#arrived.shift();
      void this.#dispatch();
    });
    tail.onRewind(() => {
      this.#rights.doubt();
      this.#arrived = [];
      for (const subscription of [...this.#subscriptions])
        this.#end(subscription, expired('The database was put back to an earlier state. 数据库已恢复到较早的状态。'));
    });
    parts.registry.onChange(() => void this.#endWithdrawn());
    this.#ticker = setInterval(() => this.#tick(), TICK_MS).unref();
  }

  get schema(): GraphQLSchema {
    return this.parts.schema;
  }

  /** The document of a request, when it is its turn. Rejects with RequestErrors, COST_LIMIT and AT_CAPACITY. */
  async followingOf(connection: Connection, request: StreamRequest): Promise<Following> {
    const { held, claims, isExplorer } = connection as Connected;
    const { context } = held!;
    const { query, document } = await this.parts.gate.admit(request, { claims, viewer: context.viewer, isExplorer, isRouted: false });
    if (typeof query !== 'string') throw new Fault('BAD_REQUEST', 'Send the document as query. 请以 query 发送文档。');
    const following = await this.#documents.followingOf({ ...request, query }, context.runOf({}).asker);
    return document ? { ...following, persisted: document } : following;
  }

  /**
   * Takes in who comes. `revoked` is called when the token is not accepted any more, after all
   * that it carried has ended. Who comes while the database is away waits for it; null for who has gone by then. Throws UNAUTHENTICATED and AT_CAPACITY.
   */
  async connect(peer: Peer, revoked: () => void, isWanted: () => boolean): Promise<Connection | null> {
    const { claims } = peer;
    const giveBack = this.#capacity.take(claims);
    const connection = new Connected(peer, giveBack);
    const holder = {
      changed: () => {
        for (const subscription of [...connection.carried]) this.#regroup(subscription);
      },
      revoked: (fault: Fault) => {
        for (const subscription of [...connection.carried]) this.#end(subscription, fault);
        revoked();
      },
    };
    try {
      connection.held = await lookUp(() => this.#rights.hold(claims, holder), isWanted, COMERS_RETRY_MS);
    } catch (error) {
      giveBack();
      if (isWanted()) throw error;
    }
    if (isWanted()) return connection;
    connection.close();
    return null;
  }

  /**
   * Begins to follow: after `lastCursor`, else after what the arguments say, else from now on. Throws RequestErrors and Faults for what cannot be
   * followed. Whoever asks may have gone meanwhile: `isWanted` is asked before anything is told, and while the database is waited for.
   */
  async follow(
    connection: Connection,
    following: Following,
    variables: StreamRequest['variables'],
    sink: Sink,
    { lastCursor, isWanted = () => true }: { lastCursor?: string; isWanted?: () => boolean } = {},
  ): Promise<Subscription | null> {
    const { tail, cursors, reader, schema } = this.parts;
    const { held, carried, language, claims } = connection as Connected;
    const field = liveFieldOf(schema, following, variables);
    const { persisted } = following;
    try {
      await lookUp(() => this.#rights.renew(), isWanted, COMERS_RETRY_MS);
      const stream = field.field.subscribe!(undefined, field.args, held!.context, undefined as never) as unknown as Stream<unknown>;
      const after = stream.kind === 'events' ? (lastCursor ?? stream.after) : null;
      const start: Point = after === null ? tail.position : cursors.decode(after);
      if (after !== null) await lookUp(() => tail.check(start), isWanted, COMERS_RETRY_MS);
      const groupKey = groupKeyOf(reader, field, stream, held!.context, language);
      if (!isWanted()) return null;
      // It may have been retired since it was let in.
      if (persisted && !(await this.#mayRun(persisted, claims, held!.context))) throw withdrawn();
      if (!isWanted()) return null;
      held!.context.budget?.spend(field.price);
      const permit = persisted ? { persisted, claims } : null;
      const subscription = new Followed(this, held!, language, carried, field, stream, sink, start, after !== null, permit);
      this.#join(groupKey, subscription);
      carried.add(subscription);
      this.#subscriptions.add(subscription);
      return subscription;
    } catch (error) {
      if (!isWanted()) return null;
      throw error instanceof Fault ? new RequestErrors([locatedError(error, field.nodes, [field.key])]) : error;
    }
  }

  /** What is said when a token expires. */
  expired(language: Language): GraphQLFormattedError {
    const text =
      'The token has expired. Come again with a new one, after your last cursor. 令牌已过期，请使用新令牌，并从最后一个游标之后重新订阅。';
    return this.formatted(new Fault('UNAUTHENTICATED', text), language);
  }

  /** An error as a client may see it. */
  formatted(error: unknown, language: Language): GraphQLFormattedError {
    return this.parts.formatError(error instanceof GraphQLError ? error.toJSON() : { message: String(error) }, error, language);
  }

  /** How many there are, and the position that this process has come to in the log: what it tells is no newer. */
  get figures() {
    const { pos: position } = this.parts.tail.position;
    return { position, connections: this.#capacity.count, subscriptions: this.#subscriptions.size, channels: this.#groups.size };
  }

  /** How long ago the rights of those who are connected were last known, in ms; no more than a second or two while the database answers. */
  get ageOfRights(): number {
    return this.#rights.age;
  }

  stop(): void {
    clearInterval(this.#ticker);
    this.#arrived = [];
  }

  /** Hands events on by the rights of now: whom they concern is known by the groups, and a group is made of rights. */
  async #dispatch(): Promise<void> {
    if (this.#isDispatching) return;
    this.#isDispatching = true;
    while (this.#arrived.length > 0) {
      const arrived = this.#arrived;
      const last = arrived.at(-1)!;
      const areRenewed = await this.#rights.renew().then(
        () => true,
        () => new Promise<false>((resolve) => setTimeout(resolve, RETRY_MS, false)),
      );
      // What came meanwhile may be later than what was looked at; a rewind makes it all void.
      if (areRenewed && arrived === this.#arrived) for (const batch of arrived.splice(0, arrived.indexOf(last) + 1)) this.#handOn(batch);
    }
    this.#isDispatching = false;
  }

  #handOn(batch: Batch): void {
    try {
      // After a gap nobody knows whom what was left out concerns: all look for themselves.
      const concerned = batch.after === this.#handedOn ? this.#routes.of(batch.events) : null;
      this.#handedOn = batch.events.at(-1)!.pos;
      for (const group of this.#groups.values())
        if (concerned) group.advance(batch, concerned.has(group));
        else group.channel.advance();
    } catch (error) {
      // A bug, and logged as one; who was left out is told with the next events.
      this.formatted(error, 'en');
    }
  }

  /** Ends a subscription without a word. */
  drop(subscription: Followed): void {
    this.#ungroup(subscription);
    subscription.carried.delete(subscription);
    this.#subscriptions.delete(subscription);
  }

  #join(groupKey: GroupKey, subscription: Followed): void {
    const { context, field } = subscription;
    const paidBy = keyOf(context.viewer);
    this.#burden.add(paidBy, { key: groupKey.key, price: field.price });
    subscription.paidBy = paidBy;
    this.#groupOf(groupKey, subscription).join(subscription);
  }

  #ungroup(subscription: Followed): void {
    const { group, field, paidBy } = subscription;
    if (!group) return;
    group.leave(subscription);
    this.#burden.remove(paidBy, { key: group.key, price: field.price });
    if (!group.isEmpty) return;
    this.#groups.delete(group.key);
    group.route((...route) => this.#routes.delete(group, ...route));
  }

  #end(subscription: Followed, error: unknown): void {
    if (!this.#subscriptions.has(subscription)) return;
    this.drop(subscription);
    subscription.sink.end(this.formatted(error, subscription.language));
  }

  #groupOf(groupKey: GroupKey, { field, stream, context }: Followed): Group {
    return remembered(this.#groups, groupKey.key, () => {
      const group = new Group(this.#groupParts, groupKey, field, stream, context.asker);
      group.route((...route) => this.#routes.add(group, ...route));
      return group;
    });
  }

  async #mayRun(document: PersistedDocument, claims: Claims | null, { viewer }: Context): Promise<boolean> {
    if (document.id === null) return true;
    const documents = await this.parts.registry.documentsOf(viewer.jurisdiction!.id, claims!.clientId!);
    return documents?.holds(document) ?? false;
  }

  /** Ends what follows documents of versions that were retired. While the database is away, nothing is told anyway. */
  async #endWithdrawn(): Promise<void> {
    await Promise.all(
      [...this.#subscriptions].map(async (subscription) => {
        const { permit, context } = subscription;
        const mayRun = permit === null || (await this.#mayRun(permit.persisted, permit.claims, context).catch(() => true));
        if (!mayRun) this.#end(subscription, withdrawn());
      }),
    );
  }

  /** Somebody's rights are not what they were: what they are told from now on is for those who have such rights. */
  #regroup(subscription: Followed): void {
    const { context, language, field, stream, group } = subscription;
    try {
      const groupKey = groupKeyOf(this.parts.reader, field, stream, context, language);
      if (groupKey.key === group!.key) return;
      this.#ungroup(subscription);
      this.#join(groupKey, subscription);
    } catch (error) {
      this.#end(subscription, error);
    }
  }

  /** What is on its way to a slow consumer goes out before this, or not at all: whoever reads the cursor has read everything up to it. */
  #letGo(subscription: Followed): void {
    this.#ungroup(subscription);
    const cursor = this.parts.cursors.encode(subscription.position);
    const text =
      'You take items more slowly than they come. Subscribe again after the cursor of the last one. 接收速度低于产生速度，请从最后一条的游标之后重新订阅。';
    this.#end(subscription, new Fault('SLOW_CONSUMER', text, { cursor }));
  }

  #tick(): void {
    const now = performance.now();
    for (const { channel } of this.#groups.values()) channel.tick(now);
    for (const { fullSince, carried } of [...this.#subscriptions])
      if (fullSince !== null && now - fullSince >= PATIENCE_MS) for (const subscription of [...carried]) this.#letGo(subscription);
    // Also when nothing happens: a token that is not accepted any more closes its socket. While the database is away nothing is told anyway.
    if (!this.#rights.areFresh) this.#rights.renew().catch(() => {});
  }
}

class Connected implements Connection {
  readonly carried = new Set<Followed>();
  held: Held | null = null;

  readonly claims: Claims | null;
  readonly language: Language;
  readonly isExplorer: boolean;

  constructor(
    { claims, language, isExplorer }: Peer,
    private readonly giveBack: () => void,
  ) {
    this.claims = claims;
    this.language = language;
    this.isExplorer = isExplorer;
  }

  resume(): void {
    for (const subscription of [...this.carried]) subscription.resume();
  }

  close(): void {
    for (const subscription of [...this.carried]) subscription.close();
    this.held?.release();
    this.giveBack();
  }
}

interface Permit {
  readonly persisted: PersistedDocument;
  readonly claims: Claims | null;
}

class Followed implements Subscription, Member {
  fullSince: number | null = null;
  toldAt = 0;
  group: Group | null = null;
  /** Whose burden it is. */
  paidBy = '';

  constructor(
    private readonly streams: Streams,
    private readonly held: Held,
    readonly language: Language,
    readonly carried: Set<Followed>,
    readonly field: LiveField,
    readonly stream: Stream<unknown>,
    readonly sink: Sink,
    public position: Point,
    readonly isResumed: boolean,
    /** The document that it was let follow by its id, and the client that may. */
    readonly permit: Permit | null,
  ) {}

  get context(): Context {
    return this.held.context;
  }

  resume(): void {
    if (this.fullSince !== null) this.group?.channel.resume(this);
  }

  close(): void {
    this.streams.drop(this);
  }
}
