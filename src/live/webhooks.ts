import { GraphQLError } from 'graphql';
import type pg from 'pg';
import { cellOf, type Keyring, open } from '../auth/cipher.js';
import type { Claims } from '../auth/token.js';
import type { Cursors } from '../events/cursor.js';
import type { LoggedEvent } from '../events/event.js';
import { takePart } from '../events/leader.js';
import { Bell, pause } from '../events/session.js';
import type { Tail } from '../events/tail.js';
import type { Context } from '../graph/context.js';
import type { Registry } from '../graph/persisted.js';
import type { Background, Task } from '../kernel/background.js';
import type { Clock } from '../kernel/clock.js';
import { Fault } from '../kernel/errors.js';
import { jurisdictionNumberOf, newId, publicId } from '../kernel/ids.js';
import { locks } from '../kernel/locks.js';
import { type OwnPauseReason, pauseItself } from '../modules/partners/webhook.workflow.js';
import {
  type ActiveWebhook,
  activeWebhooks,
  type DueDelivery,
  delivered,
  due,
  failed,
  plan,
  waiting,
  withdraw,
} from '../modules/partners/webhook-queue.js';
import type { Reader } from '../read/reader.js';
import { type CommandContext, run } from '../work/command.js';
import { RequestErrors } from './operation.js';
import { treeOf } from './rights.js';
import type { Followable, WebhookDocuments } from './webhook-documents.js';
import type { Outcome, Sender } from './webhook-sender.js';

/** How often the sender looks for what is due, and how long it rests at least between two looks. */
const TICK_MS = 500;
const REST_MS = 50;
/** Events of the log that are looked through at once. */
const PAGE = 500;
/** Deliveries of one webhook that wait, at most about: what follows stays in the log. */
const MOST_WAITING = 1_000;
/** Messages under way to one webhook at once, while it accepts them. */
const AT_ONCE = 4;
/** Up to where a webhook has come in the log is noted this often where there is nothing to send. */
const NOTE_MS = 10_000;
/** After a failure: then twice as long each time, up to the longest. README says it. */
const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 3_600_000;
/** After so many failures in a row nothing else is tried before the next attempt. */
const OUTAGE = 3;
/** After its first attempt. README says it. */
const GIVEN_UP_MS = 3 * 86_400_000;
/** After something went wrong on our side. */
const PAUSE_MS = 5_000;
/** Where its client has spent its budget. */
const SPENT_MS = 1_000;
/** For how long messages under way may still be answered when the process stops. */
const FINISH_MS = 2_000;
const NEVER = new Date(8.64e15);

export interface WebhooksParts {
  readonly url: string;
  /** For what is read and noted beside the session that holds the lock. */
  readonly pool: pg.Pool;
  readonly tail: Tail;
  readonly cursors: Cursors;
  readonly reader: Reader;
  readonly registry: Registry;
  readonly documents: WebhookDocuments;
  readonly sender: Sender;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly contextFor: (claims: Claims) => Promise<Context>;
  /** What a webhook is paused with: the system is its viewer. */
  readonly commandContext: () => Promise<CommandContext>;
  readonly background: Background;
}

/**
 * Sends the items of webhooks, in one process among all. First the log is looked through, as streams do, and what concerns a webhook is noted with its position, at
 * once; then each webhook is sent what waits for it, at its own pace. What is sent is as of now, and for whom the client is now.
 */
export function startWebhooks(parts: WebhooksParts): { stop(): Promise<void> } {
  const [stopping, hangUp, bell] = [new AbortController(), new AbortController(), new Bell()];
  const { signal } = stopping;
  const task = parts.background.task('The sending of webhooks');
  let leads = false;
  parts.tail.onEvents(() => leads && bell.ring());

  const lead = async (client: pg.Client, works: () => void) => {
    const desk = new Desk(parts, task, bell.ring);
    leads = true;
    try {
      while (!signal.aborted) {
        await desk.look(client);
        works();
        await pause(REST_MS, signal);
        await bell.wait(TICK_MS);
      }
    } finally {
      leads = false;
      await desk.close(signal.aborted ? FINISH_MS : 0);
    }
  };

  const signals = { stop: signal, hangUp: hangUp.signal };
  const ended = takePart(parts.url, { name: 'mulin webhooks', lock: locks.webhooks, signals, task }, lead);
  return {
    stop: async () => {
      stopping.abort();
      bell.ring();
      if (!leads) hangUp.abort();
      await ended;
    },
  };
}

/** A webhook as the sender knows it. */
interface Receiver {
  webhook: ActiveWebhook;
  /** Up to where the log was looked through; noted now and then. */
  pos: number;
  notedAt: number;
  failures: number;
  failingSince: Date | null;
  restsUntil: Date | null;
  readonly underWay: Map<string, DueDelivery>;
  isSending: boolean;
  /** By the clock of performance.now(): something went wrong on our side. */
  idleUntil: number;
}

/** Why a webhook is not sent to any more. */
class Ended extends Error {
  constructor(readonly reason: OwnPauseReason) {
    super(reason);
  }
}

/** Its client has spent its budget: it waits for what comes back. */
class Spent extends Error {}

/** The client of a webhook with its rights of now, and what it follows. */
interface Standing extends Followable {
  readonly context: Context;
}

class Desk {
  readonly #receivers = new Map<string, Receiver>();
  readonly #closing = new AbortController();
  readonly #attempts = new Set<Promise<void>>();

  constructor(
    private readonly parts: WebhooksParts,
    private readonly task: Task,
    private readonly ring: () => void,
  ) {}

  /** Looks through the log for each webhook, and begins to send what is due. */
  async look(client: pg.Client): Promise<void> {
    const known = await activeWebhooks(client);
    this.#take(known);
    await Promise.all([...this.#receivers.values()].map((receiver) => this.#guarded(receiver, () => this.#plan(receiver))));
    const now = this.parts.clock();
    for (const receiver of this.#receivers.values()) {
      const { webhook, restsUntil } = receiver;
      if (webhook.dueAt !== null && webhook.dueAt <= now && (restsUntil === null || restsUntil <= now)) void this.#sendDue(receiver);
    }
  }

  /** Ends. What is under way may be answered for so long; what is not is sent again by whoever leads next. */
  async close(finishMs: number): Promise<void> {
    if (this.#attempts.size > 0) await Promise.race([Promise.all(this.#attempts), pause(finishMs, this.#closing.signal)]);
    this.#closing.abort();
    await Promise.all(this.#attempts);
  }

  #take(active: readonly ActiveWebhook[]): void {
    const before = new Map(this.#receivers);
    this.#receivers.clear();
    for (const webhook of active) {
      const known = before.get(webhook.id);
      // A verb has changed it: what it says counts.
      const isSame = known?.webhook.version === webhook.version;
      const { pos, failures, failingSince, restsUntil } = isSame ? known : webhook;
      const receiver: Receiver = known ?? {
        ...{ webhook, pos, failures, failingSince, restsUntil, notedAt: performance.now() },
        ...{ underWay: new Map(), isSending: false, idleUntil: 0 },
      };
      Object.assign(receiver, { webhook, pos, failures, failingSince, restsUntil });
      this.#receivers.set(webhook.id, receiver);
    }
  }

  /** What goes wrong with one webhook is no matter of the others. */
  async #guarded(receiver: Receiver, work: () => Promise<void>): Promise<void> {
    if (receiver.idleUntil > performance.now() || this.#closing.signal.aborted) return;
    try {
      await work();
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      receiver.idleUntil = performance.now() + (error instanceof Spent ? SPENT_MS : PAUSE_MS);
      if (error instanceof Spent) return;
      if (!(error instanceof Ended)) return this.task.failed(error);
      await this.#pause(receiver, error.reason).catch((failure) => this.task.failed(failure));
    }
  }

  async #pause({ webhook: { id } }: Receiver, reason: OwnPauseReason): Promise<void> {
    const result = await run(await this.parts.commandContext(), 'pauseWebhook', pauseItself(id, reason), {});
    if (!result.ok) throw new Error(`The webhook ${id} could not be paused: ${result.problems[0].code}.`);
    this.#receivers.delete(id);
  }

  /** Throws Ended where the client may not follow it any more. */
  async #standingOf({ webhook }: Receiver): Promise<Standing> {
    const { registry, documents, contextFor } = this.parts;
    const { client, jurisdiction, jurisdictionId, sha256, variables } = webhook;
    const context = await contextFor(claimsOf(webhook)).catch((error) => {
      throw error instanceof Fault && error.code === 'UNAUTHENTICATED' ? new Ended('TOKENS_REVOKED') : error;
    });
    const document = (await registry.documentsOf(jurisdictionId, client))?.find(sha256);
    if (!document) throw new Ended('DOCUMENT_RETIRED');
    if (context.viewer.jurisdiction?.id !== jurisdictionId) throw new Error(`The root ${jurisdiction} is not that of the webhook.`);
    try {
      return { context, ...documents.followable(document.source, variables, context.viewer) };
    } catch (error) {
      throw error instanceof GraphQLError || error instanceof RequestErrors || error instanceof Fault
        ? new Ended('DOCUMENT_INVALID')
        : error;
    }
  }

  async #plan(receiver: Receiver): Promise<void> {
    const { tail, pool, clock } = this.parts;
    const { webhook } = receiver;
    if (receiver.pos >= tail.position.pos) return;
    const standing = await this.#standingOf(receiver);
    if ((await waiting(pool, webhook, MOST_WAITING)) >= MOST_WAITING) return;
    const events = await tail.read(receiver.pos, PAGE, standing.context.asker).catch((error) => {
      throw error instanceof Fault && error.code === 'CURSOR_EXPIRED' ? new Ended('LOG_EXPIRED') : error;
    });
    const last = events.at(-1);
    if (!last) return;
    const itemOf = itemsOf(standing);
    const deliveries = events
      .filter((event) => itemOf(event) !== null)
      .map((event) => ({ id: newId(jurisdictionNumberOf(webhook.id)), event, subject: subjectOf(event) }));
    if (deliveries.length > 0 || performance.now() - receiver.notedAt >= NOTE_MS) {
      await plan(pool, webhook, deliveries, last.pos, clock());
      receiver.notedAt = performance.now();
    }
    receiver.pos = last.pos;
    if (deliveries.length > 0 || last.pos < tail.position.pos) this.ring();
  }

  /** Begins to send what is due, as far as there is room. */
  async #sendDue(receiver: Receiver): Promise<void> {
    if (receiver.isSending) return;
    receiver.isSending = true;
    await this.#guarded(receiver, async () => {
      const { webhook, underWay, failures } = receiver;
      const room = (failures > 0 ? 1 : AT_ONCE) - underWay.size;
      if (room <= 0) return;
      for (const delivery of await due(this.parts.pool, webhook, [...underWay.values()], this.parts.clock(), room)) {
        underWay.set(delivery.id, delivery);
        const attempt = this.#guarded(receiver, () => this.#attempt(receiver, delivery)).finally(() => {
          underWay.delete(delivery.id);
          this.#attempts.delete(attempt);
          this.ring();
        });
        this.#attempts.add(attempt);
      }
    });
    receiver.isSending = false;
  }

  async #attempt(receiver: Receiver, delivery: DueDelivery): Promise<void> {
    const { pool, sender, keyring, clock } = this.parts;
    const { webhook } = receiver;
    const standing = await this.#standingOf(receiver);
    spend(standing);
    const body = await this.#bodyOf(standing, delivery);
    if (body === null) return withdraw(pool, webhook, delivery, clock());
    const { formerSecretSealed, formerSecretUntil } = webhook;
    const secrets = [open(keyring, cellOf(webhook, 'webhook', 'secret_sealed'), webhook.secretSealed)];
    if (formerSecretSealed && formerSecretUntil! > clock())
      secrets.push(open(keyring, cellOf(webhook, 'webhook', 'former_secret_sealed'), formerSecretSealed));
    const id = publicId('WebhookDelivery', delivery.id);
    await this.#note(receiver, delivery, await sender.send({ id, url: webhook.url, body, secrets }, this.#closing.signal));
  }

  /** The document's result as the client sees it now; null where the client may not see the item any more. */
  async #bodyOf(standing: Standing, { event, pos, term }: DueDelivery): Promise<string | null> {
    const { cursors, reader } = this.parts;
    const { field, stream, context } = standing;
    const cursor = cursors.encode({ pos, term });
    const item = event === null ? stream.heartbeat : itemsOf(standing)(event);
    if (item === null) return null;
    const text = await reader.item(field, { ...item, cursor }, context.runOf(field.variables));
    return `{"data":{${JSON.stringify(field.key)}:${text}}}`;
  }

  async #note(receiver: Receiver, delivery: DueDelivery, { status, fault, retryAfter }: Outcome): Promise<void> {
    const { pool, clock } = this.parts;
    const { webhook } = receiver;
    const now = clock();
    if (fault === null) {
      await delivered(pool, webhook, delivery, { status: status!, now, endsOutage: receiver.failures >= OUTAGE });
      Object.assign(receiver, { failures: 0, failingSince: null, restsUntil: null });
      return;
    }
    const [failures, failingSince] = [receiver.failures + 1, receiver.failingSince ?? now];
    const asked = now.getTime() + Math.min(LONGEST_RETRY_MS, (retryAfter ?? 0) * 1_000);
    const after = (times: number) => new Date(Math.max(asked, now.getTime() + backOff(times)));
    const restsUntil = failures >= OUTAGE ? after(failures) : retryAfter === null ? null : new Date(asked);
    const isOver = delivery.kind === 'TEST' || now.getTime() - (delivery.firstAttemptAt ?? now).getTime() >= GIVEN_UP_MS;
    const isDown = now.getTime() - failingSince.getTime() >= GIVEN_UP_MS && (await waiting(pool, webhook, 2)) > 1;
    const nextAttemptAt = isOver && !isDown ? null : after(delivery.attempts + 1);
    await failed(pool, webhook, delivery, { fault, status, now, nextAttemptAt, restsUntil });
    Object.assign(receiver, { failures, failingSince, restsUntil });
    if (status === 410) throw new Ended('GONE');
    if (isDown) throw new Ended('FAILING');
  }
}

/** The client, as a token of the instant at which it registered or resumed the webhook would name it. */
const claimsOf = ({ id, client, jurisdiction, authorisedAt }: ActiveWebhook): Claims => ({
  ...{ issuer: 'webhook', subject: client, tokenId: id, clientId: client, scopes: [] },
  client: { id: client, role: 'PARTNER', jurisdiction },
  issuedAt: authorisedAt,
  expiresAt: NEVER,
});

/** What an event is to the client, as of now. Throws Ended where it may not follow the stream. */
function itemsOf({ stream, context }: Standing): (event: LoggedEvent) => Readonly<Record<string, unknown>> | null {
  const tree = treeOf(context);
  try {
    const authScope = stream.authScope({ viewer: context.viewer, tree });
    return (event) => stream.item(event, authScope, tree);
  } catch (error) {
    throw error instanceof Fault ? new Ended('NOT_ALLOWED') : error;
  }
}

/** Takes the price of an item from the client's budget. Throws Spent where it is empty for now, Ended where the budget is smaller than one item. */
function spend({ context: { budget }, field: { price } }: Standing): void {
  try {
    budget?.spend(price);
  } catch (error) {
    if (error instanceof Fault && error.code === 'RATE_LIMITED') throw new Spent();
    throw error instanceof Fault && error.code === 'COST_LIMIT' ? new Ended('TOO_COSTLY') : error;
  }
}

/** Whose events must be told in order; null for those that tell nothing of one another. */
function subjectOf({ topic, payload }: LoggedEvent): string | null {
  if (topic === 'incident') return payload.incidentId;
  if (topic === 'activity') return payload.activityId;
  return topic === 'session' ? payload.sessionId : null;
}

/** Spread, so that those who fail together do not come again together. */
const backOff = (times: number): number => Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (times - 1)) * (0.8 + 0.2 * Math.random());
