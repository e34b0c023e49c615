import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Running, start } from '../../src/server/start.js';
import { graphql } from '../generated/index.js';
import { Client } from '../kit/client.js';
import { blankDatabase, type TestDatabase } from '../kit/database.js';
import { testInDepth } from '../kit/depth.js';
import { newKeyFile } from '../kit/keys.js';
import { type OpenIdProvider, openIdProvider } from '../kit/oidc.js';

/** A street of one's own: from an empty PostgreSQL to the first reported incident, with an OpenID Connect provider. */

const root = join(import.meta.dirname, '../..');
const exec = promisify(execFile);
let database: TestDatabase;
let provider: OpenIdProvider;
let server: Running | undefined;

beforeAll(async () => {
  [database, provider] = await Promise.all([blankDatabase(), openIdProvider(), exec('npm', ['run', '-s', 'build'], { cwd: root })]);
});
afterAll(async () => {
  await server?.stop();
  await provider.close();
  await database.close();
});

async function command(...words: readonly string[]) {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, DATABASE_URL: database.url };
  return exec(process.execPath, ['dist/src/server/admin-command.js', ...words], { cwd: root, env }).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  );
}

const init = (flags: Readonly<Record<string, string>>) =>
  command('init', ...Object.entries(flags).map(([name, value]) => `--${name}=${value}`));

const street = () => ({ code: '310', name: '春江街道办事处', admin: '张三', issuer: provider.issuer, subject: 'zhang-san' });

testInDepth('what is missing or wrong is named, all at once, and nothing is made', async () => {
  const missing = await init({ code: '310', name: '春江街道办事处' });
  expect([missing.code, missing.stderr.split('\n')[0]]).toEqual([1, 'Say --admin, --issuer, --subject as well.']);
  const wrong = await init({ ...street(), code: '3_10', kind: 'CITY', households: '25-15', admin: ' ' });
  expect([
    wrong.code,
    wrong.stderr
      .trim()
      .split('\n')
      .map((line) => line.split(':')[0]),
  ]).toEqual([1, ['--code', '--kind', '--admin', '--households']]);
  expect(await database.query('select from organization')).toEqual([]);
});

test('an administrator makes a community and a grid, and a problem is reported there', async () => {
  const { code, stdout } = await init(street());
  expect(code).toBe(0);
  const parentId = /org_[0-9a-f]{32}/.exec(stdout)![0];
  const { issuer, audience, jwksUrl } = provider;
  server = await start(
    {
      port: 0,
      host: 'localhost',
      databaseUrl: database.url,
      dataDir: '',
      keyFile: (await newKeyFile()).where,
      auth: { issuer, audience, jwksUrl },
    },
    { info: () => {}, bug: () => {} },
  );
  const admin = new Client(server.url, await provider.signIn('zhang-san'));
  expect(await admin.data(graphql(`query FirstViewer { viewer { person { name } roles { role } } }`))).toEqual({
    viewer: { person: { name: '张三' }, roles: [{ role: 'RESIDENT' }, { role: 'ADMIN' }] },
  });
  const community = await admin.data(
    graphql(`mutation FirstCommunity($input: CreateOrganizationInput!) {
      createOrganization(input: $input) { organization { id coverageRule { minHouseholds gridLevel } } userErrors { message } }
    }`),
    { input: { parentId, code: '310-C1', name: '春江社区', kind: 'COMMUNITY' } },
  );
  expect(community.createOrganization!.userErrors).toEqual([]);
  const { id: communityId, coverageRule } = community.createOrganization!.organization!;
  expect(coverageRule).toEqual({ minHouseholds: 15, gridLevel: 2 });
  const grid = await admin.data(
    graphql(`mutation FirstGrid($input: CreateGridInput!) {
      createGrid(input: $input) { grid { id sizeStatus } userErrors { message } }
    }`),
    { input: { communityId, code: '310-G01', name: '第一网格', kind: 'GENERAL', householdCount: 300 } },
  );
  expect(grid.createGrid).toMatchObject({ grid: { sizeStatus: 'NO_RULE' }, userErrors: [] });
  const { incidentCategories } = await admin.data(graphql(`query FirstCategories { incidentCategories { id name } }`));
  expect(incidentCategories.map(({ name }) => name)).toContain('路灯损坏');
  const report = await admin.data(
    graphql(`mutation FirstReport($input: ReportIncidentInput!) {
      reportIncident(input: $input) { incident { serialNumber state } userErrors { message } }
    }`),
    { input: { title: '路灯坏了', categoryId: incidentCategories[0]!.id, gridId: grid.createGrid!.grid!.id, channel: 'WECHAT' } },
  );
  expect(report.reportIncident).toEqual({
    incident: { serialNumber: expect.stringMatching(/^310-\d{8}-000001$/), state: 'REPORTED' },
    userErrors: [],
  });
});

testInDepth('a second street stands beside the first, and its administrator manages only that', async () => {
  expect(
    (await init({ ...street(), code: ' ３-1 1ｂ', name: '秋水镇人民政府', kind: 'town_government', subject: 'li-si', admin: '李四' })).code,
  ).toBe(0);
  const other = new Client(server!.url, await provider.signIn('li-si'));
  const { organization } = await other.data(graphql(`query OtherStreet { organization(code: "310-C1") { id } }`));
  const denied = await other.codes(
    graphql(`mutation ForeignCommunity($input: CreateOrganizationInput!) { createOrganization(input: $input) { userErrors { message } } }`),
    { input: { parentId: organization!.id, code: '311b-C1', name: '别人的社区', kind: 'COMMUNITY' } },
  );
  expect(denied).toEqual(['FORBIDDEN']);
  const own = await other.data(
    graphql(
      `mutation OwnCommunity($input: CreateOrganizationInput!) { createOrganization(input: $input) { organization { code } userErrors { message } } }`,
    ),
    {
      input: {
        parentId: (await other.data(graphql(`query OwnStreet { organization(code: "311b") { id } }`))).organization!.id,
        code: '３11b-c1',
        name: '秋水社区',
        kind: 'COMMUNITY',
      },
    },
  );
  expect(own.createOrganization!.organization).toEqual({ code: '311B-c1' });
  expect((await init({ ...street(), code: '311B', subject: 'wang-wu' })).stderr.trim()).toBe('--code: The code 311B is taken.');
  const again = await init(street());
  expect(again.stderr.trim().split('\n')).toEqual([
    '--code: The code 310 is taken.',
    '--subject: This account is linked to a person already.',
  ]);
});

testInDepth(
  'days of the work calendar come from a file: what is right is kept, what is wrong is named by its line, and it may be loaded again',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'mulin-calendar-'));
    const load = async (text: string | Buffer, code = '310') => {
      await writeFile(join(directory, 'days.csv'), text);
      const { code: status, stdout, stderr } = await command('calendar', join(directory, 'days.csv'), '--code', code);
      return { status, said: (stdout + stderr).trim() };
    };
    const days = () =>
      database.query(`select date::text, kind, array_to_string(sessions, ' ') as sessions, name from calendar_day order by date`);
    expect(
      await load(
        '\ufeffdate,kind,sessions,name\n2027-02-05,HOLIDAY,,春节\n2027-02-14,MAKEUP_WORKDAY,09:00-12:00 13:00-17:00,"调休, 补班"\n',
      ),
    ).toEqual({
      status: 0,
      said: '2 days are in the work calendar of 310.',
    });
    for (const code of ['３１０', ' 3 10 ', '3-10', '310_']) {
      const { status } = await load('date,kind,name\n2027-02-05,HOLIDAY,春节\n', code);
      expect(status, code).toBe(code === '310_' ? 1 : 0);
    }
    expect(await load('date,kind\n2027-02-05,WORKDAY\n2027-02-30,HOLIDAY\n2027-02-06,FEAST\n')).toEqual({
      status: 1,
      said: expect.stringMatching(/^line 3, date: .*\nline 4, kind: .*$/),
    });
    expect(await days()).toEqual([
      { date: '2027-02-05', kind: 'WORKDAY', sessions: '08:30-12:00 14:00-17:30', name: null },
      { date: '2027-02-14', kind: 'MAKEUP_WORKDAY', sessions: '09:00-12:00 13:00-17:00', name: '调休, 补班' },
    ]);
    expect(await load('day,kind\n2027-02-05,HOLIDAY\n')).toEqual({
      status: 1,
      said: 'The file has the columns date, kind, sessions, name, not day.',
    });
    expect((await load(Buffer.from([0xd0, 0xc2, 0xc4, 0xea]))).said).toMatch(/^The file is not valid UTF-8. If it is GBK/);
    expect(await load('date,kind\n2027-02-05,HOLIDAY\n', '999')).toEqual({
      status: 1,
      said: 'There is no organisation with the code 999.',
    });
  },
);
