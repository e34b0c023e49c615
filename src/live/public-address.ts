import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { AddressFault } from '../work/webhooks.js';

/** Public by its number, but the host that a machine of this cloud asks about itself. */
const METADATA = '168.63.129.16';

/** All IPv6 addresses that were ever given out; among the rest are forms that stand for IPv4 addresses. */
const GIVEN_OUT = ipaddr.IPv6.parseCIDR('2000::/3');

/** Names that never stand for a host of the Internet (RFC 6761, RFC 6762, RFC 8375, RFC 9476). */
const INNER_NAMES = /(?:^|\.)(?:localhost|local|internal|intranet|home\.arpa|lan|corp|home|test|invalid|onion|alt)$/;

/** Whether an IP address is one of the Internet: not private, of this machine, of its link, of a cloud's metadata, or with one of these within. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast' || parsed.toString() === METADATA) return false;
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(GIVEN_OUT);
}

/** The host of a URL, an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/** Why nothing is sent to a URL; null where it may be, as far as its text tells. `mayBeInner`: http and hosts of this machine and network are accepted, too. */
export function faultOfUrl(text: string, mayBeInner: boolean): AddressFault | null {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '' || url.hash !== '') return 'NO_URL';
  if (mayBeInner) return null;
  if (url.protocol !== 'https:') return 'NOT_HTTPS';
  const host = hostOf(url).replace(/\.$/, '');
  const isPublic = isIP(host) === 0 ? host.includes('.') && !INNER_NAMES.test(host) : isPublicAddress(host);
  return isPublic ? null : 'NOT_PUBLIC';
}
