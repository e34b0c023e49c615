/**
 * What is asked, of each of the three: Mulin's operation, PostGraphile's with the same content, and the parameters of the limit's statement.
 * Ids, places and cursors are looked up in the data set once, before anything is measured.
 */
import type pg from 'pg';
import type { Answer } from './check.ts';
import { ISSUER, type ViewerName } from './dataset.ts';
import { type ListOptions, listShape, mulinList, peerLists, point, publicId, subtree } from './queries.ts';

export interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface Workload {
  readonly name: string;
  readonly viewer: ViewerName;
  /** Asked in turn, as are those of the others. */
  readonly mulin: readonly Operation[];
  readonly postgraphile: readonly Operation[];
  /** A statement of limit.ts, and its parameters. */
  readonly limit: readonly { readonly statement: string; readonly values: readonly unknown[] }[];
  /** PostGraphile's answer in Mulin's shape. */
  readonly shape: (data: Answer) => unknown;
  /** The ratios that Mulin should at least reach. */
  readonly bars?: { readonly postgraphile: number; readonly limit?: number };
}

export type Ask = (server: 'mulin' | 'postgraphile', viewer: ViewerName, operation: Operation) => Promise<Answer>;

/** What the reports of the benchmark are called, so that they can be taken away again. */
export const REPORT_TITLE = '压测上报';

interface ViewerFacts {
  readonly person: string;
  /** Of the posts, the widest first. */
  readonly places: readonly string[];
}

async function factsOf(client: pg.Client) {
  const { rows } = await client.query<{ subject: ViewerName; person: string; places: string[] }>(
    `select subject, person_id as person, array(select place from appointment where person_id = a.person_id order by length(place), place) as places
     from account a where issuer = $1`,
    [ISSUER],
  );
  const viewers = Object.fromEntries(rows.map(({ subject, ...facts }) => [subject, facts])) as Readonly<Record<ViewerName, ViewerFacts>>;
  const {
    rows: [fact],
  } = await client.query<Record<'today' | 'street', string>>(
    `select to_char(now() at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as today, (select id from organization where code = 'BA') as street`,
  );
  const { rows: incidents } = await client.query<{ id: string; jurisdiction: string }>(
    `select id, jurisdiction_id as jurisdiction from incident where left(place, 4) = $1 order by md5(id::text) limit 500`,
    [viewers.street.places[0]],
  );
  return { viewers, incidents, ...fact! };
}

const LISTS = { postgraphile: 1.8, limit: 0.8 };

export async function prepareWorkloads(client: pg.Client, ask: Ask): Promise<Workload[]> {
  const { viewers, incidents, today, street } = await factsOf(client);
  /** What the limit's statements about incidents begin with. A street officer's post opens no names. */
  const common = (viewer: ViewerName) => [today, viewers[viewer].person, viewer === 'street' ? [] : viewers[viewer].places];

  interface List extends ListOptions {
    readonly statement: string;
    readonly peer: string;
    /** The variables of PostGraphile's scope; the limit takes them in this order. */
    readonly scope: Readonly<Record<string, string>>;
    readonly bars?: Workload['bars'];
  }
  const list = (name: string, viewer: ViewerName, first: number, { statement, peer, scope, bars = LISTS, ...options }: List): Workload => {
    const ways = [...Object.values(scope), ...(statement === 'resident' ? [] : [viewers[viewer].person])];
    return {
      name,
      viewer,
      mulin: [{ query: mulinList(options), variables: { first } }],
      postgraphile: [{ query: peer, variables: { first, ...scope } }],
      limit: [{ statement, values: [...common(viewer), first, ...ways] }],
      shape: listShape,
      bars,
    };
  };
  const onePost = (viewer: ViewerName) => ({ scope: viewers[viewer].places[0]! });
  const ofStreet = { statement: 'street', peer: peerLists.street, scope: onePost('street') };
  const ofCadre = { statement: 'cadre', peer: peerLists.community, scope: onePost('cadre') };
  const withTotal = { ...ofCadre, statement: 'cadre-total', peer: peerLists.communityWithTotal, total: true };
  const [a, b, c] = viewers.three.places as [string, string, string];

  return [
    {
      name: 'point',
      viewer: 'street',
      mulin: incidents.map(({ id }) => ({ query: point.mulin, variables: { id: publicId('inc', id) } })),
      postgraphile: incidents.map((variables) => ({ query: point.postgraphile, variables })),
      limit: incidents.map(({ id }) => ({ statement: 'point', values: [...common('street'), id, viewers.street.places[0]] })),
      shape: point.shape,
      bars: { postgraphile: 1.8, limit: 0.65 },
    },
    list('list20', 'street', 20, ofStreet),
    list('list50', 'street', 50, ofStreet),
    list('total20', 'cadre', 20, withTotal),
    list('total50', 'cadre', 50, withTotal),
    list('actions20', 'street', 20, { ...ofStreet, actions: true, bars: { postgraphile: 1.5 } }),
    await deepList(list('deep20', 'street', 20, ofStreet), ask, client),
    list('worker20', 'worker', 20, { statement: 'worker', peer: peerLists.grid, scope: onePost('worker') }),
    list('three20', 'three', 20, { statement: 'three', peer: peerLists.three, scope: { a, b, c }, bars: { postgraphile: 1.6 } }),
    list('cadre20', 'cadre', 20, ofCadre),
    list('oldest20', 'oldest', 20, { ...ofCadre, scope: onePost('oldest') }),
    list('resident20', 'resident', 20, { statement: 'resident', peer: peerLists.own, scope: { person: viewers.resident.person } }),
    {
      name: 'subtree',
      viewer: 'street',
      mulin: [{ query: subtree.mulin, variables: { code: 'BA' } }],
      postgraphile: [{ query: subtree.postgraphile, variables: { id: street } }],
      limit: [{ statement: 'subtree', values: ['BA'] }],
      shape: subtree.shape,
    },
  ];
}

/** The page 2,000 rows down: each server is given its own cursor, the limit the row behind it. */
async function deepList(workload: Workload, ask: Ask, client: pg.Client): Promise<Workload> {
  const walk = async (server: 'mulin' | 'postgraphile') => {
    const { query, variables } = workload[server][0]!;
    let after: string | null = null;
    let last = '';
    for (let pages = 0; pages < 20; pages++) {
      const { incidents } = await ask(server, workload.viewer, { query, variables: { ...variables, first: 100, after } });
      after = incidents.pageInfo.endCursor;
      last = incidents.edges.at(-1).node.serialNumber;
    }
    return { operation: { query, variables: { ...variables, after } }, last };
  };
  const { operation, last } = await walk('mulin');
  const { rows } = await client.query<{ id: string; at: string }>(
    'select id, reported_at::text as at from incident where serial_number = $1',
    [last],
  );
  return {
    ...workload,
    mulin: [operation],
    postgraphile: [(await walk('postgraphile')).operation],
    limit: workload.limit.map(({ values }) => ({ statement: 'street-deep', values: [...values, rows[0]!.at, rows[0]!.id] })),
  };
}
