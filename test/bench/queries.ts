/** The operations, as Mulin and as PostGraphile take them, and PostGraphile's answers in Mulin's shape. */
import type { Answer } from './check.ts';

const fields = `id serialNumber title state urgency domain channel reportedAt
      grid { id code name leader { id publicName } }
      reporter { id name }
      events(first: 3) { nodes { id kind at actor { id name } } }`;

const peerFields = `rowId serialNumber title state urgency domain channel reportedAt
      grid: gridByGridIdAndJurisdictionId { rowId code name
        leaders: appointmentsByGridIdAndJurisdictionId(first: 1, condition: { position: "GRID_LEADER" }) {
          nodes { person: personByPersonIdAndJurisdictionId { rowId name } } } }
      reporter: personByReporterIdAndJurisdictionId { rowId name }
      events: incidentEventsByIncidentIdAndJurisdictionId(first: 3, orderBy: [AT_ASC, ROW_ID_ASC]) {
        nodes { rowId kind at actor: personByActorIdAndJurisdictionId { rowId name } } }`;

const list = (connection: string, node: string): string => `incidents${connection}
    edges { cursor node {
      ${node} } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }`;

export interface ListOptions {
  readonly total?: boolean;
  readonly actions?: boolean;
}

export const mulinList = ({ total = false, actions = false }: ListOptions = {}): string => `query ($first: Int!, $after: String) {
  ${list(`(first: $first, after: $after) {${total ? ' totalCount' : ''}`, `${fields}${actions ? '\n      viewerActions { verb allowed reason }' : ''}`)}
}`;

const peerList = (scope: string, variables: string, total = false): string => `query ($first: Int!, $after: Cursor, ${variables}) {
  ${list(`: ${scope}, first: $first, after: $after, orderBy: [REPORTED_AT_DESC, ROW_ID_DESC]) {${total ? ' totalCount' : ''}`, peerFields)}
}`;

/** PostGraphile's list of each scope. */
export const peerLists = {
  street: peerList('incidentsOfStreet(scope: $scope', '$scope: String!'),
  community: peerList('incidentsOfCommunity(scope: $scope', '$scope: String!'),
  communityWithTotal: peerList('incidentsOfCommunity(scope: $scope', '$scope: String!', true),
  grid: peerList('incidentsOfGrid(scope: $scope', '$scope: String!'),
  three: peerList('incidentsOfThree(community: $a, gridA: $b, gridB: $c', '$a: String!, $b: String!, $c: String!'),
  own: peerList('allIncidents(condition: { reporterId: $person }', '$person: UUID!'),
} as const;

export const publicId = (prefix: string, uuid: string): string => `${prefix}_${uuid.replaceAll('-', '')}`;
const instant = (text: string): string => new Date(text).toISOString();

const person = (row: Answer) => row && { id: publicId('per', row.rowId), name: row.name };
const leader = (row: Answer) => (row ? { id: publicId('per', row.rowId), publicName: row.name } : null);

const incident = ({ rowId, reportedAt, grid, reporter, events, ...rest }: Answer) => ({
  id: publicId('inc', rowId),
  ...rest,
  reportedAt: instant(reportedAt),
  grid: { id: publicId('grd', grid.rowId), code: grid.code, name: grid.name, leader: leader(grid.leaders.nodes[0]?.person) },
  reporter: person(reporter),
  events: {
    nodes: events.nodes.map((event: Answer) => ({
      id: publicId('evt', event.rowId),
      kind: event.kind,
      at: instant(event.at),
      actor: person(event.actor),
    })),
  },
});

/** PostgreSQL's bigint comes as text. */
const counted = (row: Answer) => ('totalCount' in row ? { totalCount: Number(row.totalCount) } : {});

export const listShape = ({ incidents }: Answer) => ({
  incidents: {
    ...counted(incidents),
    edges: incidents.edges.map(({ cursor, node }: Answer) => ({ cursor, node: incident(node) })),
    pageInfo: incidents.pageInfo,
  },
});

export const point = {
  mulin: `query ($id: ID!) {\n  incident(id: $id) {\n      ${fields} }\n}`,
  postgraphile: `query ($id: UUID!, $jurisdiction: UUID!) {
  incident: incidentByRowIdAndJurisdictionId(rowId: $id, jurisdictionId: $jurisdiction) {\n      ${peerFields} }\n}`,
  shape: (data: Answer) => ({ incident: incident(data.incident) }),
};

const grids = (connection: Answer): Answer => ({
  ...counted(connection),
  nodes: connection.nodes.map((row: Answer) => ({
    id: publicId('grd', row.rowId),
    code: row.code,
    name: row.name,
    openIncidentCount: Number(row.openIncidentCount),
    ...(row.children ? { children: grids(row.children) } : {}),
  })),
});

export const subtree = {
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
  shape: ({ organization: { rowId, name, children } }: Answer) => ({
    organization: {
      id: publicId('org', rowId),
      name,
      children: {
        ...counted(children),
        nodes: children.nodes.map((row: Answer) => ({
          id: publicId('org', row.rowId),
          code: row.code,
          name: row.name,
          grids: grids(row.grids),
        })),
      },
    },
  }),
};

/** As Mulin and the usual way take them. */
const told = 'incident { id title state grid { id name } } userErrors { message }';
export const report = `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { ${told} } }`;
export const transition = `mutation ($input: IncidentTransitionInput!) { acceptIncident(input: $input) { ${told} } }`;
