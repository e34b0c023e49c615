/**
 * The load: a process of its own that asks a server over keep-alive connections, one request after the other on each, as fast as it answers.
 * Plain sockets, because what a general HTTP client spends would be taken from the servers under test: they share the cores.
 */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';

/**
 * @typedef {object} Task
 * @property {string} url
 * @property {string} path
 * @property {string} token
 * @property {string[]} bodies Asked in turn; `__UUID__` in a body is another one in each request.
 * @property {number} connections
 * @property {number} milliseconds
 */

const UNIQUE = '__UUID__';

/** @returns {(n: number) => Buffer} the n-th request as bytes */
function requestsOf(/*T Task T*/ { url, path, token, bodies }) {
  const { host } = new URL(url);
  const make = (body: string) =>
    Buffer.from(
      `POST ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\nauthorization: Bearer ${token}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  if (bodies[0]?.includes(UNIQUE))
    return (n) => make((bodies[n % bodies.length] as string).replaceAll(UNIQUE, () => randomUUID()));
  const made = bodies.map(make);
  return (n) => (made[n % made.length] as Buffer);
}

/** Sends requests until time is up. Answers milliseconds, one a request; throws what is no plain success. */
async function run(task: Task) {
  const request = requestsOf(task);
  const { hostname, port } = new URL(task.url);
  const latencies: number[] = [];
  let sent = 0;
  const started = performance.now();
  const end = started + task.milliseconds;

  const worker = () =>
    (
      new Promise((resolve, reject) => {
        const socket = connect({ host: hostname, port: Number(port), noDelay: true });
        let asked = 0;
        let missing = 0;
        let head = Buffer.alloc(0);
        const ask = () => {
          asked = performance.now();
          if (asked >= end) {
            socket.destroy();
            resolve();
            return;
          }
          socket.write(request(sent++));
        };
        socket.once('connect', ask);
        socket.once('error', reject);
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
      })
     as Promise<void>);
  await Promise.all(Array.from({ length: task.connections }, worker));
  return { latencies, seconds: (performance.now() - started) / 1000 };
}

process.on('message', (task: Task) => {
  run(task).then(
    (result) => process.send?.({ result }),
    (error) => process.send?.({ error: error.message }),
  );
});
