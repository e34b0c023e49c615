import type { MetadataStorage } from '@mikro-orm/core';
import type pg from 'pg';
import type { Keyring } from '../auth/cipher.js';
import { type Claims, type TokenRules, verifyToken } from '../auth/token.js';
import { anonymous, keyOf, system, type Viewer } from '../auth/viewer.js';
import type { Cursors } from '../events/cursor.js';
import type { Sequencer } from '../events/sequencer.js';
import type { Tail } from '../events/tail.js';
import type { Context } from '../graph/context.js';
import type { Budget } from '../graph/persisted.js';
import { Asker } from '../kernel/asker.js';
import type { Label, Language } from '../kernel/bilingual.js';
import { type Clock, dayOf } from '../kernel/clock.js';
import { Fault } from '../kernel/errors.js';
import { type Meter, rateLimited } from '../kernel/limit.js';
import type { PlaceTree } from '../kernel/place.js';
import { USUAL_BUDGET } from '../modules/partners/partner.terms.js';
import type { Reader } from '../read/reader.js';
import { seenCondition } from '../read/seen.js';
import type { CommandContext, Work } from '../work/command.js';
import { callerOf } from '../work/rates.js';
import type { Directory } from './directory.js';
import type { Rates } from './rates.js';
import type { OpenRegistry } from './registry.js';
import type { Spending } from './spending.js';

export interface ContextParts {
  /** The pool of commands, and the metadata of their rows. */
  readonly writers: pg.Pool;
  readonly metadata: MetadataStorage;
  readonly reader: Reader;
  readonly directory: Directory;
  readonly sequencer: Sequencer;
  readonly tail: Tail;
  readonly cursors: Cursors;
  readonly rules: TokenRules;
  readonly keyring: Keyring;
  readonly nextSerial: Work['nextSerial'];
  readonly keeps: Work['keeps'];
  readonly movers: Work['movers'];
  readonly rates: Rates;
  readonly beginVerification: Work['beginVerification'];
  readonly checkDocument: Work['checkDocument'];
  readonly webhooks: Work['webhooks'];
  /** What clients may run; told of what commands changed. */
  readonly registry: OpenRegistry;
  readonly spending: Pick<Spending, 'budgetOf'>;
  /** What the present instant is, for all that is dated. Tokens expire by the real time. */
  readonly clock: Clock;
  /** Bytes of the largest answer. */
  readonly responseBytes: number;
}

/** The request that a context is made for. */
export interface Asked extends Pick<Asker, 'size' | 'onClose'> {
  readonly address: string;
  readonly language: Language;
  /** Whose router the request came through, where it says so beside the token of who asks. */
  readonly router?: Claims | null;
}

/** Who a request or socket speaks for. Null claims: nobody said. */
export interface Contexts {
  /**
   * Of an authorization header. Throws UNAUTHENTICATED: for a token that is not accepted always with the same words; RATE_LIMITED where too many of those, or too many requests
   * without a token, came from the address.
   */
  claimsOf(authorization: string | undefined, address: string): Promise<Claims | null>;
  /** What a token, or a secret in an address, stands for. Throws RATE_LIMITED where too many that stand for nothing came from the address of who asks. */
  ofSecret<Meant>(find: () => Promise<Meant | null>, address: string): Promise<Meant | null>;
  /** Of a router's own credential, which it sends beside the token of who asks. Throws as {@link claimsOf} does; UNAUTHENTICATED for a token that is no router's. */
  routerOf(authorization: string | undefined, address: string): Promise<Claims | null>;
  /** Without a request: of somebody who follows streams, where each read has an answer of its own, in the language of a connection, and runs no command. */
  contextFor(claims: Claims | null, asked?: Asked): Promise<Context>;
  /** What the commands of scheduled work run with. */
  systemCommandContext(): Promise<CommandContext>;
}

const MOST_TOKENS = 5_000;
const VERIFIED_MS = 60_000;

/** Throws RATE_LIMITED where the address has to wait. */
function insist(meter: Meter, address: string, what: Label, underWay?: number): void {
  const wait = meter.waitOf(address, underWay);
  if (wait > 0) throw rateLimited(what, wait);
}

export const unauthenticated = (): Fault =>
  new Fault('UNAUTHENTICATED', 'The token is not accepted. Get a new one and try again. 令牌无效，请重新获取后再试。');

const FAILED_TOKENS = { en: 'tokens that are not accepted from your address', zh: '来自您的地址的无效令牌' };
const ANONYMOUS = { en: 'requests without a token from your address', zh: '来自您的地址的未携带令牌的请求' };

export function openContexts(parts: ContextParts): Contexts {
  const {
    writers,
    metadata,
    reader,
    directory,
    sequencer,
    tail,
    cursors,
    rules,
    keyring,
    nextSerial,
    keeps,
    movers,
    rates,
    responseBytes,
    beginVerification,
    checkDocument,
    webhooks,
    registry,
    spending,
    clock,
  } = parts;
  // By header. Verified once a minute: a token says the same until it expires, but the key that signed it may be withdrawn.
  const verified = new Map<string, { readonly claims: Claims; readonly until: number }>();

  const viewerOf = async (claims: Claims | null): Promise<Viewer> => {
    if (!claims) return anonymous;
    const viewer = claims.expiresAt.getTime() > Date.now() ? await directory.viewer(claims) : null;
    if (!viewer) throw unauthenticated();
    return viewer;
  };

  const commandContextOf = (
    viewer: Viewer,
    tree: PlaceTree,
    startedAt: Date,
    limited: Pick<CommandContext, 'rates' | 'caller'>,
  ): CommandContext => ({
    pool: writers,
    metadata,
    viewer,
    now: clock,
    startedAt,
    tree,
    keyring,
    nextSerial,
    keeps,
    movers,
    beginVerification,
    checkDocument,
    webhooks,
    ...limited,
    seen: (noun, alias) => seenCondition(reader.catalog, noun, alias, { viewer, today: dayOf(startedAt) }),
    committed: (events) => {
      const changes = events.filter((event) => event.topic === 'directory');
      directory.changed(changes);
      registry.changed(changes);
      sequencer.nudge();
    },
  });

  /** Of a partner's client, registered or not. */
  const budgetOf = async (client: string, { jurisdiction }: Viewer): Promise<Budget> => {
    const documents = await registry.documentsOf(jurisdiction!.id, client);
    return spending.budgetOf(jurisdiction!.id, client, documents?.budget ?? USUAL_BUDGET);
  };

  const contextFor = async (claims: Claims | null, asked?: Asked): Promise<Context> => {
    const address = asked?.address ?? '';
    const startedAt = clock();
    const router = asked?.router ?? null;
    const viewing = viewerOf(claims);
    const [viewer, tree, routing] = await Promise.all([viewing, directory.treeOf(viewing), router && viewerOf(router)]);
    const { routes } = routing ?? viewer;
    const budget = claims?.client?.role === 'PARTNER' ? await budgetOf(claims.client.id, viewer) : null;
    const today = dayOf(startedAt);
    const key = keyOf(viewer);
    const asker = new Asker(key, responseBytes, asked?.size, asked?.onClose);
    const language = asked?.language ?? 'en';
    return {
      viewer,
      routes,
      language,
      asker,
      budget,
      said: {},
      reader,
      runOf: (variables, told = language) => ({
        viewer,
        routes,
        language: told,
        now: clock,
        asker: asked ? asker : new Asker(key, responseBytes),
        variables,
        tree,
        today,
        streamCursor: () => cursors.encode(tail.position),
      }),
      commandContext: () => commandContextOf(viewer, tree, startedAt, { rates: rates.commands, caller: callerOf(viewer, address) }),
    };
  };

  /** By address: tokens and secrets that are being looked at. */
  const underWay = new Map<string, number>();
  const ofSecret: Contexts['ofSecret'] = async (find, address) => {
    const others = underWay.get(address) ?? 0;
    // Those under way may all fail.
    insist(rates.failedTokens, address, FAILED_TOKENS, others);
    underWay.set(address, others + 1);
    try {
      const meant = await find();
      if (meant === null) rates.failedTokens.count(address);
      return meant;
    } finally {
      const left = underWay.get(address)! - 1;
      if (left > 0) underWay.set(address, left);
      else underWay.delete(address);
    }
  };

  const contexts: Contexts = {
    async claimsOf(authorization, address) {
      if (authorization === undefined) {
        insist(rates.anonymous, address, ANONYMOUS);
        rates.anonymous.count(address);
        return null;
      }
      const known = verified.get(authorization);
      if (known && known.until > performance.now()) return known.claims;
      const token = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization)?.[1];
      if (!token)
        throw new Fault(
          'UNAUTHENTICATED',
          'Send the token as "authorization: Bearer <token>". 请以 "authorization: Bearer <token>" 发送令牌。',
        );
      const claims = await ofSecret(() => verifyToken(token, rules), address);
      if (!claims) throw unauthenticated();
      verified.delete(authorization);
      verified.set(authorization, { claims, until: performance.now() + VERIFIED_MS });
      if (verified.size > MOST_TOKENS) verified.delete(verified.keys().next().value!);
      return claims;
    },
    ofSecret,
    async routerOf(authorization, address) {
      if (authorization === undefined) return null;
      const claims = await contexts.claimsOf(authorization, address);
      if (claims?.client?.role !== 'ROUTER') throw unauthenticated();
      return claims;
    },
    contextFor,
    systemCommandContext: async () => commandContextOf(system, await directory.tree(), clock(), { rates: null, caller: '' }),
  };
  return contexts;
}
