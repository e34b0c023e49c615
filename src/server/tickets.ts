import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Claims } from '../auth/token.js';

/** For how long a ticket is good. */
export const TICKET_SECONDS = 60;

/** Stands for a token where a client can send no headers, as an EventSource cannot: in a URL, for one request, for a minute. */
export interface Tickets {
  /** A new ticket for whoever these claims name. */
  issue(claims: Claims): Promise<string>;
  /** Whom the ticket was issued to; null for one that was used, has expired, or never was. Of several processes one alone is told. */
  redeem(ticket: string): Promise<Claims | null>;
}

/** The table holds digests: whoever reads it, or a backup of it, has no ticket. */
const digestOf = (ticket: string): Buffer => createHash('sha256').update(ticket).digest();

export const openTickets = (pool: pg.Pool): Tickets => ({
  async issue(claims) {
    const ticket = randomBytes(32).toString('base64url');
    await pool.query(
      `with expired as (delete from stream_ticket where expires_at < now())
       insert into stream_ticket (digest, claims, expires_at) values ($1, $2, now() + make_interval(secs => $3))`,
      [digestOf(ticket), claims, TICKET_SECONDS],
    );
    return ticket;
  },
  async redeem(ticket) {
    const { rows } = await pool.query<{ claims: Record<'issuedAt' | 'expiresAt', string> & Omit<Claims, 'issuedAt' | 'expiresAt'> }>(
      'delete from stream_ticket where digest = $1 and expires_at >= now() returning claims',
      [digestOf(ticket)],
    );
    const claims = rows[0]?.claims;
    return claims ? { ...claims, issuedAt: new Date(claims.issuedAt), expiresAt: new Date(claims.expiresAt) } : null;
  },
});
