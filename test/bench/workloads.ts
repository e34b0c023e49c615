/**
 * What is asked, of each of the three: Mulin's operation, PostGraphile's with the same content, and the parameters of the limit's statement.
 * Ids, places and cursors are looked up in the data set once, before anything is measured.
 */
import { ISSUER } from './data.ts';

/** @typedef {{ query: string, variables: Record<string, unknown> }} Operation */
/**
 * @typedef {object} Workload
 * @property {string} name
 * @property {string} viewer
 * @property {Operation[]} mulin Asked in turn.
 * @property {Operation[]} postgraphile
 * @property {{ statement: string, values: unknown[] }[]} limit
 * @property {(data: any) => unknown} shape PostGraphile's answer as Mulin's.
 * @property {{ postgraphile: number, limit?: number }=} bars What Mulin should at least reach, as a ratio.
 * @property {string=} note
 */

const fields = `id serialNumber title state urgency domain channel reportedAt
    grid { id code name leader { id publicName } }
    reporter { id name }
    events(first: 3) { nodes { id kind at actor { id name } } }`;

const page = (
  /*T { total?: boolean, actions?: boolean } T*/ { total = false, actions = false } = {},
) => `query ($first: Int!, $after: String) {
  incidents(first: $first, after: $after) {${total ? '\n    totalCount' : ''}
    edges { cursor node { ${fields}${actions ? '\n    viewerActions { verb allowed reason }' : ''} } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const pgFields = `rowId serialNumber title state urgency domain channel reportedAt
    grid: gridByGridIdAndJurisdictionId { rowId code name
      leaders: appointmentsByGridIdAndJurisdictionId(first: 1, condition: { position: "GRID_LEADER" }) { nodes { person: personByPersonIdAndJurisdictionId { rowId name } } } }
    reporter: personByReporterIdAndJurisdictionId { rowId name }
    events: incidentEventsByIncidentIdAndJurisdictionId(first: 3, orderBy: [AT_ASC, ROW_ID_ASC]) { nodes { rowId kind at actor: personByActorIdAndJurisdictionId { rowId name } } }`;

const pgPage = (
  field: string,
  variables: string,
  args: string,
  total = false,
) => `query ($first: Int!, $after: Cursor, ${variables}) {
  incidents: ${field}(${args}, first: $first, after: $after, orderBy: [REPORTED_AT_DESC, ROW_ID_DESC]) {${total ? '\n    totalCount' : ''}
    edges { cursor node { ${pgFields} } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const pgPages = {
  street: pgPage('incidentsOfStreet', '$scope: String!', 'scope: $scope'),
  community: pgPage('incidentsOfCommunity', '$scope: String!', 'scope: $scope'),
  communityTotal: pgPage('incidentsOfCommunity', '$scope: String!', 'scope: $scope', true),
  grid: pgPage('incidentsOfGrid', '$scope: String!', 'scope: $scope'),
  three: pgPage('incidentsOfThree', '$scopes: [String!]!', 'community: $a, gridA: $b, gridB: $c').replace(
    '$scopes: [String!]!',
    '$a: String!, $b: String!, $c: String!',
  ),
  own: pgPage('allIncidents', '$person: UUID!', 'condition: { reporterId: $person }'),
};

const publicId = (prefix: string, uuid: string) => `${prefix}_${uuid.replaceAll('-', '')}`;
const instant = (text: string) => new Date(text).toISOString();
const person = (row: any) => row && { id: publicId('per', row.rowId), name: row.name };

const incident = (row: any) => {
  const leader = row.grid.leaders.nodes[0]?.person;
  return {
    id: publicId('inc', row.rowId),
    serialNumber: row.serialNumber,
    title: row.title,
    state: row.state,
    urgency: row.urgency,
    domain: row.domain,
    channel: row.channel,
    reportedAt: instant(row.reportedAt),
    grid: {
      id: publicId('grd', row.grid.rowId),
      code: row.grid.code,
      name: row.grid.name,
      leader: leader ? { id: publicId('per', leader.rowId), publicName: leader.name } : null,
    },
    reporter: person(row.reporter),
    events: {
      nodes: row.events.nodes.map((event: any) => ({
        id: publicId('evt', event.rowId),
        kind: event.kind,
        at: instant(event.at),
        actor: person(event.actor),
      })),
    },
  };
};

const incidentPage = (/*T any T*/ { incidents }) => ({
  incidents: {
    ...('totalCount' in incidents ? { totalCount: Number(incidents.totalCount) } : {}),
    edges: incidents.edges.map((edge: any) => ({ cursor: edge.cursor, node: incident(edge.node) })),
    pageInfo: incidents.pageInfo,
  },
});

const subtree = {
  mulin: `query ($code: String!) {
  organization(code: $code) { id name
    children(first: 10) { totalCount nodes { id code name
      grids(first: 5) { totalCount nodes { id code name openIncidentCount
        children(first: 5) { totalCount nodes { id code name openIncidentCount } } } } } }
  }
}`,
  postgraphile: `query ($id: UUID!) {
  organization: organizationByRowIdAndJurisdictionId(rowId: $id, jurisdictionId: $id) { rowId name
    children: organizationsByParentIdAndJurisdictionId(first: 10, orderBy: [CODE_ASC]) { totalCount nodes { rowId code name
      grids: gridsByCommunityIdAndJurisdictionId(first: 5, orderBy: [CODE_ASC]) { totalCount nodes { rowId code name openIncidentCount
        children: gridsByParentIdAndJurisdictionId(first: 5, orderBy: [CODE_ASC]) { totalCount nodes { rowId code name openIncidentCount } } } } } }
  }
}`,
  shape: (/*T any T*/ { organization }) => {
    const grids = (/*T any T*/ { totalCount, nodes }) => ({
      totalCount: Number(totalCount),
      nodes: nodes.map((row: any) => ({
        id: publicId('grd', row.rowId),
        code: row.code,
        name: row.name,
        openIncidentCount: Number(row.openIncidentCount),
        ...(row.children ? { children: grids(row.children) } : {}),
      })),
    });
    const { totalCount, nodes } = organization.children;
    const children = nodes.map((row: any) => ({
      id: publicId('org', row.rowId),
      code: row.code,
      name: row.name,
      grids: grids(row.grids),
    }));
    return {
      organization: { id: publicId('org', organization.rowId), name: organization.name, children: { totalCount, nodes: children } },
    };
  },
};

const report = {
  mulin: `mutation ($input: ReportIncidentInput!) {
  reportIncident(input: $input) { incident { id title state grid { id name } } userErrors { message } }
}`,
  postgraphile: `mutation ($incident: IncidentInput!) {
  createIncident(input: { incident: $incident }) { incident { rowId title state grid: gridByGridIdAndJurisdictionId { rowId name } } }
}`,
  shape: (/*T any T*/ { createIncident: { incident: row } }) => ({
    reportIncident: {
      incident: {
        id: publicId('inc', row.rowId),
        title: row.title,
        state: row.state,
        grid: { id: publicId('grd', row.grid.rowId), name: row.grid.name },
      },
      userErrors: [],
    },
  }),
};

/** What the reports of the benchmark are called, so that they can be taken away again. */
export const REPORT_TITLE = '压测上报';

/** @param {import('pg').Client} client */
async function factsOf(client) {
  const one = async (text: string, values: unknown[] = []) => (await client.query(text, values)).rows[0];
  const { rows } = await client.query(
    `select subject, person_id, coalesce((select array_agg(place order by length(place), place) from appointment where person_id = a.person_id), '{}') as places from account a where issuer = $1`,
    [ISSUER],
  );
  const { today } = await one(`select to_char(now() at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as today`);
  const viewers: Record<string, { person: string, places: string[] }> = Object.fromEntries(rows.map(({ subject, person_id, places }) => [subject, { person: person_id, places }]));
  const { id: root } = await one(`select id from organization where code = 'BA'`);
  const writing = await one(
    `select g.id as grid, g.jurisdiction_id as jurisdiction, g.community_id as community, g.place, c.id as category, c.domain
     from grid g join incident_category c on c.jurisdiction_id = g.jurisdiction_id and c.code = 'STREET_LIGHT' where g.code = 'BB-C61-G12'`,
  );
  const { rows: points } = await client.query(
    `select id, jurisdiction_id from incident where left(place, 4) = '0a00' order by hashint8extended(extract(epoch from reported_at)::bigint, 7) limit 500`,
  );
  return { today, viewers, root, writing, points };
}

/**
 * @param {import('pg').Client} client
 * @param {(server: 'mulin' | 'postgraphile', viewer: string, operation: Operation) => Promise<any>} ask
 * @returns {Promise<Workload[]>}
 */
export async function prepareWorkloads(client, ask) {
  const { today, viewers, root, writing, points } = await factsOf(client);
  const who = (viewer: string) => (viewers[viewer] as { person: string, places: string[] });
  /** Whose names each viewer sees in full: a street officer's post does not open them. */
  const covered = (viewer: string) => (viewer === 'street' ? [] : who(viewer).places);
  const common = (viewer: string) => [today, who(viewer).person, covered(viewer)];
  const own = (viewer: string) => who(viewer).person;
  const scope = (viewer: string) => (who(viewer).places[0] as string);
  const lists = { postgraphile: 1.8, limit: 0.8 };

  /** @returns {Workload} */
  const listOf = (
    name: string,
    viewer: string,
    first: number,
    /*T any T*/ { pg, scopes, statement, ...options },
  ) => ({
    name,
    viewer,
    mulin: [{ query: page(options), variables: { first } }],
    postgraphile: [{ query: pg, variables: { first, ...scopes } }],
    limit: [
      { statement, values: [...common(viewer), first, ...Object.values(scopes), ...(statement === 'resident' ? [] : [own(viewer)])] },
    ],
    shape: incidentPage,
    bars: options.bars ?? lists,
    note: options.note,
  });

  const streetList = (name: string, first: number, options = {}) =>
    listOf(name, 'street', first, { pg: pgPages.street, scopes: { scope: scope('street') }, statement: 'street', ...options });
  const cadreList = (name: string, viewer: string, first: number, total = false) =>
    listOf(name, viewer, first, {
      pg: total ? pgPages.communityTotal : pgPages.community,
      scopes: { scope: scope(viewer) },
      statement: total ? 'cadre-total' : 'cadre',
      total,
    });
  const [threeA, threeB, threeC] = who('three').places;

  const deep = await deepList(streetList('deep20', 20), ask, client);

  return [
    {
      name: 'point',
      viewer: 'street',
      mulin: points.map(({ id }) => ({
        query: `query ($id: ID!) {\n  incident(id: $id) { ${fields} }\n}`,
        variables: { id: publicId('inc', id) },
      })),
      postgraphile: points.map(({ id, jurisdiction_id }) => ({
        query: `query ($id: UUID!, $jurisdiction: UUID!) {\n  incident: incidentByRowIdAndJurisdictionId(rowId: $id, jurisdictionId: $jurisdiction) { ${pgFields} }\n}`,
        variables: { id, jurisdiction: jurisdiction_id },
      })),
      limit: points.map(({ id }) => ({ statement: 'point', values: [...common('street'), id, scope('street')] })),
      shape: (data) => ({ incident: incident(data.incident) }),
      bars: { postgraphile: 1.8, limit: 0.65 },
    },
    streetList('list20', 20),
    streetList('list50', 50),
    cadreList('total20', 'cadre', 20, true),
    cadreList('total50', 'cadre', 50, true),
    streetList('actions20', 20, {
      actions: true,
      bars: { postgraphile: 1.5 },
      note: 'the other two answer the list without viewerActions',
    }),
    deep,
    listOf('worker20', 'worker', 20, { pg: pgPages.grid, scopes: { scope: scope('worker') }, statement: 'worker' }),
    listOf('three20', 'three', 20, {
      pg: pgPages.three,
      scopes: { a: threeA, b: threeB, c: threeC },
      statement: 'three',
      bars: { postgraphile: 1.6 },
    }),
    cadreList('cadre20', 'cadre', 20),
    cadreList('oldest20', 'oldest', 20),
    listOf('resident20', 'resident', 20, { pg: pgPages.own, scopes: { person: own('resident') }, statement: 'resident' }),
    {
      name: 'subtree',
      viewer: 'street',
      mulin: [{ query: subtree.mulin, variables: { code: 'BA' } }],
      postgraphile: [{ query: subtree.postgraphile, variables: { id: root } }],
      limit: [{ statement: 'subtree', values: ['BA'] }],
      shape: subtree.shape,
    },
    {
      name: 'report',
      viewer: 'writer',
      mulin: [
        {
          query: report.mulin,
          variables: {
            input: {
              title: REPORT_TITLE,
              categoryId: publicId('cat', writing.category),
              gridId: publicId('grd', writing.grid),
              channel: 'WECHAT',
            },
          },
        },
      ],
      postgraphile: [
        {
          query: report.postgraphile,
          variables: {
            incident: {
              rowId: '__UUID__',
              jurisdictionId: writing.jurisdiction,
              serialNumber: 'S__UUID__',
              title: REPORT_TITLE,
              categoryId: writing.category,
              domain: writing.domain,
              channel: 'WECHAT',
              urgency: 'NORMAL',
              state: 'REPORTED',
              gridId: writing.grid,
              place: writing.place,
              reporterId: own('writer'),
              holderId: writing.community,
              trackingCode: 'T__UUID__',
              reportedAt: '2026-01-01T00:00:00Z',
            },
          },
        },
      ],
      limit: [{ statement: 'report', values: ['__UUID__', writing.grid, writing.category, own('writer'), REPORT_TITLE] }],
      shape: report.shape,
      note: 'PostGraphile and the limit neither check rights nor read the row back; PostGraphile writes no history and no event',
    },
  ];
}

/** The page 2,000 rows down: each server is given its own cursor, the limit the row behind it. */
async function deepList(
  workload: Workload,
  ask: Parameters<typeof prepareWorkloads>[1],
  client: import('pg').Client,
) {
  const walk = async (server: 'mulin' | 'postgraphile') => {
    const operation = (workload[server][0] as Operation);
    let after = null;
    let last = null;
    for (let pages = 0; pages < 20; pages++) {
      const data = await ask(server, workload.viewer, { ...operation, variables: { ...operation.variables, first: 100, after } });
      after = data.incidents.pageInfo.endCursor;
      last = data.incidents.edges.at(-1).node;
    }
    return { operation: { ...operation, variables: { ...operation.variables, after } }, serialNumber: last.serialNumber };
  };
  const [mulin, postgraphile] = [await walk('mulin'), await walk('postgraphile')];
  const { rows } = await client.query('select id, reported_at::text as at from incident where serial_number = $1', [mulin.serialNumber]);
  const { values } = (workload.limit[0] as { values: unknown[] });
  return {
    ...workload,
    mulin: [mulin.operation],
    postgraphile: [postgraphile.operation],
    limit: [{ statement: 'street-deep', values: [...values, rows[0].at, rows[0].id] }],
  };
}
