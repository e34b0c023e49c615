import { timingSafeEqual } from 'node:crypto';
import { blindIndex, blindIndexes, type Keyring } from '../../auth/cipher.js';

/**
 * What an activity shows at its door, as a QR code or as text: who was there a moment ago can read it. Sixteen bytes of the activity's id, four of the
 * second until which it is good, sixteen of a signature by the keys of the jurisdiction.
 */

/** For how long a code is good; who shows it asks for the next one in time. */
export const CODE_SECONDS = 120;

export interface CheckInCode {
  readonly code: string;
  /** ISO instant. */
  readonly expiresAt: string;
}

interface Subject {
  /** Bare UUID. */
  readonly id: string;
  readonly jurisdictionId: string;
}

const KIND = 'check_in_code';
const BYTES = 36;
const textOf = (id: string, expires: number) => `${id}|${expires}`;

export function checkInCodeOf(keyring: Keyring, { id, jurisdictionId }: Subject, now: Date): CheckInCode {
  const expires = Math.floor(now.getTime() / 1_000) + CODE_SECONDS;
  const head = Buffer.alloc(20);
  head.write(id.replaceAll('-', ''), 'hex');
  head.writeUInt32BE(expires, 16);
  const code = Buffer.concat([head, blindIndex(keyring, jurisdictionId, KIND, textOf(id, expires))]).toString('base64url');
  return { code, expiresAt: new Date(expires * 1_000).toISOString() };
}

/** Whether a code is the activity's, and still good. */
export function isCheckInCode(keyring: Keyring, { id, jurisdictionId }: Subject, code: string, now: Date): 'good' | 'expired' | 'wrong' {
  const bytes = Buffer.from(code, 'base64url');
  if (bytes.length !== BYTES || bytes.toString('hex', 0, 16) !== id.replaceAll('-', '')) return 'wrong';
  const expires = bytes.readUInt32BE(16);
  const isSigned = blindIndexes(keyring, jurisdictionId, KIND, textOf(id, expires)).some((mac) => timingSafeEqual(mac, bytes.subarray(20)));
  if (!isSigned) return 'wrong';
  return expires * 1_000 >= now.getTime() ? 'good' : 'expired';
}
