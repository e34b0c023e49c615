/**
 * The load: a process of its own that asks a server over keep-alive connections, one request after the other on each, as fast as it answers.
 * Plain sockets, because what a general HTTP client spends would be taken from the servers under test: they share the cores.
 */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';

export interface Task {
  readonly url: string;
  readonly path: string;
  readonly token: string;
  /** Asked in turn; `__UUID__` in a body is another one in each request. */
  readonly bodies: readonly string[];
  /** Each stands for `__NEXT__` in one request; there are enough of them. */
  readonly ids?: readonly string[];
  readonly connections: number;
  readonly milliseconds: number;
}

export interface Outcome {
  /** Milliseconds, one a request. */
  readonly latencies: number[];
  readonly seconds: number;
}

const UNIQUE = '__UUID__';
const NEXT = '__NEXT__';

/** The n-th request as bytes. */
function requestsOf({ url, path, token, bodies, ids }: Task): (n: number) => Buffer {
  const { host } = new URL(url);
  const head = `POST ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\nauthorization: Bearer ${token}\r\n`;
  const make = (body: string) => Buffer.from(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  if (bodies[0]?.includes(UNIQUE))
    return (n) => {
      if (ids && n >= ids.length) throw new Error(`There are only ${ids.length} ids.`);
      return make(bodies[n % bodies.length]!.replaceAll(UNIQUE, () => randomUUID()).replace(NEXT, () => ids![n]!));
    };
  const made = bodies.map(make);
  return (n) => made[n % made.length]!;
}

/** Sends requests until time is up. Throws what is no plain success. */
async function run(task: Task): Promise<Outcome> {
  const request = requestsOf(task);
  const { hostname, port } = new URL(task.url);
  const latencies: number[] = [];
  let sent = 0;
  const started = performance.now();
  const end = started + task.milliseconds;

  const worker = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      let asked = 0;
      /** Bytes of the body that are still to come. */
      let missing = 0;
      let head: Buffer = Buffer.alloc(0);
      const ask = () => {
        asked = performance.now();
        if (asked < end) return void socket.write(request(sent++));
        socket.destroy();
        resolve();
      };
      socket.once('connect', ask);
      socket.once('error', reject);
      socket.once('close', () => reject(new Error(`${task.url} closed the connection.`)));
      socket.on('data', (chunk) => {
        if (missing === 0) {
          head = head.length > 0 ? Buffer.concat([head, chunk]) : chunk;
          const headEnd = head.indexOf('\r\n\r\n');
          if (headEnd < 0) return;
          const text = head.toString('latin1', 0, headEnd);
          const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
          if (!text.startsWith('HTTP/1.1 200') || length === undefined || head.includes('"errors"')) {
            reject(new Error(`${task.url}${task.path} answered:\n${head.toString().slice(0, 2_000)}`));
            socket.destroy();
            return;
          }
          missing = Number(length) - (head.length - headEnd - 4);
          head = Buffer.alloc(0);
        } else missing -= chunk.length;
        if (missing > 0) return;
        latencies.push(performance.now() - asked);
        ask();
      });
    });
  await Promise.all(Array.from({ length: task.connections }, worker));
  return { latencies, seconds: (performance.now() - started) / 1000 };
}

process.on('message', (task: Task) => {
  run(task).then(
    (outcome) => process.send?.({ outcome }),
    (error: Error) => process.send?.({ error: error.message }),
  );
});
