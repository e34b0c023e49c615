import { createServer } from 'node:net';
import { performance } from 'node:perf_hooks';
import { expect, onTestFinished, test } from 'vitest';
import { faultOfUrl, isPublicAddress } from '../../src/live/public-address.js';
import { openSender } from '../../src/live/webhook-sender.js';
import { accepts, answers, hangs, Receiver } from '../modules/partners/receiver.js';

/** Where messages may go to, and what comes of one. */

test.each([
  ...['10.1.2.3', '127.0.0.1', '169.254.169.254', '172.16.0.1', '192.168.1.1', '100.100.100.200', '0.0.0.0', '168.63.129.16'],
  ...['224.0.0.1', '255.255.255.255', '198.18.0.1', '192.0.2.1', '240.0.0.1'],
  ...[
    '::1',
    '::',
    'fe80::1',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    '2001:0:a00:1::',
  ],
  ...['2001:db8::1', 'fec0::1', '::127.0.0.1'],
])('%s is no public address', (address) => {
  expect(isPublicAddress(address)).toBe(false);
  const url = `https://${address.includes(':') ? `[${address}]` : address}/`;
  expect(faultOfUrl(url, false)).toBe('NOT_PUBLIC');
  expect(faultOfUrl(url, true)).toBeNull();
});

test.each(['114.114.114.114', '8.8.8.8', '2400:3200::1', '::ffff:8.8.8.8'])('%s is one', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ['https://partner.example.com/hooks?a=b', null],
  ['https://partner.example.com:8443/', null],
  ['http://partner.example.com/', 'NOT_HTTPS'],
  ['https://localhost/', 'NOT_PUBLIC'],
  ['https://LOCALHOST./', 'NOT_PUBLIC'],
  ['https://metadata/', 'NOT_PUBLIC'],
  ['https://metadata.google.internal/', 'NOT_PUBLIC'],
  ['https://printer.local/', 'NOT_PUBLIC'],
  // As browsers read them.
  ['https://2130706433/', 'NOT_PUBLIC'],
  ['https://0x7f.1/', 'NOT_PUBLIC'],
  ['https://0177.0.0.1/', 'NOT_PUBLIC'],
  ['https://１２７.0.0.1/', 'NOT_PUBLIC'],
  ['https://user@partner.example.com/', 'NO_URL'],
  ['https://partner.example.com/#part', 'NO_URL'],
  ['ftp://partner.example.com/', 'NO_URL'],
  ['javascript:alert(1)', 'NO_URL'],
  ['/hooks', 'NO_URL'],
])('the address %s outside of the demo: %s', (url, fault) => {
  expect(faultOfUrl(url, false)).toBe(fault);
});

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const message = (url: string) => ({ id: 'msg', url, body: '{}', secrets: [SECRET] });
const { signal } = new AbortController();

async function receiver(): Promise<Receiver> {
  const opened = await Receiver.open();
  onTestFinished(() => opened.close());
  return opened;
}

/** A port that counts who connects. */
async function port(): Promise<{ readonly number: number; readonly count: () => number }> {
  let count = 0;
  const server = createServer((socket) => {
    count++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { number: (server.address() as { port: number }).port, count: () => count };
}

test('a name is looked at when something is sent: one that stands for this machine by then is not connected to', async () => {
  const { number, count } = await port();
  let asked = 0;
  // At the first look it is public, and a moment later it is not.
  const sender = openSender({ mayBeInner: false, addressesOf: async () => (asked++ === 0 ? ['192.0.2.1', '127.0.0.1'] : ['127.0.0.1']) });
  for (let n = 0; n < 2; n++)
    expect(await sender.send(message(`https://rebinds.example.com:${number}/`), signal)).toEqual({
      status: null,
      fault: 'NOT_PUBLIC',
      retryAfter: null,
    });
  for (const host of ['127.0.0.1', '[::ffff:127.0.0.1]'])
    expect(await sender.send(message(`https://${host}:${number}/`), signal)).toMatchObject({ fault: 'NOT_PUBLIC' });
  expect(await sender.send(message(`http://rebinds.example.com:${number}/`), signal)).toMatchObject({ fault: 'NOT_PUBLIC' });
  expect([asked, count()]).toEqual([2, 0]);
  sender.close();
});

test('what comes of a message', async () => {
  const sender = openSender({ mayBeInner: true, patienceMs: 300 });
  const to = await receiver();
  const comes = async (behaviour: typeof accepts) => {
    to.behaviour = behaviour;
    return sender.send(message(to.url), signal);
  };
  expect(await comes(accepts)).toEqual({ status: 204, fault: null, retryAfter: null });
  expect(await comes((_, response) => void setTimeout(() => response.end('late'), 150))).toMatchObject({ status: 200, fault: null });
  expect(await comes(answers(500))).toEqual({ status: 500, fault: 'REFUSED', retryAfter: null });
  expect(await comes(answers(302, { location: `${to.url}/elsewhere` }))).toMatchObject({ status: 302, fault: 'REFUSED' });
  expect(await comes(answers(429, { 'retry-after': '120' }))).toMatchObject({ status: 429, retryAfter: 120 });
  expect(await comes(answers(503, { 'retry-after': 'soon' }))).toMatchObject({ status: 503, retryAfter: null });
  // An endless body is not read.
  expect(await comes((_, response) => void response.writeHead(200).write(Buffer.alloc(1_000_000)))).toMatchObject({
    status: 200,
    fault: null,
  });
  expect(await comes((_, response) => void response.destroy())).toEqual({ status: null, fault: 'UNREACHABLE', retryAfter: null });
  const begun = performance.now();
  expect(await comes(hangs)).toEqual({ status: null, fault: 'TIMEOUT', retryAfter: null });
  expect(performance.now() - begun).toBeLessThan(2_000);
  expect(to.received).toHaveLength(9);
  const { number } = await port();
  expect(await sender.send(message(`https://127.0.0.1:${number}/`), signal)).toMatchObject({ fault: 'UNREACHABLE' });
  sender.close();
});
