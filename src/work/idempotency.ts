import { blindIndexes, type Keyring } from '../auth/cipher.js';
import { isSignedIn, type Viewer } from '../auth/viewer.js';
import { fail, type Result } from '../kernel/result.js';
import { optionalTextOf } from '../kernel/text.js';
import type { Done, Idempotent, Work } from './command.js';

const LONGEST_KEY = 200;
const NOWHERE = '00000000-0000-0000-0000-000000000000';

/** What is kept of a key, beside the outcome of its first use. */
interface UsedKey {
  readonly jurisdiction: string;
  readonly actor: string;
  readonly key: string;
  /** Keyed: an input that is one of a few, such as a vote, is not found by trying them. */
  readonly fingerprint: string;
}

/** What a key's claim answers: the outcome of its first use (or why it cannot be used), or what is to be kept with this one's; null without a key. */
export type Claim = { readonly settled: Result<Done> } | { readonly key: UsedKey | null };

/**
 * Claims an idempotency key for this transaction. What is kept is the outcome and the entity's id, never a response: a replay reads with today's rights.
 * A refused command rolls back and leaves its key free.
 */
export async function claimKey(
  { viewer, keyring }: { readonly viewer: Viewer; readonly keyring: Keyring },
  command: string,
  input: Idempotent,
  sql: Work['sql'],
): Promise<Claim> {
  const given = optionalTextOf(input.idempotencyKey, 'idempotencyKey', LONGEST_KEY);
  if (!given.ok) return { settled: given };
  const key = given.value;
  if (!key) return { key: null };
  // The same under each key at hand: while keys are rotated, what was kept has one of them.
  const said = `${command} ${JSON.stringify(input)}`;
  const uses = blindIndexes(keyring, viewer.jurisdiction?.id ?? NOWHERE, 'idempotency', said).map((index) =>
    usedKey(viewer, key, index.toString('hex')),
  );
  const claimed = uses[0]!;
  const parameters = [claimed.jurisdiction, claimed.actor, claimed.key];
  const [lock] = await sql<{ free: boolean }>('select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as free', [parameters.join(' ')]);
  if (!lock!.free)
    return {
      settled: fail(
        'IN_FLIGHT',
        'A request with this key is under way. Wait for its answer, or ask again. 使用该幂等键的请求正在处理，请等待结果或稍后再试。',
        'idempotencyKey',
      ),
    };
  // Only now: what the same statement saw would be older than its lock.
  const [used] = await sql<{ fingerprint: string; outcome: Done }>(
    'select fingerprint, outcome from idempotency where jurisdiction_id = ? and actor = any(?) and key = ?',
    [claimed.jurisdiction, uses.map(({ actor }) => actor), claimed.key],
  );
  if (used) {
    const isSame = uses.some(({ fingerprint }) => used.fingerprint === fingerprint);
    const refusal = () =>
      fail(
        'IDEMPOTENCY_MISMATCH',
        'This key was used for another request. Take a new key for a new request. 该幂等键已用于其他请求，新请求请使用新的键。',
        'idempotencyKey',
      );
    return { settled: isSame ? { ok: true, value: used.outcome } : refusal() };
  }
  return { key: claimed };
}

/** Keys of those who are not signed in are told apart by what was asked: two strangers may choose the same one. */
const usedKey = (viewer: Viewer, key: string, fingerprint: string): UsedKey => ({
  jurisdiction: viewer.jurisdiction?.id ?? NOWHERE,
  actor: (isSignedIn(viewer) ? (viewer.person ?? viewer.client) : null) ?? `anonymous ${fingerprint}`,
  key,
  fingerprint,
});

/**
 * What of an outcome is kept for a replay. Strangers may choose the same key for the same input as well, so the secret of one who is not signed in is not
 * kept: a repeat makes nothing new, and is told nothing.
 */
export function kept(viewer: Viewer, { told: _, secret, ...outcome }: Done): Done {
  return isSignedIn(viewer) && secret !== undefined ? { ...outcome, secret } : outcome;
}
