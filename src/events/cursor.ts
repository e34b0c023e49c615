import { createHmac, timingSafeEqual } from 'node:crypto';
import { Fault } from '../kernel/errors.js';
import type { Point } from './event.js';
import { expired, type History } from './history.js';

/** Positions in the event log as clients hold them: opaque, authenticated, bound to one history. A cursor says nothing about rights. */
export interface Cursors {
  encode(point: Point): string;
  /** Throws CURSOR_INVALID for what this graph never gave out, CURSOR_EXPIRED for a position of another database. */
  decode(cursor: string): Point;
}

/** Cursors of one position are asked for by many streams at once. */
const MOST_KEPT = 2_000;

const invalid = (): Fault => new Fault('CURSOR_INVALID', 'after takes a cursor that this stream gave out. after 应为本数据流给出的游标。');

/** epoch (4 bytes) + term (4) + position (8) + HMAC (8), base64url. */
export function openCursors(history: () => History): Cursors {
  const kept = new Map<number, { readonly text: string; readonly term: number; readonly epoch: string }>();
  const epochBytes = () => Buffer.from(history().epoch.slice(0, 8), 'hex');
  const sign = (body: Buffer) => createHmac('sha256', history().secret).update(body).digest().subarray(0, 8);

  return {
    encode({ pos, term }) {
      const { epoch } = history();
      const known = kept.get(pos);
      if (known?.term === term && known.epoch === epoch) return known.text;
      const body = Buffer.allocUnsafe(16);
      epochBytes().copy(body);
      body.writeUInt32BE(term, 4);
      body.writeBigUInt64BE(BigInt(pos), 8);
      const text = Buffer.concat([body, sign(body)]).toString('base64url');
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(pos, { text, term, epoch });
      return text;
    },
    decode(cursor) {
      const bytes = Buffer.from(cursor, 'base64url');
      if (bytes.length !== 24) throw invalid();
      const body = bytes.subarray(0, 16);
      if (!body.subarray(0, 4).equals(epochBytes())) throw expired('This cursor belongs to another history. 该游标属于另一份历史。');
      if (!timingSafeEqual(sign(body), bytes.subarray(16))) throw invalid();
      return { term: body.readUInt32BE(4), pos: Number(body.readBigUInt64BE(8)) };
    },
  };
}
