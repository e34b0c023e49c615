/** What a hostile client costs in memory: thousands of documents that are all different, so that every cache has something new to keep. */
import { readdirSync, readFileSync } from 'node:fs';
import { ask } from './check.ts';

const DOCUMENTS = 6_000;
const AT_ONCE = 8;

const leaves = [
  'id',
  'serialNumber',
  'title',
  'state',
  'urgency',
  'domain',
  'channel',
  'reportedAt',
  'updatedAt',
  'version',
  'supervision',
  'provenance',
  'address',
  'acceptedAt',
  'closedAt',
];

/** The n-th document: other leaves, other aliases, another nesting. */
function documentOf(n: number) {
  const chosen = leaves.filter((_, i) => (n >> (i % 13)) & 1 || i === n % leaves.length);
  const selected = chosen.map((leaf, i) => `a${n}_${i}: ${leaf}`).join(' ');
  const nested = [
    `grid { g${n}: name leader { publicName } community { name } }`,
    `events(first: ${1 + (n % 5)}) { nodes { e${n}: kind at actor { name } } }`,
    `reporter { r${n}: name } holder { name }`,
    `viewerActions { v${n}: verb allowed }`,
  ][n % 4];
  return `query Q${n} { incidents(first: ${1 + (n % 7)}) { edges { cursor node { ${selected} ${nested} } } pageInfo { hasNextPage } } }`;
}

/** Resident memory in MiB, as the kernel says. */
const residentOf = (pid: number) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** Of the backends, what is theirs alone: their share of the shared buffers grows with use and is no leak. */
const privateOf = (pid: number) => {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return [...rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+)/gm)].reduce((sum, [, kib]) => sum + Number(kib), 0) / 1024;
};

/**
 * @param {object} options
 * @param {{ url: string, pid: number }} options.server
 * @param {import('pg').Client} options.client
 * @param {string} options.token
 * @param {(line: string) => void} options.report
 */
export async function measureMemory({ server, client, token, report }) {
  const look = async () => {
    const { rows } = await client.query(
      `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
    );
    const backends = rows.map(({ pid }) => Number(pid)).filter((pid) => readdirSync('/proc').includes(String(pid)));
    return { node: residentOf(server.pid), backends: backends.length, postgresql: backends.reduce((sum, pid) => sum + privateOf(pid), 0) };
  };
  const send = async (from: number, to: number) => {
    let next = from;
    const worker = async () => {
      while (next < to) await ask(`${server.url}/graphql`, token, { query: documentOf(next++) });
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  };
  const steps: { documents: number, node: number, backends: number, postgresql: number }[] = [];
  const note = async (documents: number) => {
    const step = { documents, ...(await look()) };
    steps.push(step);
    report(
      `${String(documents).padStart(6)} documents: Node ${step.node.toFixed(0)} MiB, ${step.backends} backends ${step.postgresql.toFixed(0)} MiB`,
    );
  };
  // The first thousand warm every cache; what comes after must not add to it.
  await send(0, 1_000);
  await note(1_000);
  for (let sent = 1_000; sent < 1_000 + DOCUMENTS; sent += 1_000) {
    await send(sent, sent + 1_000);
    await note(sent + 1_000);
  }
  return steps;
}
