/**
 * The dashboards: a process of its own with thousands of graphql-transport-ws sockets. Plain TCP sockets that know just enough of WebSockets, because
 * what a general client spends would be taken from the server under test: they share the cores.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

export interface Crowd {
  readonly url: string;
  readonly token: string | null;
  /** What each asks, in turn. */
  readonly asks: readonly { readonly query: string; readonly variables?: unknown }[];
  readonly count: number;
  /** Opened at once. */
  readonly atOnce: number;
}

/** Of one event: when it came to the first and to the last, in ns of the machine's monotonic clock, and to how many. */
export interface Arrival {
  first: bigint;
  last: bigint;
  count: number;
}

/** What an event is recognised by in the text of an item: the number after it. */
export const MARK = 'stream-bench-';

const OPENING = 'HTTP/1.1 101';
const sockets: Socket[] = [];
const arrivals = new Map<number, Arrival>();
let strays = 0;

/** A masked text frame: of a client everything is masked, by zeros to spare the work. */
function frame(message: unknown): Buffer {
  const payload = Buffer.from(JSON.stringify(message));
  const { length } = payload;
  const head = length < 126 ? Buffer.from([0x81, 0x80 | length]) : Buffer.from([0x81, 0x80 | 126, length >> 8, length & 255]);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}

const mark = Buffer.from(MARK);

function take(text: Buffer, ready: () => void, onMessage: (type: string, text: string) => void): void {
  const at = text.indexOf(mark);
  if (at >= 0) {
    const now = process.hrtime.bigint();
    let n = 0;
    for (let i = at + mark.length; text[i]! >= 48 && text[i]! <= 57; i++) n = n * 10 + text[i]! - 48;
    const arrival = arrivals.get(n);
    if (!arrival) arrivals.set(n, { first: now, last: now, count: 1 });
    else {
      arrival.last = now;
      arrival.count++;
    }
    return;
  }
  const type = /"type":"(\w+)"/.exec(text.toString())?.[1] ?? '';
  if (type === 'pong') ready();
  else if (type === 'next') strays++;
  else onMessage(type, text.toString());
}

function open({ url, token, asks }: Crowd, index: number): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    sockets.push(socket);
    let rest: Buffer = Buffer.alloc(0);
    let isOpen = false;
    const onMessage = (type: string, text: string) => {
      if (type === 'connection_ack') {
        socket.write(frame({ id: `dashboard-${index}`, type: 'subscribe', payload: asks[index % asks.length] }));
        socket.write(frame({ type: 'ping' }));
      } else reject(new Error(`${url} said ${text.slice(0, 500)}`));
    };
    socket.once('connect', () =>
      socket.write(
        `GET /graphql HTTP/1.1\r\nhost: ${hostname}:${port}\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-version: 13\r\n` +
          `sec-websocket-key: ${randomBytes(16).toString('base64')}\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n`,
      ),
    );
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`${url} closed the connection.`)));
    socket.on('data', (chunk) => {
      rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      if (!isOpen) {
        const end = rest.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!rest.toString('latin1', 0, end).startsWith(OPENING)) return reject(new Error(rest.toString().slice(0, 500)));
        isOpen = true;
        rest = rest.subarray(end + 4);
        socket.write(frame({ type: 'connection_init', payload: token ? { authorization: `Bearer ${token}` } : {} }));
      }
      while (rest.length >= 2) {
        const [opcode, short] = [rest[0]! & 15, rest[1]! & 127];
        const head = short < 126 ? 2 : short === 126 ? 4 : 10;
        if (rest.length < head) return;
        const length = short < 126 ? short : short === 126 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2));
        if (rest.length < head + length) return;
        const payload = rest.subarray(head, head + length);
        rest = rest.subarray(head + length);
        if (opcode === 1) take(payload, resolve, onMessage);
        // Pings are answered, as a browser does.
        else if (opcode === 9) socket.write(Buffer.concat([Buffer.from([0x8a, 0x80 | length]), Buffer.alloc(4), payload]));
      }
    });
  });
}

async function openAll(crowd: Crowd): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < crowd.count) await open(crowd, next++);
  };
  await Promise.all(Array.from({ length: crowd.atOnce }, worker));
}

type Order = { readonly open: Crowd } | { readonly arrived: number } | 'close';

process.on('message', async (order: Order) => {
  try {
    if (order === 'close') {
      for (const socket of sockets.splice(0)) socket.removeAllListeners('close').destroy();
      arrivals.clear();
      process.send!({ done: true });
    } else if ('open' in order) {
      await openAll(order.open);
      process.send!({ done: true });
    } else process.send!({ arrival: arrivals.get(order.arrived) ?? null, strays });
  } catch (error) {
    process.send!({ error: (error as Error).message });
  }
});
