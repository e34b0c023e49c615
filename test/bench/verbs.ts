/**
 * Verbs, side by side: Mulin; the usual way (usual-server.ts); the limit, one hand-written statement a verb with all the rows that Mulin writes
 * (history, outbox, notification, audit, idempotency key): what they write is compared before anything is measured. Each request has a key of its own,
 * and each transition an incident that nobody else has touched.
 */
import type pg from 'pg';
import { type Answer, ask } from './check.ts';
import { ISSUER } from './dataset.ts';
import { publicId, report, transition } from './queries.ts';
import { type Figure, idsFor, type Load, measure, type Pace } from './rounds.ts';
import { processesOf, type Server } from './servers.ts';
import { REPORT_TITLE } from './workloads.ts';

export const verbNames = ['report', 'transition'] as const;
type VerbName = (typeof verbNames)[number];
/** What Mulin should reach: of the limit, and how many times the usual way. */
export const VERB_BARS: Readonly<Record<string, number>> = { limit: 0.5, usual: 3 };

export interface VerbFigures {
  readonly verb: VerbName;
  readonly figures: readonly Figure[];
}

export async function* measureVerbs(
  verbs: readonly VerbName[],
  servers: readonly Server[],
  client: pg.Client,
  load: Load,
  tokenFor: (viewer: string) => string,
  pace: Pace,
): AsyncGenerator<VerbFigures> {
  const place = await placeOf(client);
  for (const verb of verbs) {
    const token = tokenFor(verb === 'report' ? 'writer' : 'cadre');
    const tasks = verb === 'report' ? reports(place) : await transitions(place, client, idsFor(pace));
    const done = await Promise.all(
      servers.map(async ({ name, url }) => {
        const { path, bodies, ids = [] } = tasks[name]!;
        const body = JSON.parse(bodies[0]!.replace('__NEXT__', ids.pop() ?? ''));
        const data = await ask(`${url}${path}`, token, body);
        const { incident } = Object.values(data)[0] as { readonly incident: { readonly id: string } };
        return { id: incident.id, answer: JSON.stringify(comparable(data)) };
      }),
    );
    demandSame(
      `answer ${verb}`,
      done.map(({ answer }) => answer),
    );
    const written: string[] = [];
    for (const { id } of done) written.push(await rowsAbout(client, id));
    demandSame(`write ${verb}`, written);
    const contenders = servers.map((server) => ({
      name: server.name,
      processes: processesOf(server, client),
      task: { url: server.url, token, ...tasks[server.name]! },
    }));
    yield { verb, figures: await measure(load, contenders, pace) };
  }
}

function demandSame(what: string, all: readonly string[]): void {
  if (new Set(all).size > 1) throw new Error(`They ${what} differently; nothing is measured.\n${all.join('\n')}`);
}

/** What is written about an incident: its columns that hold a value, and how many rows other tables have of it. */
async function rowsAbout(client: pg.Client, id: string): Promise<string> {
  const about = 'where subject_id = i.id';
  const { rows } = await client.query<{ told: string }>(
    `select concat_ws(', ',
       (select string_agg(key, ' ' order by key) from jsonb_each(to_jsonb(i)) where value not in ('null', '[]', 'false')),
       (select count(*) || ' events' from incident_event where incident_id = i.id),
       (select count(*) || ' notifications' from notification ${about}),
       (select count(*) || ' audit lines' from audit ${about}),
       (select count(*) || ' in the outbox' from (select payload from outbox union all select payload from event_log) e
          where payload::text like '%' || i.id || '%')) as told
     from incident i where id = $1`,
    [id.replace(/^inc_/, '')],
  );
  return rows[0]!.told;
}

interface Task {
  readonly path: string;
  readonly bodies: readonly string[];
  readonly ids?: string[];
}
/** By the name of the server. */
type Tasks = Readonly<Record<string, Task>>;

type Place = Readonly<Record<'person' | 'grid' | 'category' | 'cadre' | 'community' | 'incident', string>>;

/** Where the writer reports, and the cadre accepts. */
export async function placeOf(client: pg.Client): Promise<Place> {
  const { rows } = await client.query<Place>(
    `select a.person_id as person, g.id as grid, c.id as category, p.person_id as cadre, p.place as community,
       (select id from incident where left(place, 8) = p.place and holder_id = p.organization_id limit 1) as incident
     from grid g join incident_category c on c.jurisdiction_id = g.jurisdiction_id and c.code = 'STREET_LIGHT'
       join account a on a.issuer = $1 and a.subject = 'writer'
       join account b on b.issuer = $1 and b.subject = 'cadre' join appointment p on p.person_id = b.person_id where g.code = 'BB-C61-G12' limit 1`,
    [ISSUER],
  );
  return rows[0]!;
}

export function reports({ person, grid, category }: Place): Tasks {
  const input = { title: REPORT_TITLE, channel: 'WECHAT', idempotencyKey: '__UUID__' };
  const own = { ...input, categoryId: publicId('cat', category), gridId: publicId('grd', grid) };
  const usual = { ...input, categoryId: category, gridId: grid, reporterId: person };
  return {
    mulin: { path: '/graphql', bodies: [JSON.stringify({ query: report, variables: { input: own } })] },
    usual: { path: '/', bodies: [JSON.stringify({ query: report, variables: { input: usual } })] },
    limit: { path: '/report', bodies: [JSON.stringify(['__UUID__', grid, category, person, REPORT_TITLE])] },
  };
}

/** Each server has `count` incidents that wait to be accepted. */
async function transitions({ cadre, community, incident }: Place, client: pg.Client, count: number): Promise<Tasks> {
  const waiting = async () => {
    const { rows } = await client.query<{ id: string }>(
      `with made as (
        insert into incident (id, jurisdiction_id, serial_number, title, category_id, domain, channel, urgency, state, grid_id, place, reporter_id, holder_id, assignee_id, handler_ids, tracking_code, reported_at)
        select (left(gen_random_uuid()::text, 32) || right(id::text, 4))::uuid, jurisdiction_id, gen_random_uuid(), $2, category_id, domain, channel, urgency, 'REPORTED', grid_id, place, reporter_id, holder_id, assignee_id, handler_ids, gen_random_uuid(), now()
        from incident, generate_series(1, $3::int) where id = $1 returning id)
      select id from made`,
      [incident, REPORT_TITLE, count],
    );
    return rows.map(({ id }) => id);
  };
  const input = { id: '__NEXT__', idempotencyKey: '__UUID__' };
  const own = JSON.stringify({ query: transition, variables: { input } });
  const usual = JSON.stringify({ query: transition, variables: { input: { ...input, actorId: cadre } } });
  const tasks = {
    mulin: { path: '/graphql', bodies: [own], ids: (await waiting()).map((id) => publicId('inc', id)) },
    usual: { path: '/', bodies: [usual], ids: await waiting() },
    limit: { path: '/transition', bodies: [JSON.stringify(['__NEXT__', cadre, community, '__UUID__'])], ids: await waiting() },
  };
  await client.query('vacuum (analyze) incident');
  return tasks;
}

/** Ids are each server's own. */
function comparable(value: Answer): Answer {
  if (Array.isArray(value)) return value.map(comparable);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === 'id' ? 'an id' : comparable(inner)]));
}
