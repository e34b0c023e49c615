import { setImmediate as nextPass } from 'node:timers/promises';
import type pg from 'pg';
import type { Budget, PersistedDocument, Throttle } from '../graph/persisted.js';
import type { Task } from '../kernel/background.js';
import { tooCostly } from '../kernel/errors.js';
import { rateLimited } from '../kernel/limit.js';
import { remembered } from '../kernel/memo.js';
import { CLASSES, classOf } from '../modules/partners/durations.js';
import { noteSpending, noteUsage, spendingOf } from '../modules/partners/spending.js';

/** What is spent is noted this often: what a process has not noted is lost with it. */
const NOTE_MS = 400;
/** At once, where a client has spent this share of its budget since: other processes do not know of it yet. */
const SHARE = 0.02;
/** Whoever spent nothing for so long is forgotten here; the database knows. */
const IDLE_MS = 600_000;

export interface BudgetSize {
  readonly units: number;
  readonly perSecond: number;
}

/** The budgets of clients, which all processes share, and how often documents ran. A request reads memory alone; what it spends is noted afterwards. */
export interface Spending {
  budgetOf(jurisdictionId: string, client: string, size: BudgetSize): Promise<Budget>;
  used(document: PersistedDocument, jurisdictionId: string, ms: number, isFailed: boolean): void;
  /** Notes what is left to note. */
  stop(): Promise<void>;
}

export function openSpending(pool: pg.Pool, task: Task): Spending {
  const accounts = new Map<string, Promise<Account>>();
  const uses = new Map<string, Uses>();
  let noting: Promise<void> | null = null;
  let isStopped = false;

  const noteAll = async (): Promise<void> => {
    const settled = [...(await Promise.all(accounts.values()))].filter(({ pending }) => pending > 0);
    const used = [...uses.values()];
    uses.clear();
    const taken = settled.map((account) => account.take());
    try {
      if (taken.length > 0)
        for (const { jurisdictionId, client, left } of await noteSpending(pool, taken))
          (await accounts.get(keyOf(jurisdictionId, client)))?.noted(left);
      if (used.length > 0) await noteUsage(pool, used);
      task.works();
    } catch (error) {
      for (const account of settled) account.giveBack();
      for (const one of used) merge(uses, one);
      task.failed(error);
    }
    for (const [key, account] of accounts) if ((await account).isIdle) accounts.delete(key);
  };
  const note = (): Promise<void> => {
    noting ??= nextPass()
      .then(noteAll)
      .finally(() => {
        noting = null;
      });
    return noting;
  };
  const timer = setInterval(() => void note(), NOTE_MS);

  return {
    async budgetOf(jurisdictionId, client, size) {
      const key = keyOf(jurisdictionId, client);
      const account = remembered(accounts, key, () => {
        const opening = spendingOf(pool, jurisdictionId, client).then(
          (left) => new Account(jurisdictionId, client, left, () => isStopped || void note()),
        );
        opening.catch(() => accounts.delete(key));
        return opening;
      });
      return (await account).of(size);
    },
    used(document, jurisdictionId, ms, isFailed) {
      if (document.id === null) return;
      const { id: documentId } = document;
      const one = remembered(uses, documentId, () => ({
        documentId,
        jurisdictionId,
        uses: 0,
        errors: 0,
        durations: new Array<number>(CLASSES).fill(0),
      }));
      one.uses++;
      if (isFailed) one.errors++;
      one.durations[classOf(ms)]!++;
    },
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await noting;
      await noteAll();
    },
  };
}

const keyOf = (jurisdictionId: string, client: string): string => `${jurisdictionId} ${client}`;

interface Uses {
  readonly documentId: string;
  readonly jurisdictionId: string;
  uses: number;
  errors: number;
  readonly durations: number[];
}

function merge(uses: Map<string, Uses>, more: Uses): void {
  const same = uses.get(more.documentId);
  if (!same) return void uses.set(more.documentId, more);
  same.uses += more.uses;
  same.errors += more.errors;
  for (const [n, count] of more.durations.entries()) same.durations[n]! += count;
}

/** What one client has spent, in seconds of what comes back: the budget leaks by one a second. */
class Account {
  /** Spent and not noted yet. */
  pending = 0;
  /** On its way to the database. */
  #sent = 0;
  /** When it has its whole budget again as far as the database knew, by the clock of performance.now(). */
  #wholeAt: number;
  #usedAt = performance.now();

  constructor(
    private readonly jurisdictionId: string,
    private readonly client: string,
    left: number,
    private readonly noteSoon: () => void,
  ) {
    this.#wholeAt = performance.now() + left * 1_000;
  }

  get isIdle(): boolean {
    return this.pending === 0 && performance.now() - this.#usedAt > IDLE_MS;
  }

  /** In how many seconds it is whole again. */
  get #left(): number {
    return Math.max(0, (this.#wholeAt - performance.now()) / 1_000) + this.#sent + this.pending;
  }

  of({ units, perSecond }: BudgetSize): Budget {
    const throttle = (): Throttle => ({
      maximumAvailable: units,
      currentlyAvailable: Math.max(0, Math.floor(units - this.#left * perSecond)),
      restoreRate: perSecond,
    });
    return {
      throttle,
      spend: (cost) => {
        if (cost > units)
          throw tooCostly('The operation costs {cost} units, more than the budget of {max}. 操作开销为 {cost} 个单位，超出预算 {max}。', {
            cost,
            max: units,
          });
        this.#usedAt = performance.now();
        const wait = this.#left + (cost - units) / perSecond;
        if (wait > 0) throw rateLimited(COST_UNITS, wait);
        this.pending += cost / perSecond;
        if (this.pending * perSecond > units * SHARE) this.noteSoon();
      },
    };
  }

  take() {
    this.#sent = this.pending;
    this.pending = 0;
    return { jurisdictionId: this.jurisdictionId, client: this.client, seconds: this.#sent };
  }

  noted(left: number): void {
    this.#sent = 0;
    this.#wholeAt = performance.now() + left * 1_000;
  }

  giveBack(): void {
    this.pending += this.#sent;
    this.#sent = 0;
  }
}

const COST_UNITS = { en: 'cost units spent by this client', zh: '该客户端的开销' };
