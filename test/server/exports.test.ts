import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, startApp } from '../kit/app.js';
import type { Client } from '../kit/client.js';

let app: App;
let officer: Client;
let cadre: Client;

beforeAll(async () => {
  app = await startApp();
  [officer, cadre] = [await app.as('street-supervisor'), await app.as('community-cadre')];
});

afterAll(() => app.stop());

/** One list as a file, asked for by POST. */
async function fileOf(client: Client | null, format: 'csv' | 'geojson', query: string, variables: object = {}) {
  const response = await fetch(`${app.url}/graphql/${format}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(client ? { authorization: `Bearer ${client.token}` } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  return { response, text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer()) };
}

async function rowsOf(client: Client, query: string, variables: object = {}): Promise<Record<string, string>[]> {
  const { response, text } = await fileOf(client, 'csv', query, variables);
  expect(response.status, text).toBe(200);
  return parse(text, { columns: true, bom: true });
}

const refusalOf = async (client: Client | null, format: 'csv' | 'geojson', query: string, variables: object = {}) => {
  const { response, text } = await fileOf(client, format, query, variables);
  const [{ message, extensions }] = JSON.parse(text).errors;
  return { status: response.status, code: extensions.code, message };
};

const lastExport = async () =>
  (
    await app.database.query<{ action: string; fields: string[]; actor: string }>(
      `select action, fields, (select subject from account where person_id = actor_id limit 1) as actor from audit where action like 'export%' order by at desc, id desc limit 1`,
    )
  )[0];

describe('a connection as CSV', () => {
  test('has every row that the viewer sees, in its order, however many pages that are', async () => {
    const rows = await rowsOf(officer, '{ grids(orderBy: { field: CODE, direction: DESC }) { nodes { id code community { name } } } }');
    expect(rows).toHaveLength((await officer.data('{ grids { totalCount } }')).grids.totalCount);
    expect(rows.length).toBeGreaterThan(300);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    const page = '{ grids(first: 100, orderBy: { field: CODE, direction: DESC }) { nodes { id code community { name } } } }';
    const nodes: { id: string; code: string; community: { name: string } }[] = (await officer.data(page)).grids.nodes;
    expect(rows.slice(0, 100)).toEqual(nodes.map(({ id, code, community }) => ({ id, code, 'community.name': community.name })));
  });

  test('shows names as the viewer sees them', async () => {
    const query = '{ residents(first: 30) { nodes { id person { name } } } }';
    const { nodes } = (await cadre.data(query)).residents;
    const expected = nodes.map((row: { id: string; person: { name: string } }) => ({ id: row.id, 'person.name': row.person.name }));
    expect(await rowsOf(cadre, query)).toEqual(expected);
  });

  test('ends after as many rows as were asked for, and begins after a cursor', async () => {
    const query = 'query ($n: Int, $after: String) { grids(first: $n, after: $after) { nodes { code } pageInfo { endCursor } } }';
    const all = await rowsOf(officer, '{ grids { nodes { code } } }');
    const { data } = await officer.ask(query, { n: 2 });
    expect(await rowsOf(officer, query, { n: 2 })).toEqual(all.slice(0, 2));
    expect(await rowsOf(officer, query, { n: 3, after: data.grids.pageInfo.endCursor })).toEqual(all.slice(2, 5));
  });

  test('of a list below one row, with fragments, aliases and directives', async () => {
    const rows = await rowsOf(
      officer,
      `query ($not: Boolean = false) {
        street: organization(code: "000") { found: grids(first: 3) { nodes { ...Named level @include(if: $not) } } }
      }
      fragment Named on Grid { number: code community { name } }`,
    );
    expect(rows).toHaveLength(3);
    expect(Object.keys(rows[0]!)).toEqual(['number', 'community.name']);
  });

  test('whose rows cost much is read in smaller pages', async () => {
    const counts = [...'abcdefghij'].map((c) => `${c}: incidents(filter: { states: [CLOSED] }) { totalCount }`).join(' ');
    const query = `{ grids { nodes { code ${counts} ${counts.replaceAll(/\b([a-j]):/g, '$1$1:')} } } }`;
    const { length } = await rowsOf(officer, '{ grids { nodes { code } } }');
    expect(await rowsOf(officer, query)).toHaveLength(length);
  });

  test('without rows has its header', async () => {
    const { text } = await fileOf(officer, 'csv', '{ incidents(filter: { text: "没有这样的事" }) { nodes { id title } } }');
    expect(text).toBe('\uFEFFid,title\r\n');
  });

  test('without groups has the columns of both dimensions', async () => {
    const { id } = (await officer.data('{ organization(code: "000") { id } }')).organization;
    const never = 'period: { from: "2020-01-01", to: "2020-02-01" }';
    const { text } = await fileOf(
      officer,
      'csv',
      `{ statistics(scope: "${id}", ${never}) { groups(by: [HOLDER]) { keys { name } reported } } }`,
    );
    expect(text).toBe('\uFEFFkeys.0.name,keys.1.name,reported\r\n');
  });

  test.each([[0], [-1]])('has no first %i rows', async (first) => {
    expect(await refusalOf(officer, 'csv', `{ incidents(first: ${first}) { nodes { id } } }`)).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: `first takes 1 or more; this is ${first}.`,
    });
  });

  test.each([['\n'], ['\r'], ['\r\n'], ['\n\r']])('keeps what follows a line break %j within the cell', async (line) => {
    const [grid] = (await officer.data('{ grids(first: 1) { nodes { id } } }')).grids.nodes;
    const [category] = (await officer.data('{ incidentCategories { id } }')).incidentCategories;
    const report =
      'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { description } userErrors { message } } }';
    const input = { title: '路灯坏', description: `看不见${line}=1+1`, gridId: grid.id, categoryId: category.id, channel: 'HOTLINE' };
    const { incident } = (await officer.data(report, { input })).reportIncident;
    const { text } = await fileOf(
      officer,
      'csv',
      '{ incidents(first: 1, orderBy: { field: REPORTED_AT, direction: DESC }) { nodes { title description } } }',
    );
    expect(text).toBe(`\uFEFFtitle,description\r\n路灯坏,"${incident.description}"\r\n`);
    expect(incident.description).toMatch(/[\r\n]=1\+1$/);
  });

  test('keeps commas, quotes and line breaks, and no cell is a formula', async () => {
    const titles = ['=1+1', '+86', '-1', '@SUM(A1)', '＝1+1', '逗号,引号"', "普通'"];
    const [grid] = (await officer.data('{ grids(first: 1) { nodes { id } } }')).grids.nodes;
    const [category] = (await officer.data('{ incidentCategories { id } }')).incidentCategories;
    const report = 'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { userErrors { message } } }';
    for (const title of titles) {
      const input = { title, description: '第一行\n第二行', gridId: grid.id, categoryId: category.id, channel: 'HOTLINE' };
      expect((await officer.data(report, { input })).reportIncident.userErrors).toEqual([]);
    }
    const rows = await rowsOf(
      officer,
      '{ incidents(first: 7, orderBy: { field: REPORTED_AT, direction: DESC }) { nodes { title description } } }',
    );
    const expected = titles.map((title) => ({ title: /^[=+\-@＝]/.test(title) ? `'${title}` : title, description: '第一行\n第二行' }));
    expect(new Set(rows.map((row) => JSON.stringify(row)))).toEqual(new Set(expected.map((row) => JSON.stringify(row))));
  });
});

test('the groups of a statistic are rows, and so is a statistic', async () => {
  const asked = 'organization(code: "000") { statistics(period: { from: "2026-01-01", to: "2027-01-01" })';
  const query = `{ ${asked} { groups(by: [DOMAIN]) { reported type: __typename } } } }`;
  const { groups } = (await officer.data(query)).organization.statistics;
  expect(await rowsOf(officer, query)).toEqual(
    groups.map((row: { reported: number; type: string }) => ({ reported: String(row.reported), type: row.type })),
  );
  const byTwo = `{ ${asked} { groups(by: [MONTH, STATE]) { keys { dimension value } reported } } } }`;
  const told: { keys: { dimension: string; value: string }[]; reported: number }[] = (await officer.data(byTwo)).organization.statistics
    .groups;
  expect(await rowsOf(officer, byTwo)).toEqual(
    told.map(({ keys: [one, other], reported }) => ({
      ...{ 'keys.0.dimension': one!.dimension, 'keys.0.value': one!.value },
      ...{ 'keys.1.dimension': other!.dimension, 'keys.1.value': other!.value },
      reported: String(reported),
    })),
  );
  const [day] = await rowsOf(officer, `{ ${asked} { groups(by: [DAY]) { keys { value } reported } } } }`);
  expect(Object.keys(day!)).toEqual(['keys.0.value', 'reported']);
  const [row] = await rowsOf(officer, `{ ${asked} { asOf period { from to } } } }`);
  expect(row).toMatchObject({ 'period.from': '2026-01-01', 'period.to': '2027-01-01' });
});

describe('grids as GeoJSON', () => {
  const query = '{ grids(first: 4) { nodes { boundary code open: incidents(filter: { states: [REPORTED] }) { totalCount } } } }';
  test('are features with their counts', async () => {
    const { nodes } = (await officer.data(query)).grids;
    const { response, text } = await fileOf(officer, 'geojson', query);
    expect(response.headers.get('content-type'), text).toBe('application/geo+json');
    expect(JSON.parse(text)).toEqual({
      type: 'FeatureCollection',
      features: nodes.map((grid: { boundary: object | null; code: string; open: { totalCount: number } }) => ({
        type: 'Feature',
        geometry: grid.boundary,
        properties: { code: grid.code, 'open.totalCount': grid.open.totalCount },
      })),
    });
  });
  test('need a geometry', async () => {
    expect(await refusalOf(officer, 'geojson', '{ grids { nodes { code } } }')).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('boundary'),
    });
  });
});

describe('who exports', () => {
  test('is in the audit log, with the columns', async () => {
    await rowsOf(officer, '{ grids(first: 1) { nodes { code community { name } } } }');
    expect(await lastExport()).toEqual({ action: 'exportCsv', fields: ['Grid', 'code', 'community.name'], actor: 'street-supervisor@000' });
  });
  test.each([
    ['resident', '{ grids { nodes { code } } }'],
    ['auditor', '{ grids { nodes { code } } }'],
    ['dashboard', '{ grids { nodes { code } } }'],
    ['street-supervisor', '{ residents { nodes { id } } }'],
    ['grid-worker', '{ households { nodes { id } } }'],
  ] as const)('is not the %s: %s', async (persona, query) => {
    const before = await lastExport();
    expect(await refusalOf(await app.as(persona), 'csv', query)).toMatchObject({ status: 200, code: 'FORBIDDEN' });
    expect(await lastExport()).toEqual(before);
  });
  describe('whatever the list is called', () => {
    const gaps = (kind: string, fields: string) => `{ coverageGaps(kind: ${kind}, scope: "ROOT", first: 3) { nodes { ${fields} } } }`;
    test.each([
      ['people who are no list of their own', gaps('RESIDENT_INCOMPLETE', 'id ... on Resident { birthDate }'), 'FORBIDDEN'],
      ['homes', gaps('HOUSEHOLD_NOT_VISITED', '... on Household { kind }'), 'FORBIDDEN'],
      ['care', gaps('CARE_WITHOUT_PAIRING', '... on CareDesignation { category }'), 'FORBIDDEN'],
      ['people by their ids', '{ nodes(ids: ["ROOT"]) { ... on Resident { birthDate } ... on Grid { code } } }', 'FORBIDDEN'],
      ['care by ids alone', gaps('CARE_WITHOUT_PAIRING', 'id'), 'FORBIDDEN'],
      ['homes by ids beside grids', gaps('DWELLING_UNVERIFIED', '__typename id ... on Grid { code }'), 'FORBIDDEN'],
      ['grids by ids alone', gaps('GRID_WITHOUT_OWN_BRANCH', 'id'), null],
      ['grids', gaps('GRID_WITHOUT_OWN_BRANCH', 'id ... on Grid { code }'), null],
    ])('%s', async (_what, query, code) => {
      const { id } = (await officer.data('{ organization(code: "000") { id } }')).organization;
      const { text } = await fileOf(officer, 'csv', query.replace('ROOT', id));
      if (code) expect(JSON.parse(text).errors[0].extensions).toMatchObject({ code });
      else expect(parse(text, { columns: true, bom: true })).toHaveLength(3);
    });
    test('the audit log has what the rows were', async () => {
      const { id } = (await officer.data('{ organization(code: "000") { id } }')).organization;
      await rowsOf(cadre, gaps('RESIDENT_INCOMPLETE', 'id ... on Resident { birthDate }').replace('ROOT', id));
      expect(await lastExport()).toMatchObject({ fields: ['Resident', 'id', 'birthDate'] });
    });
  });
  test('says who they are', async () => {
    expect(await refusalOf(null, 'csv', '{ grids { nodes { code } } }')).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
  });
});

test.each([
  ['{ grids { nodes { code appointments { id } } } }', 'GRAPHQL_VALIDATION_FAILED', 'appointments'],
  ['{ grids { nodes { code staff { id } } } }', 'BAD_USER_INPUT', 'staff'],
  ['{ grids { nodes { code children { nodes { id } } } } }', 'BAD_USER_INPUT', 'children.nodes'],
  ['{ grids { totalCount } }', 'BAD_USER_INPUT', 'nodes of grids'],
  ['{ grids { nodes { code } } viewer { id } }', 'BAD_USER_INPUT', 'one list'],
  ['{ grids(last: 3) { nodes { code } } }', 'BAD_USER_INPUT', 'first and after'],
  ['mutation { closeIncident(input: { id: "x" }) { userErrors { code } } }', 'BAD_USER_INPUT', 'queries'],
  ['{ grids {', 'GRAPHQL_VALIDATION_FAILED', 'Syntax'],
  ['', 'GRAPHQL_VALIDATION_FAILED', 'Syntax'],
])('%s is refused', async (query, code, said) => {
  expect(await refusalOf(officer, 'csv', query)).toMatchObject({ code, message: expect.stringContaining(said) });
});

test('a GET names the file, and nobody keeps it', async () => {
  const response = await fetch(`${app.url}/graphql/csv?${new URLSearchParams({ query: '{ grids(first: 1) { nodes { code } } }' })}`, {
    headers: { authorization: `Bearer ${officer.token}` },
  });
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': 'attachment; filename="grids.csv"',
    'cache-control': 'no-store',
  });
  await response.text();
});

test('whoever breaks off keeps nothing busy', async () => {
  const gone = new AbortController();
  const response = await fetch(`${app.url}/graphql/csv?${new URLSearchParams({ query: '{ organizations { nodes { id name } } }' })}`, {
    headers: { authorization: `Bearer ${officer.token}` },
    signal: gone.signal,
  });
  await response.body!.getReader().read();
  gone.abort();
  await expect.poll(async () => Object.values((await app.readiness()).lanes).every(({ used }) => used === 0)).toBe(true);
  expect(app.bugs).toEqual([]);
});
