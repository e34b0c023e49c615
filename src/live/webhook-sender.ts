import { Resolver } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { SendFault } from '../modules/partners/webhook.terms.js';
import { hostOf, isPublicAddress } from './public-address.js';

/** For how long a receiver may take, from the look at its name to the end of its answer. README says it. */
const PATIENCE_MS = 10_000;
const LONGEST_ANSWER = 65_536;

/** A message as it goes out. */
export interface Message {
  /** Of the delivery: the same with every attempt. */
  readonly id: string;
  readonly url: string;
  readonly body: string;
  /** It is signed with each of them. */
  readonly secrets: readonly string[];
}

/** What came of it. */
export interface Outcome {
  /** The status that was answered; null where nothing was. */
  readonly status: number | null;
  /** Null where it was accepted. */
  readonly fault: SendFault | null;
  /** For how long the receiver asks to be left alone, in seconds. */
  readonly retryAfter: number | null;
}

export interface Sender {
  /** Rejects only where `signal` aborts. */
  send(message: Message, signal: AbortSignal): Promise<Outcome>;
  close(): void;
}

class NotPublic extends Error {}

/** All addresses of a name. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** Asks name servers itself: the system's resolver would keep a thread of the process busy for as long as a slow name server likes. */
const resolve: Resolve = async (name) => {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  const found = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const addresses = found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  if (addresses.length === 0) throw found.find((one) => one.status === 'rejected')!.reason;
  return addresses;
};

/**
 * The connection goes to the address that was looked at, so that a name which stands for another one a moment later gains nothing. A name with any address
 * that is not public is refused.
 */
const guarded =
  (addressesOf: Resolve): LookupFunction =>
  (name, { all, family }, done) => {
    addressesOf(name).then(
      (found) => {
        if (!found.every(isPublicAddress)) return done(new NotPublic(), '', 0);
        const fitting = found.map((address) => ({ address, family: isIP(address) })).filter((one) => !family || one.family === family);
        if (all) return done(null, fitting);
        done(null, fitting[0]!.address, fitting[0]!.family);
      },
      (error: NodeJS.ErrnoException) => done(error, '', 0),
    );
  };

/** Sends messages as Standard Webhooks says. `mayBeInner`: receivers may be on this machine or network. */
export function openSender({
  mayBeInner,
  addressesOf = resolve,
  patienceMs = PATIENCE_MS,
}: {
  readonly mayBeInner: boolean;
  readonly addressesOf?: Resolve;
  readonly patienceMs?: number;
}): Sender {
  const options = { keepAlive: true, maxFreeSockets: 64, ...(mayBeInner ? {} : { lookup: guarded(addressesOf) }) };
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };

  const request = (url: URL, headers: Readonly<Record<string, string>>, body: string, signal: AbortSignal) =>
    new Promise<Outcome>((done, fail) => {
      const protocol = url.protocol as keyof typeof agents;
      const sent = (protocol === 'https:' ? https : http).request(
        url,
        { method: 'POST', headers, agent: agents[protocol], signal },
        (answer) => {
          const status = answer.statusCode!;
          let length = 0;
          answer
            .on('data', (chunk: Buffer) => {
              length += chunk.length;
              if (length > LONGEST_ANSWER) answer.destroy();
            })
            .on('error', () => {});
          done({ status, fault: status >= 200 && status < 300 ? null : 'REFUSED', retryAfter: secondsOf(answer.headers['retry-after']) });
        },
      );
      sent.on('error', fail);
      sent.end(body);
    });

  return {
    async send({ id, url: address, body, secrets }, signal) {
      const url = new URL(address);
      const host = hostOf(url);
      if (!mayBeInner && (url.protocol !== 'https:' || (isIP(host) !== 0 && !isPublicAddress(host))))
        return { status: null, fault: 'NOT_PUBLIC', retryAfter: null };
      // By the machine's clock, as receivers reckon.
      const at = new Date();
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        'content-length': String(Buffer.byteLength(body)),
        'user-agent': 'Mulin-Webhooks',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
      };
      const late = AbortSignal.timeout(patienceMs);
      try {
        return await request(url, headers, body, AbortSignal.any([signal, late]));
      } catch (error) {
        signal.throwIfAborted();
        return { status: null, fault: late.aborted ? 'TIMEOUT' : faultOf(error), retryAfter: null };
      }
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

function faultOf(error: unknown): SendFault {
  if (error instanceof NotPublic) return 'NOT_PUBLIC';
  const { code } = error as { code?: unknown };
  return /CERT|SSL|TLS|SIGNATURE|ISSUER/.test(String(code)) ? 'CERTIFICATE' : 'UNREACHABLE';
}

function secondsOf(header: string | undefined): number | null {
  if (header === undefined) return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1_000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}
