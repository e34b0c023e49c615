import type pg from 'pg';

export interface Readiness {
  readonly ready: boolean;
  /** What is still being loaded, in words. */
  readonly loading: readonly string[];
}

const PATIENCE_MS = 1_000;

/** Whether to send traffic here: the database answers, the data is loaded, and nobody has asked to stop. */
export class Health {
  readonly #loading = new Set<string>();
  #draining = false;

  constructor(private readonly pool: pg.Pool) {}

  async ready(): Promise<Readiness> {
    const asked = this.pool.query('select 1').then(
      () => true,
      () => false,
    );
    // A database that is cut off without a word would keep the question open.
    let timer: NodeJS.Timeout | undefined;
    const silent = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS, false)));
    const answers = await Promise.race([asked, silent]);
    clearTimeout(timer);
    return { ready: answers && !this.#draining && this.#loading.size === 0, loading: [...this.#loading] };
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
