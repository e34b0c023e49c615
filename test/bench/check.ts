/** Nothing is measured before the three have given the same answers. */
import { isDeepStrictEqual } from 'node:util';
import type { Workload } from './workloads.ts';

// biome-ignore lint/suspicious/noExplicitAny: an answer has the shape of its question.
export type Answer = any;

/** Sends one request, without a token as nobody, and gives back its data. */
export async function ask(url: string, token: string | null, body: unknown): Promise<Answer> {
  const text = JSON.stringify(body).replaceAll('__UUID__', () => crypto.randomUUID());
  const headers = { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
  const response = await fetch(url, { method: 'POST', headers, body: text });
  const answer = await response.text();
  const json = response.headers.get('content-type')?.includes('json') ? JSON.parse(answer) : null;
  if (!json?.data || json.errors)
    throw new Error(`${url} answered ${response.status} ${answer.slice(0, 3_000)}\nto ${text.slice(0, 3_000)}`);
  return json.data;
}

interface Leniency {
  /** For PostGraphile: cursors are its own, it masks no names, and it does not look back (hasPreviousPage is always false on the way forward). */
  readonly loose: boolean;
}

/** The same without what may differ; viewerActions the others do not have. */
function comparable(value: Answer, leniency: Leniency, key = ''): Answer {
  if (Array.isArray(value)) return value.map((item) => comparable(item, leniency));
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([name]) => name !== 'viewerActions');
    return Object.fromEntries(entries.map(([name, inner]) => [name, comparable(inner, leniency, name)]));
  }
  if (!leniency.loose) return value;
  if (key === 'hasPreviousPage') return null;
  if (typeof value === 'string' && value !== '' && /cursor$/i.test(key)) return 'a cursor';
  return key === 'name' ? value.slice(0, 1) : value;
}

function insist(what: string, mulin: Answer, other: Answer): void {
  // As text too: keys come in the same order.
  if (isDeepStrictEqual(mulin, other) && JSON.stringify(mulin) === JSON.stringify(other)) return;
  const [own, theirs] = [mulin, other].map((data) => JSON.stringify(data, null, 1).split('\n')) as [string[], string[]];
  const at = own.findIndex((line, i) => line !== theirs[i]);
  const excerpt = (lines: readonly string[]) => lines.slice(Math.max(0, at - 6), at + 4).join('\n');
  throw new Error(`${what} differs from Mulin at line ${at}; nothing is measured.\nMulin:\n${excerpt(own)}\n${what}:\n${excerpt(theirs)}`);
}

export interface Urls {
  readonly mulin: string;
  readonly postgraphile: string;
  readonly limit: string;
}

/** Throws unless the limit answers a workload as Mulin does, and PostgreSQL's rows reach the client of PostGraphile as they reach Mulin's. */
export async function insistOnEquality(workload: Workload, { mulin, postgraphile, limit }: Urls, token: string): Promise<void> {
  for (const [i, operation] of workload.mulin.slice(0, 20).entries()) {
    const own = await ask(`${mulin}/graphql`, token, operation);
    const { statement, values } = workload.limit[i]!;
    const strict = { loose: false };
    insist(`${workload.name}: limit`, comparable(own, strict), comparable(await ask(`${limit}/${statement}`, token, values), strict));
    const loose = { loose: true };
    const peer = workload.shape(await ask(`${postgraphile}/graphql`, token, workload.postgraphile[i]));
    insist(`${workload.name}: postgraphile`, comparable(own, loose), comparable(peer, loose));
  }
}
