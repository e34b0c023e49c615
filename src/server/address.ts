import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import { remembered } from '../kernel/memo.js';

/** Of an IPv6 address, the part that one customer of a provider has. */
const NETWORK_BYTES = 8;

/**
 * Where a request comes from, by the word of those proxies alone that stand in front of this server: each of them adds the address of who asked it
 * to the end of X-Forwarded-For, so that the address counts from the right. What stands further left was written by the client. IPv6 by /64.
 */
export function addressOf({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>, proxies: number): string {
  const peer = socket.remoteAddress ?? '';
  if (proxies === 0) return networkOf(peer) ?? peer;
  const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
  const told = forwarded.filter((part) => part.trim() !== '');
  // A proxy that was gone round has added nothing.
  const address = told[Math.max(0, told.length - proxies)];
  return (address === undefined ? null : networkOf(address)) ?? networkOf(peer) ?? peer;
}

/** Some proxies add the port: 192.0.2.1:443, [2001:db8::1]:443. */
const PORT = /^\[(.*)\](?::\d+)?$|^([\d.]+):\d+$/;

/** What the same peers and proxies say with each request. Longer texts are not addresses, and are not kept. */
const known = new LRUCache<string, Known>({ max: 1_000 });
const LONGEST_KEPT = 64;

interface Known {
  readonly network: string | null;
}

function networkOf(text: string): string | null {
  if (text.length > LONGEST_KEPT) return readNetwork(text);
  return remembered<string, Known>(known, text, () => ({ network: readNetwork(text) })).network;
}

function readNetwork(text: string): string | null {
  const trimmed = text.trim();
  const bare = PORT.exec(trimmed);
  const address = bare ? (bare[1] ?? bare[2]!) : trimmed;
  if (!ipaddr.isValid(address)) return null;
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4' ? parsed.toString() : Buffer.from(parsed.toByteArray().slice(0, NETWORK_BYTES)).toString('hex');
}
