import { createHash } from 'node:crypto';
import type { Cursors } from '../events/cursor.js';
import type { Batch, LoggedEvent, Point } from '../events/event.js';
import type { Tail } from '../events/tail.js';
import type { Context } from '../graph/context.js';
import type { EventStream, StateStream, Stream } from '../graph/stream.js';
import type { Asker } from '../kernel/asker.js';
import type { Language } from '../kernel/bilingual.js';
import { Fault, type FaultCode } from '../kernel/errors.js';
import type { Reader } from '../read/reader.js';
import type { Run } from '../read/run-input.js';
import type { Channel, Item, Subscriber } from './channel.js';
import { EventChannel, type Page } from './event-channel.js';
import type { LiveField } from './operation.js';
import { DatabaseAway, lookUp, retried } from './retry.js';
import { treeOf } from './rights.js';
import { StateChannel } from './state-channel.js';

/** Of what is told from the log at once: events, to begin with and at most; what they cost; bytes, as the events before it had them. */
const FIRST_PAGE = 32;
const LONGEST_PAGE = 500;
const PAGE_COST = 100_000;
const PAGE_BYTES = 8 * 1_048_576;

export interface GroupParts {
  readonly tail: Tail;
  readonly cursors: Cursors;
  readonly reader: Reader;
  /** Rights as of now. Rejects while they cannot be found out. */
  readonly renewed: () => Promise<void>;
  readonly fail: (subscriber: Subscriber, error: unknown) => void;
}

/** A subscriber with their context as of now, and the group they are in. */
export interface Member extends Subscriber {
  readonly context: Context;
  readonly language: Language;
  group: Group | null;
}

/** What those have in common who are told the same. */
export interface GroupKey {
  /** The same live field, with arguments of the same meaning, and all of a member's rights that it depends on. */
  readonly key: string;
  /** All that the rows in its items depend on: other groups may show the same. */
  readonly dependence: string;
  readonly authScope: unknown;
}

const tooMuch = new Set<FaultCode>(['TIMEOUT', 'COST_LIMIT']);

const digest = (text: string): string => createHash('sha256').update(text).digest('base64');

/** Whom somebody is like. The language counts where items have texts in it. Throws the Fault that refuses them. */
export function groupKeyOf(reader: Reader, field: LiveField, stream: Stream<unknown>, context: Context, language: Language): GroupKey {
  const authScope = stream.authScope({ viewer: context.viewer, tree: treeOf(context) });
  const dependence = digest(reader.dependence(field, context.runOf(field.variables, language)));
  return { key: digest(`${field.identity} ${JSON.stringify(authScope)} ${dependence}`), dependence, authScope };
}

/** Those who are told the same, and how it is found out. Any member stands for all. */
export class Group {
  readonly #members = new Set<Member>();
  readonly channel: Channel;
  /** In events. */
  readonly #longestPage: number;
  #pageLength: number;

  constructor(
    private readonly parts: GroupParts,
    private readonly groupKey: GroupKey,
    private readonly field: LiveField,
    private readonly stream: Stream<unknown>,
    /** For whom the log is read: one of the members. */
    private readonly asker: Asker,
  ) {
    this.#longestPage = Math.max(1, Math.min(LONGEST_PAGE, Math.floor(PAGE_COST / field.price)));
    this.#pageLength = Math.min(FIRST_PAGE, this.#longestPage);
    this.channel = stream.kind === 'events' ? this.#eventChannel(stream) : this.#stateChannel(stream);
  }

  get key(): string {
    return this.groupKey.key;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  join(member: Member): void {
    member.group = this;
    this.#members.add(member);
    this.channel.join(member);
  }

  leave(member: Member): void {
    this.channel.leave(member);
    this.#members.delete(member);
    member.group = null;
  }

  /** Passes on its routing keys. A state has none, and is asked about each event. */
  route(take: (routingKeysOfEvent: EventStream['routingKeysOfEvent'], words: readonly string[]) => void): void {
    if (this.stream.kind === 'events') take(this.stream.routingKeysOfEvent, this.stream.routingKeysOf(this.groupKey.authScope));
  }

  /** There are new events, of which some may concern its members or none does. */
  advance(batch: Batch, isConcerned: boolean): void {
    const { stream } = this;
    const { events } = batch;
    if (stream.kind === 'state') {
      const tree = treeOf(this.#anyone.context);
      if (events.some((event) => stream.concerns(event, this.groupKey.authScope, tree))) this.channel.advance();
    } else if (isConcerned) this.channel.advance();
    else this.channel.pass(batch);
  }

  get #anyone(): Member {
    const [anyone] = this.#members;
    if (!anyone) throw new Error('A group without members has nobody to speak for it.');
    return anyone;
  }

  #run(): Run {
    const { context, language } = this.#anyone;
    return context.runOf(this.field.variables, language);
  }

  #eventChannel(stream: EventStream): EventChannel {
    const { tail, fail } = this.parts;
    return new EventChannel({
      head: () => tail.position,
      page: (after) => this.#page(stream, after),
      heartbeat: (at) => this.#heartbeat(stream, at),
      ...(stream.opening && { opening: (at: Point) => retried(() => this.#opening(stream.opening!, at), this.#isWaitedFor) }),
      fail,
    });
  }

  #stateChannel(stream: StateStream): StateChannel {
    return new StateChannel({ look: () => retried(() => this.#look(stream), this.#isWaitedFor), fail: this.parts.fail });
  }

  /** Fewer events at once, the heavier they have been: what is built before anybody takes any of it stays small. */
  async #page(stream: EventStream, after: number): Promise<Page> {
    for (;;) {
      const events = await lookUp(() => this.#read(after), this.#isWaitedFor);
      try {
        const items = await retried(() => this.#tell(stream, events), this.#isWaitedFor);
        const size = items.reduce((sum, { payload }) => sum + payload.length, 0);
        const fitting = Math.floor((events.length * PAGE_BYTES) / Math.max(size, 1));
        this.#pageLength = Math.max(1, Math.min(fitting, this.#pageLength * 2, this.#longestPage));
        return { items, end: events.at(-1)! };
      } catch (error) {
        // One by one may go what is too much at once.
        if (events.length === 1 || this.isEmpty || (error instanceof Fault && !tooMuch.has(error.code))) throw error;
        this.#pageLength = events.length >> 1;
      }
    }
  }

  async #read(after: number): Promise<readonly LoggedEvent[]> {
    const events = await this.parts.tail.read(after, this.#pageLength, this.asker);
    // The table has lost what this process has seen: until the tail notices, there is nothing to tell.
    return events.length > 0 ? events : Promise.reject(new DatabaseAway());
  }

  /** What is sent is as of now, and for whoever may see it now. */
  async #tell(stream: EventStream, events: readonly LoggedEvent[]): Promise<readonly Item[]> {
    await lookUp(this.parts.renewed, this.#isWaitedFor);
    if (this.#members.size === 0) return [];
    const { cursors, reader } = this.parts;
    const run = this.#run();
    const told = events.flatMap((event) => {
      const item = stream.item(event, this.groupKey.authScope, run.tree);
      return item ? [{ point: event, item: { ...item, cursor: cursors.encode(event) } }] : [];
    });
    if (told.length === 0) return [];
    const texts = await reader.items(
      this.field,
      told.map(({ item }) => item),
      run,
      this.groupKey.dependence,
    );
    return told.map(({ point, item }, i) => ({ point, cursor: item.cursor, payload: this.#payload(texts[i]!) }));
  }

  #heartbeat({ heartbeat }: EventStream, at: Point): Item {
    const cursor = this.parts.cursors.encode(at);
    const text = this.parts.reader.bareItem(this.field, { ...heartbeat, cursor }, this.#run());
    return { point: at, cursor, payload: this.#payload(text) };
  }

  async #opening(opening: object, at: Point): Promise<Item> {
    await lookUp(this.parts.renewed, this.#isWaitedFor);
    const { cursors, reader } = this.parts;
    const cursor = cursors.encode(at);
    const [text] = await reader.items(this.field, [{ ...opening, cursor }], this.#run(), this.groupKey.dependence);
    return { point: at, cursor, payload: this.#payload(text!) };
  }

  async #look(stream: StateStream): Promise<Item> {
    await lookUp(this.parts.renewed, this.#isWaitedFor);
    const { reader, tail } = this.parts;
    const run = this.#run();
    const point = tail.position;
    const state = await stream.state(this.groupKey.authScope, async (statement) =>
      JSON.parse((await reader.runner.json(statement, run)) ?? 'null'),
    );
    const [text] = await reader.items(this.field, [state], run, this.groupKey.dependence);
    return { point, cursor: null, payload: this.#payload(text!) };
  }

  /** An execution result, as graphql-js would make it. */
  #payload(text: string): Buffer {
    return Buffer.from(`{"data":{${JSON.stringify(this.field.key)}:${text}}}`);
  }

  readonly #isWaitedFor = (): boolean => this.#members.size > 0;
}
