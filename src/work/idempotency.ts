import { createHash } from 'node:crypto';
import type { Viewer } from '../auth/viewer.js';
import { unstorable } from '../kernel/errors.js';
import { fail, type Result } from '../kernel/result.js';
import type { Done, Idempotent, Work } from './command.js';

const LONGEST_KEY = 200;
const NOWHERE = '00000000-0000-0000-0000-000000000000';

/** What a key's claim answers: the outcome of its first use (or why it cannot be used), or the way to store this one's. */
export type Claim = { readonly settled: Result<Done> } | { readonly store: (done: Done) => Promise<unknown> };

/**
 * Claims an idempotency key for this transaction. What is stored is the outcome and the entity's id, never a response: a replay reads with today's rights.
 * A refused command rolls back and leaves its key free.
 */
export async function claimKey(viewer: Viewer, command: string, input: Idempotent, sql: Work['sql']): Promise<Claim> {
  const key = input.idempotencyKey;
  if (key?.includes('\u0000')) throw unstorable();
  if (!key) return { store: async () => {} };
  if (key.length > LONGEST_KEY)
    return { settled: fail('TOO_LONG', `idempotencyKey takes up to ${LONGEST_KEY} characters.`, 'idempotencyKey') };
  const fingerprint = createHash('sha256')
    .update(`${command} ${JSON.stringify(input)}`)
    .digest('hex');
  const parameters = keyOf(viewer, key, fingerprint);
  const [lock] = await sql<{ free: boolean }>('select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as free', [parameters.join(' ')]);
  if (!lock!.free)
    return { settled: fail('IN_FLIGHT', 'A request with this key is under way. Wait for its answer, or ask again.', 'idempotencyKey') };
  const [used] = await sql<{ fingerprint: string; outcome: Done }>(
    'select fingerprint, outcome from idempotency where jurisdiction_id = ? and actor = ? and key = ?',
    parameters,
  );
  if (used) {
    const isSame = used.fingerprint === fingerprint;
    const refusal = () =>
      fail('IDEMPOTENCY_MISMATCH', 'This key was used for another request. Take a new key for a new request.', 'idempotencyKey');
    return { settled: isSame ? { ok: true, value: used.outcome } : refusal() };
  }
  return {
    store: (done) =>
      sql('insert into idempotency (jurisdiction_id, actor, key, fingerprint, outcome) values (?, ?, ?, ?, ?)', [
        ...parameters,
        fingerprint,
        JSON.stringify(done),
      ]),
  };
}

/** Nobody's keys are told apart by what was asked: two strangers may choose the same one. */
const keyOf = ({ jurisdiction, person, client }: Viewer, key: string, fingerprint: string): string[] => [
  jurisdiction?.id ?? NOWHERE,
  person ?? client ?? `anonymous ${fingerprint}`,
  key,
];
