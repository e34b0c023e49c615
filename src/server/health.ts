import type pg from 'pg';

export interface Readiness {
  readonly ready: boolean;
  /** What is still being loaded, in words. */
  readonly loading: readonly string[];
  /** For how long the oldest event has waited for the sequencer, in ms; said when it is long. */
  readonly eventsWaitMs?: number;
  /** How old the rights are by which streams are told, in ms; said when they are old: until they are renewed nothing is told. */
  readonly rightsAgeMs?: number;
}

const PATIENCE_MS = 1_000;
const LONG_WAIT_MS = 2_000;
const OLD_RIGHTS_MS = 5_000;

/** Whether to send traffic here: the database answers, the data is loaded, and nobody has asked to stop. */
export class Health {
  readonly #loading = new Set<string>();
  #draining = false;

  constructor(private readonly pool: pg.Pool) {}

  /** `ageOfRights`: how long ago the rights of those who follow were last known, in ms. */
  async ready(ageOfRights: number): Promise<Readiness> {
    const asked = this.pool.query<{ waits: number | null }>(OLDEST).then(
      ({ rows }) => rows[0]!,
      () => null,
    );
    // A database that is cut off without a word would keep the question open.
    let timer: NodeJS.Timeout | undefined;
    const silent = new Promise<null>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS, null)));
    const answer = await Promise.race([asked, silent]);
    clearTimeout(timer);
    const ready = answer !== null && !this.#draining && this.#loading.size === 0;
    const isLong = answer?.waits && answer.waits > LONG_WAIT_MS;
    return {
      ready,
      loading: [...this.#loading],
      ...(isLong ? { eventsWaitMs: answer.waits! } : {}),
      ...(ageOfRights > OLD_RIGHTS_MS ? { rightsAgeMs: ageOfRights } : {}),
    };
  }

  /** Names something as loading while the work runs. */
  async during(what: string, work: Promise<void>): Promise<void> {
    this.#loading.add(what);
    await work;
    this.#loading.delete(what);
  }

  drain(): void {
    this.#draining = true;
  }
}

/** Since when it happened: of a transaction that was long open, its own time counts too. */
const OLDEST = `select (select extract(epoch from now() - at) * 1000 from outbox order by id limit 1)::int as waits`;
