import type { MikroORM } from '@mikro-orm/postgresql';
import { type Claims, type TokenRules, verifyToken } from '../auth/token.js';
import { anonymous, type Viewer } from '../auth/viewer.js';
import type { Cursors } from '../events/cursor.js';
import type { Sequencer } from '../events/sequencer.js';
import type { Tail } from '../events/tail.js';
import type { Context } from '../graph/context.js';
import { dayOf, systemClock } from '../kernel/clock.js';
import { Fault } from '../kernel/errors.js';
import type { Reader } from '../read/reader.js';
import type { Work } from '../work/command.js';
import type { House } from './house.js';

export interface ContextParts {
  readonly orm: MikroORM;
  readonly reader: Reader;
  readonly house: House;
  readonly sequencer: Sequencer;
  readonly tail: Tail;
  readonly cursors: Cursors;
  readonly rules: TokenRules;
  readonly nextSerial: Work['nextSerial'];
}

/** Who a request or socket speaks for. Null claims: nobody said. */
export interface Contexts {
  /** Throws UNAUTHENTICATED, always with the same words, for a token that is not accepted. */
  claimsOf(authorization: string | undefined): Promise<Claims | null>;
  contextFor(claims: Claims | null): Promise<Context>;
}

const MOST_TOKENS = 5_000;

export const unauthenticated = (): Fault => new Fault('UNAUTHENTICATED', 'The token is not accepted. Get a new one and try again.');

export function openContexts(parts: ContextParts): Contexts {
  const { orm, reader, house, sequencer, tail, cursors, rules, nextSerial } = parts;
  // Verified once; a token says the same until it expires.
  const verified = new Map<string, Claims>();

  const viewerOf = async (claims: Claims | null): Promise<Viewer> => {
    if (!claims) return anonymous;
    const viewer = claims.expiresAt.getTime() > Date.now() ? await house.viewer(claims) : null;
    if (!viewer) throw unauthenticated();
    return viewer;
  };

  const contextFor = async (claims: Claims | null): Promise<Context> => {
    const startedAt = systemClock();
    const [viewer, tree] = await Promise.all([viewerOf(claims), house.tree()]);
    const today = dayOf(startedAt);
    return {
      viewer,
      reader,
      loaders: new WeakMap(),
      runOf: (variables) => ({ viewer, variables, tree, today, streamCursor: () => cursors.encode(tail.position) }),
      workshop: () => ({
        em: orm.em,
        viewer,
        now: systemClock,
        startedAt,
        tree,
        nextSerial,
        committed: (events) => {
          if (events.some(({ topic }) => topic === 'house')) house.changed();
          sequencer.nudge();
        },
      }),
    };
  };

  return {
    async claimsOf(authorization) {
      if (authorization === undefined || authorization === '') return null;
      const token = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization)?.[1];
      if (!token) throw unauthenticated();
      const known = verified.get(token);
      if (known && known.expiresAt.getTime() > Date.now()) return known;
      const claims = await verifyToken(token, rules);
      if (!claims) throw unauthenticated();
      verified.set(token, claims);
      if (verified.size > MOST_TOKENS) verified.delete(verified.keys().next().value!);
      return claims;
    },
    contextFor,
  };
}
