import type { Claims } from '../auth/token.js';
import type { Context } from '../graph/context.js';
import { type Clock, dayOf } from '../kernel/clock.js';
import { Fault } from '../kernel/errors.js';
import { remembered } from '../kernel/memo.js';

/** Rights that were changed without a word in the event log are noticed after this long, and as long as viewers are kept. */
const TRUSTED_MS = 1_000;

/** The rights of somebody who is connected, as of now. */
export interface Held {
  readonly context: Context;
  release(): void;
}

interface Holder {
  /** The rights are not what they were: look at all that was made of them. */
  changed(): void;
  /** The token is not accepted any more. */
  revoked(fault: Fault): void;
}

interface Known {
  context: Context;
  readonly holders: Set<Holder>;
}

/** The rights of all who are connected. They are looked at again, for all at once, before anything is told to anybody after they may have changed. */
export class Rights {
  readonly #known = new Map<Claims | null, Known>();
  #validUntil = 0;
  #renewedAt = performance.now();
  #day = '';
  /** Grows whenever rights may have changed. */
  #version = 0;
  #renewing: Promise<void> | null = null;

  constructor(
    private readonly contextFor: (claims: Claims | null) => Promise<Context>,
    private readonly clock: Clock,
  ) {}

  /** The rights of a token, kept up to date until they are let go; null: of nobody in particular. Throws UNAUTHENTICATED. */
  async hold(claims: Claims | null, holder: Holder): Promise<Held> {
    const context = await this.contextFor(claims);
    const known = remembered(this.#known, claims, () => ({ context, holders: new Set() }));
    known.holders.add(holder);
    return {
      get context() {
        return known.context;
      },
      release: () => {
        known.holders.delete(holder);
        if (known.holders.size === 0) this.#known.delete(claims);
      },
    };
  }

  /** Rights may have changed. */
  doubt(): void {
    this.#version++;
    this.#validUntil = 0;
  }

  /** Whether what is known of rights is as of now. */
  get areFresh(): boolean {
    return performance.now() < this.#validUntil && this.#day === dayOf(this.clock());
  }

  /** How long ago they were last known, in ms. */
  get age(): number {
    return Math.round(performance.now() - this.#renewedAt);
  }

  /** Looks at all of them, later than it was asked to: where they change all the time, nobody waits for a moment of rest. Rejects while that cannot be found out. */
  async renew(): Promise<void> {
    if (this.areFresh) return;
    // One under way may have looked before what the caller knows of.
    await this.#renewing?.catch(() => {});
    if (this.areFresh) return;
    this.#renewing ??= this.#renewAll().finally(() => {
      this.#renewing = null;
    });
    await this.#renewing;
  }

  async #renewAll(): Promise<void> {
    const version = this.#version;
    const [startedAt, day] = [performance.now(), dayOf(this.clock())];
    await Promise.all([...this.#known].map(([claims, known]) => this.#renewOne(claims, known)));
    this.#renewedAt = startedAt;
    if (version !== this.#version) return;
    this.#validUntil = performance.now() + TRUSTED_MS;
    this.#day = day;
  }

  async #renewOne(claims: Claims | null, known: Known): Promise<void> {
    try {
      const before = known.context;
      known.context = await this.contextFor(claims);
      if (known.context.viewer === before.viewer && jurisdictionOf(known.context) === jurisdictionOf(before)) return;
      for (const holder of [...known.holders]) holder.changed();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      for (const holder of [...known.holders]) holder.revoked(error);
    }
  }
}

/** The seats that a watcher's rights and scopes lie among. */
const jurisdictionOf = (context: Context) =>
  context.viewer.jurisdiction && treeOf(context).jurisdictionAt(context.viewer.jurisdiction.place);

export const treeOf = (context: Context) => context.runOf({}).tree;
