import type { MikroORM } from '@mikro-orm/postgresql';
import type { Viewer } from '../auth/viewer.js';
import { migrateWhole } from '../db/migrate.js';
import { metadataOf, openOrm, poolOf } from '../db/orm.js';
import { systemClock } from '../kernel/clock.js';
import { emptyTree } from '../kernel/place.js';
import { entities } from '../modules/index.js';
import type { CommandContext } from '../work/command.js';

const STATEMENT_MS = 30_000;

/** A fault of the call: its message says what to do. */
export class CallError extends Error {}

/** Brings the database to this version's schema, and works with it. Servers that run take up at once what is changed. */
export async function withSchema<T>(url: string, work: (orm: MikroORM) => Promise<T>): Promise<T> {
  await migrateWhole(url);
  const orm = await openOrm(url, 2, STATEMENT_MS);
  try {
    return await work(orm);
  } finally {
    await orm.close(true);
  }
}

/** What verbs run in that the operator of a database calls, without a server. `viewer` is who the audit log names; `seen` says in SQL which rows they see. */
export const operatorContext = async (orm: MikroORM, viewer: Viewer, seen: 'true' | 'false'): Promise<CommandContext> => ({
  pool: await poolOf(orm),
  metadata: metadataOf(entities),
  viewer,
  now: systemClock,
  startedAt: systemClock(),
  tree: emptyTree,
  keyring: { keys: [] },
  beginVerification: () => {},
  checkDocument: () => ({ ok: false, reason: 'Documents are published by partners.' }),
  webhooks: {
    faultOf: () => 'NO_URL',
    checkSubscription: () => ({ ok: false, reason: 'Webhooks are registered by partners.' }),
    positionOf: () => Promise.reject(new Error('Operators follow nothing.')),
  },
  nextSerial: () => Promise.reject(new Error('Operators number nothing.')),
  rates: null,
  caller: '',
  seen: () => ({ text: seen, parameters: [] }),
  keeps: [],
  movers: [],
  committed: () => {},
});
