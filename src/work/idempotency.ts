import { blindIndexes, type Keyring } from '../auth/cipher.js';
import { isSignedIn, type Viewer } from '../auth/viewer.js';
import { fail, ok, type Result } from '../kernel/result.js';
import { optionalTextOf } from '../kernel/text.js';
import type { Done, Idempotent, Work } from './command.js';

const LONGEST_KEY = 200;
const NOWHERE = '00000000-0000-0000-0000-000000000000';

/** SQLSTATE of the function `refuse_key` (migrations). */
export const KEY_TAKEN = 'MU003';

/** What is kept of a key, beside the outcome of its first use. */
export interface UsedKey {
  readonly jurisdiction: string;
  readonly actor: string;
  readonly key: string;
  /** Keyed: an input that is one of a few, such as a vote, is not found by trying them. */
  readonly fingerprint: string;
}

/** A request's key: as it is kept, under each key for personal data that is at hand. While those are rotated, what was kept has one of them. */
export type RequestKey = readonly [UsedKey, ...UsedKey[]];

/** The key of a request; null without one. */
export function keyOf(
  { viewer, keyring }: { readonly viewer: Viewer; readonly keyring: Keyring },
  command: string,
  input: Idempotent,
): Result<RequestKey | null> {
  const given = optionalTextOf(input.idempotencyKey, 'idempotencyKey', LONGEST_KEY);
  if (!given.ok) return given;
  const key = given.value;
  if (!key) return ok(null);
  const said = `${command} ${JSON.stringify(input)}`;
  const [first, ...others] = blindIndexes(keyring, viewer.jurisdiction?.id ?? NOWHERE, 'idempotency', said).map((index) =>
    usedKey(viewer, key, index.toString('hex')),
  );
  return ok([first!, ...others]);
}

const USED = 'from idempotency where jurisdiction_id = ? and actor = any(?) and key = ?';
const parametersOf = (key: RequestKey) => [key[0].jurisdiction, key.map(({ actor }) => actor), key[0].key];

/**
 * Claims a key with the first statement of a transaction, which nobody has to wait for: where it is taken this rejects with {@link KEY_TAKEN}, and so does
 * what was sent behind it. What is kept is the outcome and the entity's id, never a response: a replay reads with today's rights. A refused command rolls
 * back and leaves its key free.
 */
export const claim = (key: RequestKey, sql: Work['sql']): Promise<unknown> => sql('select claim_key(?::uuid, ?, ?)', parametersOf(key));

/** What a request is told whose key was taken: the outcome of the first one, or why it cannot be told. Asked when its own transaction has ended. */
export async function outcomeOf(key: RequestKey, sql: Work['sql']): Promise<Result<Done>> {
  const [used] = await sql<{ fingerprint: string; outcome: Done }>(`select fingerprint, outcome ${USED}`, parametersOf(key));
  if (!used)
    return fail(
      'IN_FLIGHT',
      'A request with this key is under way. Wait for its answer, or ask again. 使用该幂等键的请求正在处理，请等待结果或稍后再试。',
      'idempotencyKey',
    );
  if (key.some(({ fingerprint }) => used.fingerprint === fingerprint)) return ok(used.outcome);
  return fail(
    'IDEMPOTENCY_MISMATCH',
    'This key was used for another request. Take a new key for a new request. 该幂等键已用于其他请求，新请求请使用新的键。',
    'idempotencyKey',
  );
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
