/** Nothing is measured before the three have given the same answers. */
import { isDeepStrictEqual } from 'node:util';

/** @typedef {import('./workloads.js').Workload} Workload */
/** @typedef {import('./workloads.js').Operation} Operation */

/** Sends one request and gives back its data. */
export async function ask(url: string, token: string, body: unknown) {
  const text = JSON.stringify(body).replaceAll('__UUID__', () => crypto.randomUUID());
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: text,
  });
  const answer = await response.text();
  const json = response.headers.get('content-type')?.includes('json') ? JSON.parse(answer) : null;
  if (!json?.data || json.errors)
    throw new Error(`${url} answered ${response.status} ${answer.slice(0, 3_000)}\nto ${text.slice(0, 3_000)}`);
  return json.data;
}

/**
 * The same without what may differ: new rows have new ids; the others know no viewerActions. Loosely, for PostGraphile: cursors are its own, it masks no names,
 * and it does not look back (hasPreviousPage is always false on the way forward).
 * @param {any} value
 * @param {{ isNew: boolean, loose: boolean }} options
 * @returns {any}
 */
function comparable(value, options, key = '') {
  if (Array.isArray(value)) return value.map((item) => comparable(item, options));
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([name]) => name !== 'viewerActions');
    return Object.fromEntries(entries.map(([name, inner]) => [name, comparable(inner, options, name)]));
  }
  if (options.loose && key === 'hasPreviousPage') return null;
  if (options.isNew && typeof value === 'string' && value.startsWith('inc_')) return 'inc_';
  if (!options.loose || typeof value !== 'string') return value;
  if (/cursor$/i.test(key)) return value === '' ? value : 'a cursor';
  return key === 'name' ? value.slice(0, 1) : value;
}

function insist(what: string, mulin: unknown, other: unknown) {
  if (isDeepStrictEqual(mulin, other) && JSON.stringify(mulin) === JSON.stringify(other)) return;
  const [a, b] = [JSON.stringify(mulin, null, 1).split('\n'), JSON.stringify(other, null, 1).split('\n')];
  const at = a.findIndex((line, i) => line !== b[i]);
  const excerpt = (lines: string[]) => lines.slice(Math.max(0, at - 6), at + 4).join('\n');
  throw new Error(`${what} differs from Mulin at line ${at}; nothing is measured.\nMulin:\n${excerpt(a)}\n${what}:\n${excerpt(b)}`);
}

/**
 * @param {Workload} workload
 * @param {{ mulin: string, postgraphile: string, limit: string, token: string }} servers
 */
export async function insistOnEquality(workload, { mulin, postgraphile, limit, token }) {
  const isNew = workload.name === 'report';
  for (const [i, operation] of workload.mulin.slice(0, 20).entries()) {
    const own = await ask(`${mulin}/graphql`, token, operation);
    const { statement, values } = (workload.limit[i] as { statement: string, values: unknown[] });
    const byHand = await ask(`${limit}/${statement}`, token, values);
    insist(`${workload.name}: limit`, comparable(own, { isNew, loose: false }), comparable(byHand, { isNew, loose: false }));
    const peer = workload.shape(await ask(`${postgraphile}/graphql`, token, workload.postgraphile[i]));
    insist(`${workload.name}: postgraphile`, comparable(own, { isNew, loose: true }), comparable(peer, { isNew, loose: true }));
  }
}
