import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type pg from 'pg';
import { Fault } from '../kernel/errors.js';

/** Positions in the event log as clients hold them: opaque, authenticated, bound to one history. A cursor says nothing about rights. */
export interface Cursors {
  encode(pos: number): string;
  /** Throws CURSOR_INVALID for what this graph never gave out, CURSOR_EXPIRED for a position of another history . */
  decode(cursor: string): number;
}

/** epoch (8 bytes) + position (8) + HMAC (8), base64url. The epoch is the database's: a new history has another one. */
export async function openCursors(pool: pg.Pool): Promise<Cursors> {
  const { rows } = await pool.query<{ epoch: string; secret: Buffer }>('select epoch, secret from event_epoch');
  const { epoch, secret } = rows[0]!;
  const epochBytes = Buffer.from(epoch.replaceAll('-', ''), 'hex').subarray(0, 8);
  const key = createSecretKey(secret);
  const sign = (body: Buffer) => createHmac('sha256', key).update(body).digest().subarray(0, 8);

  return {
    encode(pos) {
      const body = Buffer.allocUnsafe(16);
      epochBytes.copy(body);
      body.writeBigUInt64BE(BigInt(pos), 8);
      return Buffer.concat([body, sign(body)]).toString('base64url');
    },
    decode(cursor) {
      const bytes = Buffer.from(cursor, 'base64url');
      if (bytes.length !== 24) throw new Fault('CURSOR_INVALID', 'after takes a cursor that this stream gave out.');
      const body = bytes.subarray(0, 16);
      if (!body.subarray(0, 8).equals(epochBytes)) {
        throw new Fault('CURSOR_EXPIRED', 'This cursor belongs to another history. Read a snapshot and subscribe after its streamCursor.');
      }
      if (!timingSafeEqual(sign(body), bytes.subarray(16)))
        throw new Fault('CURSOR_INVALID', 'after takes a cursor that this stream gave out.');
      return Number(body.readBigUInt64BE(8));
    },
  };
}
