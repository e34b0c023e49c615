import { outageOf, sqlWordsOf } from './outage.js';

/** One piece of background work, as it reports on itself. */
export interface Task {
  /** It failed and will be tried again. */
  failed(error: unknown): void;
  /** It got something done. */
  works(): void;
}

export interface TaskFigures {
  /** Why it fails now; null while it works. */
  readonly failing: string | null;
  /** How often it has failed since the start of the process. */
  readonly failures: number;
}

/** What is over sooner is not worth a line: a connection that breaks is replaced at once. */
const GRACE_MS = 1_000;

/** An error in one line, without values of rows or statements where it is the database's. */
export const reasonOf = (error: unknown): string => sqlWordsOf(error) ?? String(Object(error).message ?? error).split('\n')[0]!;

interface State {
  reason: string | null;
  failures: number;
  since: number;
  isSaid: boolean;
  timer: NodeJS.Timeout | null;
}

/**
 * Work that runs beside requests. Work that goes on failing is told to `say` once, with its reason, and once more when it works again. Failures because
 * the database is away are left to `isOutage`, which says so for all of them.
 */
export class Background {
  readonly #states = new Map<string, State>();

  constructor(
    private readonly say: (line: string) => void = () => {},
    /** Whether the whole database cannot serve, asked after an error of that kind. */
    private readonly isOutage: (error: unknown) => Promise<boolean> = async () => false,
  ) {}

  task(name: string): Task {
    const state: State = { reason: null, failures: 0, since: 0, isSaid: false, timer: null };
    this.#states.set(name, state);
    return {
      failed: (error) => {
        state.failures++;
        if (state.reason === null) state.since = performance.now();
        state.reason = reasonOf(error);
        if (state.isSaid || state.timer) return;
        state.timer = setTimeout(() => void this.#tell(name, state, error), GRACE_MS).unref();
      },
      works: () => {
        if (state.reason === null) return;
        state.reason = null;
        if (state.timer) clearTimeout(state.timer);
        state.timer = null;
        if (!state.isSaid) return;
        state.isSaid = false;
        this.say(`${name}: it works again, after ${Math.round((performance.now() - state.since) / 1_000)} s.`);
      },
    };
  }

  /** How it goes with each task, by its name. */
  get figures(): Readonly<Record<string, TaskFigures>> {
    return Object.fromEntries([...this.#states].map(([name, { reason, failures }]) => [name, { failing: reason, failures }]));
  }

  async #tell(name: string, state: State, error: unknown): Promise<void> {
    const isOutage = outageOf(error) !== null && (await this.isOutage(error));
    state.timer = null;
    if (state.reason === null || isOutage) return;
    state.isSaid = true;
    this.say(`${name}: it fails (${state.reason}) and is tried again until it works.`);
  }
}
