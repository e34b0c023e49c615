/** The point read by the id of a published document, beside the same by its text: one server, one viewer, whose token was issued to a registered app. */
import { createHash, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { type Figure, type Load, measure, type Pace } from './rounds.ts';
import { processesOf, type Server } from './servers.ts';
import type { Workload } from './workloads.ts';

/** What the id should at least reach of the text. */
export const PERSISTED_BAR = 1;
const SHORTER = 10;
/** The client of the app, which the viewer's token names. */
export const BENCH_APP = 'bench-app';

export interface PersistedOptions {
  readonly server: Server;
  readonly client: pg.Client;
  readonly load: Load;
  /** The point read. */
  readonly workload: Workload;
  readonly token: string;
  readonly pace: Pace;
}

export async function measurePersisted({
  server,
  client,
  load,
  workload,
  token,
  pace,
}: PersistedOptions): Promise<readonly [Figure, Figure]> {
  const [{ query }] = workload.mulin as [Workload['mulin'][0]];
  const sha256 = createHash('sha256').update(query).digest('hex');
  await forget(client);
  await publish(client, query, sha256);
  try {
    const ways = {
      'by id': workload.mulin.map(({ variables }) => ({ documentId: `sha256:${sha256}`, variables })),
      'as text': workload.mulin,
    };
    const answers = await Promise.all(Object.values(ways).map(([request]) => answerOf(server, token, request)));
    if (new Set(answers).size > 1) throw new Error(`They answer differently; nothing is measured.\n${answers.join('\n')}`);
    const contenders = Object.entries(ways).map(([name, requests]) => ({
      name,
      processes: processesOf(server, client),
      task: { url: server.url, path: '/graphql', token, bodies: requests.map((request) => JSON.stringify(request)) },
    }));
    // What is compared is nearly the same: many short turns, so that what else the machine does meets both alike.
    const short = { rounds: pace.rounds * SHORTER, milliseconds: pace.milliseconds / SHORTER };
    return (await measure(load, contenders, short)) as [Figure, Figure];
  } finally {
    await forget(client);
  }
}

async function answerOf({ url }: Server, token: string, request: unknown): Promise<string> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify(request) });
  const text = await response.text();
  if (response.status !== 200 || text.startsWith('{"errors"')) throw new Error(text);
  return text;
}

async function publish(client: pg.Client, source: string, sha256: string): Promise<void> {
  const [app, version, document] = [randomUUID(), randomUUID(), randomUUID()];
  await client.query(
    `with root as (select id from organization where code = 'BA'),
       app as (
         insert into partner_app (id, jurisdiction_id, name, partner, client, budget_units, budget_per_second)
         select $1, id, $2, $2, $2, 1000000000, 10000000 from root returning *
       ), version as (
         insert into partner_version (id, jurisdiction_id, app_id, client, name, state) select $3, jurisdiction_id, id, client, '1', 'ACTIVE' from app returning *
       )
     insert into partner_document (id, jurisdiction_id, partner_version_id, sha256, operation_name, operation_type, source, cost)
     select $4, jurisdiction_id, id, $5, 'Point', 'QUERY', $6, 1 from version`,
    [app, BENCH_APP, version, document, sha256, source],
  );
}

async function forget(client: pg.Client): Promise<void> {
  await client.query(`delete from partner_usage where document_id in
    (select document.id from partner_document document join partner_version version on version.id = partner_version_id where client = '${BENCH_APP}')`);
  await client.query(
    `delete from partner_document where partner_version_id in (select id from partner_version where client = '${BENCH_APP}')`,
  );
  for (const table of ['partner_version', 'partner_app']) await client.query(`delete from ${table} where client = '${BENCH_APP}'`);
}
