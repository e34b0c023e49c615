import type { Probed } from '../db/probe.js';
import { SEQUENCER } from '../events/sequencer.js';
import { Background, type TaskFigures } from '../kernel/background.js';
import { type Outage, outageOf, sqlWordsOf } from '../kernel/outage.js';

export interface Readiness {
  readonly ready: boolean;
  /** What is still being loaded, in words. */
  readonly loading: readonly string[];
  /** Why the database cannot serve requests; said while it cannot. */
  readonly database?: string;
  /** Said after a stop was asked for. */
  readonly draining?: true;
  /** For how long the oldest event has waited for the sequencer, in ms; said when it is long. */
  readonly eventsWaitMs?: number;
  /** How old the rights are by which streams are told, in ms; said when they are old: until they are renewed nothing is told. */
  readonly rightsAgeMs?: number;
}

/** How long /readyz waits for the database. */
const PATIENCE_MS = 2_000;
const LONG_WAIT_MS = 2_000;
/** Events that wait for so long behind a sequencer that fails do not come by themselves. */
const STUCK_MS = 10_000;
const OLD_RIGHTS_MS = 5_000;
/** How often the end of an outage is looked for, and for how long nobody must have met it by then. */
const RECOVERY_MS = 1_000;

interface Current {
  readonly outage: Outage;
  readonly since: number;
  lastMet: number;
}

/**
 * Whether to send traffic here: the database can serve requests, the data is loaded, and nobody has asked to stop. Says in one line that the database
 * cannot serve, and in one that it can again.
 */
export class Health {
  readonly background: Background;
  readonly #loading = new Set<string>();
  readonly #drained: (() => void)[] = [];
  #draining = false;
  #probing: Promise<Probed | Outage> | null = null;
  #current: Current | null = null;
  #unserved = 0;

  constructor(
    private readonly probe: (suspicion: Outage['kind'] | null) => Promise<Probed>,
    private readonly say: (line: string) => void,
  ) {
    this.background = new Background(say, (error) => this.#isAway(outageOf(error)));
  }

  /** `ageOfRights`: how long ago the rights of those who follow were last known, in ms. */
  async ready(ageOfRights: number): Promise<Readiness> {
    const state = await this.#look();
    const outage = 'kind' in state ? state : null;
    const waits = 'kind' in state ? 0 : (state.eventsWaitMs ?? 0);
    const isStuck = waits > STUCK_MS && this.background.figures[SEQUENCER]?.failing != null;
    return {
      ready: !outage && !isStuck && !this.#draining && this.#loading.size === 0,
      loading: [...this.#loading],
      ...(outage ? { database: outage.reason } : {}),
      ...(this.#draining ? { draining: true as const } : {}),
      ...(waits > LONG_WAIT_MS ? { eventsWaitMs: waits } : {}),
      ...(ageOfRights > OLD_RIGHTS_MS ? { rightsAgeMs: ageOfRights } : {}),
    };
  }

  /** For /readyz?verbose. `unserved`: how many answers were UNAVAILABLE. */
  get figures(): { readonly unserved: number; readonly background: Readonly<Record<string, TaskFigures>> } {
    return { unserved: this.#unserved, background: this.background.figures };
  }

  /** Names something as loading while the work runs; it stays named where the work fails. */
  async during(what: string, work: Promise<void>): Promise<void> {
    this.#loading.add(what);
    await work;
    this.#loading.delete(what);
  }

  /** From now on /readyz says no. */
  drain(): void {
    this.#draining = true;
    for (const listener of this.#drained.splice(0)) listener();
  }

  get isDraining(): boolean {
    return this.#draining;
  }

  onDrain(listener: () => void): void {
    this.#drained.push(listener);
  }

  /** A request could not be served. */
  unserved(outage: Outage): void {
    this.#unserved++;
    // A lock that one request waited for says nothing of the others.
    if (outage.kind === 'BUSY') void this.#isAway(outage);
    else this.#begin(outage);
  }

  async #isAway(outage: Outage | null): Promise<boolean> {
    if (!outage) return false;
    if (this.#current) return true;
    const found = await this.#look(outage.kind);
    if ('kind' in found) this.#begin(found);
    return this.#current !== null;
  }

  #begin(outage: Outage): void {
    if (this.#draining) return;
    if (this.#current) {
      this.#current.lastMet = performance.now();
      return;
    }
    const now = performance.now();
    this.#current = { outage, since: now, lastMet: now };
    this.say(`The database cannot serve: ${outage.reason}. Requests are answered with UNAVAILABLE until it can.`);
    this.#awaitEnd(this.#current);
  }

  #awaitEnd(current: Current): void {
    setTimeout(async () => {
      const isMet = performance.now() - current.lastMet < RECOVERY_MS;
      if (this.#draining) return;
      if (isMet || 'kind' in (await this.#look())) return this.#awaitEnd(current);
      this.#current = null;
      this.say(`The database serves again, after ${Math.round((performance.now() - current.since) / 1_000)} s.`);
    }, RECOVERY_MS).unref();
  }

  /** What the probe says. There is one at a time: while the database is silent they would take all of its connections. */
  async #look(suspicion = this.#current?.outage.kind ?? null): Promise<Probed | Outage> {
    this.#probing ??= this.probe(suspicion)
      .catch((error: unknown): Outage => outageOf(error) ?? { kind: 'AWAY', reason: sqlWordsOf(error) ?? 'it answers with an error' })
      .finally(() => {
        this.#probing = null;
      });
    let timer: NodeJS.Timeout | undefined;
    const silent = new Promise<Outage>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS, SILENT)));
    const answer = await Promise.race([this.#probing, silent]);
    clearTimeout(timer);
    return answer;
  }
}

const SILENT: Outage = { kind: 'AWAY', reason: 'it does not answer in time' };
