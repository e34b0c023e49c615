import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type pg from 'pg';
import { afterAll, beforeAll, expect } from 'vitest';
import { blindIndex, cellOf, seal } from '../../src/auth/cipher.js';
import { keyFile, parseKeys } from '../../src/auth/key-file.js';
import { openPool } from '../../src/db/client.js';
import { joinEmbedded, openEmbedded } from '../../src/db/embedded.js';
import { migrateWhole } from '../../src/db/migrate.js';
import { demoToken } from '../../src/demo/issuer.js';
import { publicId } from '../../src/kernel/ids.js';
import { Client } from '../kit/client.js';
import { testInDepth } from '../kit/depth.js';
import { loadSomeDemo } from '../kit/prepare.js';

/**
 * Planted values, as easy to find as a canary in a mine: what is personal stands in answers to those who may read it, and in no log, event, audit line,
 * key or message; what is sealed stands in no file of the database in clear. The server runs as npm start runs it.
 */

const canary = {
  name: '司徒金丝雀',
  phone: '13955667788',
  idNumber: '321283198502140059',
  description: '金丝雀说明只给该看的人',
  address: '金丝雀路七百七十七号',
  note: '金丝雀备注不外传',
  title: '金丝雀井盖',
  resident: '宇文金丝雀',
  residentPhone: '13977665544',
  residentIdNumber: '321283198502140040',
  care: '金丝雀关爱备注',
  plan: '金丝雀帮扶计划',
  findings: '金丝雀走访情况',
  needs: '金丝雀家里的需求',
} as const;
/** What nobody may find in clear in any file. */
const sealed = [
  canary.idNumber,
  canary.idNumber.slice(6, 14),
  canary.residentIdNumber,
  canary.care,
  canary.plan,
  canary.findings,
  canary.needs,
];

const home = mkdtempSync(join(tmpdir(), 'mulin-canary-'));
const main = join(import.meta.dirname, '../../dist/src/main.js');
let child: ChildProcessByStdio<null, Readable, Readable> | undefined;
let said = '';
/** Every error message that somebody was answered. */
const messages: string[] = [];
/** What the tables hold that outlives the answers. */
let traces: Record<string, string> = {};
let revealed: unknown;
/** What was written about the resident, as grid staff read it. */
let written: unknown;

beforeAll(async () => {
  await prepare();
  child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: home, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.on('data', (chunk) => (said += chunk));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child!.stdout }).on('line', (line) => {
      said += `${line}\n`;
      const address = /^Mulin is listening on (http:\/\/localhost:\d+)/.exec(line)?.[1];
      if (address) resolve(address);
    });
    child!.once('exit', () => reject(new Error(said)));
  });
  const database = await joinEmbedded(home);
  const pool = openPool({ connectionString: database.url, max: 3 });
  const as = async (persona: Parameters<typeof demoToken>[1]) => new Client(url, await demoToken(pool, persona, '000'));
  await live(url, pool, as);
  traces = Object.fromEntries(
    await Promise.all(
      ['outbox', 'event_log', 'audit', 'idempotency', 'audit_link', 'token_revocation', 'rate'].map(async (table) => {
        const { rows } = await pool.query(`select coalesce(string_agg(t::text, E'\\n'), '') as text from ${table} t`);
        return [table, rows[0].text] as const;
      }),
    ),
  );
  await pool.query('checkpoint');
  await pool.end();
  expect(await stop()).toBe(0);
});
afterAll(async () => {
  await stop();
  rmSync(home, { recursive: true, force: true });
});

/** Its exit code. */
async function stop(): Promise<number | null> {
  if (!child || child.exitCode !== null) return child?.exitCode ?? null;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  return (await gone)[0];
}

/** The tables, and of the demo as much as is asked about: a server that finds it there writes no more people beside. */
async function prepare(): Promise<void> {
  const database = await openEmbedded(home);
  await migrateWhole(database.url);
  await loadSomeDemo(database.url);
  await database.stop();
}

/** A day in the life of the canaries: written, read, told, and stumbled over in every way that leaves a message. */
async function live(url: string, pool: pg.Pool, as: (persona: never) => Promise<Client>): Promise<void> {
  const asked = async (client: Client, query: string, variables: object = {}) => {
    const answer = await client.ask(query, variables as never);
    messages.push(...(answer.errors ?? []).map(({ message }) => message));
    for (const payload of Object.values(answer.data ?? {}))
      for (const problem of (payload as { userErrors?: { message: string }[] } | null)?.userErrors ?? []) messages.push(problem.message);
    return answer.data;
  };
  const store = keyFile(join(home, 'keys.json'));
  const keyring = parseKeys((await store.read())!, store.where);
  const { rows } = await pool.query(
    `select g.jurisdiction_id as "jurisdictionId", g.place, o.number from grid g join organization o on o.id = g.jurisdiction_id where g.code = '000-G01'`,
  );
  const row = { id: '01a90000-0000-7000-8000-000000ca0001', jurisdictionId: rows[0].jurisdictionId as string };
  const insert = (id: string) =>
    pool.query(
      'insert into person (id, jurisdiction_id, name, phone, place, id_number_masked, id_number_sealed, id_number_index) values ($1, $2, $3, $4, $5, $6, $7, $8)',
      [
        ...[id, row.jurisdictionId, canary.name, canary.phone, rows[0].place, `${'*'.repeat(14)}0059`],
        seal(keyring, cellOf({ ...row, id }, 'person', 'id_number_sealed'), canary.idNumber),
        blindIndex(keyring, row.jurisdictionId, 'id_number', canary.idNumber),
      ],
    );
  await insert(row.id);
  // The same one again: the database refuses, and writes down what it refused.
  await insert(row.id).catch((error: pg.DatabaseError) => expect(error.code).toBe('23505'));

  const person = publicId('Person', row.id);
  const [leader, cadre, admin, resident] = await Promise.all([
    as('grid-leader' as never),
    as('community-cadre' as never),
    as('admin' as never),
    as('resident' as never),
  ]);
  const { grid, incidentCategories } = await asked(leader, '{ grid(code: "000-G01") { id } incidentCategories { id } }');
  const REPORT = `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id version title description address reporter { name phone idNumber } } userErrors { code message } } }`;
  const report = { title: canary.title, description: canary.description, address: canary.address, gridId: grid.id, channel: 'PHONE' };
  const categoryId = incidentCategories[0].id;
  const { reportIncident } = await asked(leader, REPORT, {
    input: { ...report, categoryId, onBehalfOf: person, idempotencyKey: canary.phone },
  });
  expect(reportIncident.incident).toMatchObject({ description: canary.description, reporter: { name: canary.name } });
  const id = reportIncident.incident.id;
  const STEP = (verb: string, type = 'IncidentTransitionInput') =>
    `mutation ($input: ${type}!) { ${verb}(input: $input) { incident { state } userErrors { code message } } }`;
  await asked(cadre, STEP('acceptIncident'), { input: { id, note: canary.note } });
  await asked(cadre, STEP('acceptIncident'), { input: { id, note: canary.note } });
  await asked(cadre, STEP('acceptIncident'), { input: { id, note: canary.note, version: 1 } });
  await asked(resident, STEP('acceptIncident'), { input: { id, note: canary.note } });
  await asked(leader, STEP('acceptIncident'), { input: { id, note: canary.note.repeat(200) } });
  await asked(cadre, STEP('rejectIncident', 'ReasonedIncidentTransitionInput'), { input: { id, reason: canary.note } });

  // In full, for a purpose; and again, refused and broken.
  const REVEAL =
    'mutation ($input: RevealPersonalDataInput!) { revealPersonalData(input: $input) { personalData { name phone idNumber } userErrors { code message } } }';
  const wish = { id: person, fields: ['NAME', 'PHONE', 'ID_NUMBER'], purpose: '核对低保' };
  revealed = (await asked(leader, REVEAL, { input: { ...wish, idempotencyKey: 'once' } })).revealPersonalData.personalData;
  await asked(leader, REVEAL, { input: { ...wish, idempotencyKey: 'once' } });
  await asked(admin, REVEAL, { input: wish });
  await asked(resident, REVEAL, { input: wish });

  await keepHome(asked, pool, leader, cadre, resident);

  // A bug of ours: the statement that fails has the words in it.
  await pool.query('alter table incident add constraint broken check (false) not valid');
  await asked(leader, REPORT, { input: { ...report, categoryId } });
  await pool.query('alter table incident drop constraint broken');
  await pool.query('alter table audit add constraint broken check (false) not valid');
  await asked(leader, REVEAL, { input: wish });
  await pool.query('alter table audit drop constraint broken');
  await pool.query('update person set id_number_sealed = $2 where id = $1', [row.id, Buffer.from('no value')]);
  await asked(leader, REVEAL, { input: wish });
  await asked(leader, REPORT, { input: { ...report, categoryId, title: `${canary.title}\u0000` } });
  await asked(leader, REPORT, { input: { ...report, categoryId, description: `${canary.description}\ud800` } });
  await asked(leader, `{ incidents(filter: { text: "${canary.title}\\u0000" }) { totalCount } }`);

  // Who asks for an account with somebody's number as its name, and twice.
  const LINK = 'mutation ($input: LinkAccountInput!) { linkAccount(input: $input) { userErrors { code message } } }';
  const account = { personId: person, issuer: 'https://id.example', subject: canary.phone };
  await asked(admin, LINK, { input: account });
  await asked(admin, LINK, { input: account });
  await Promise.all([1, 2, 3].map(() => asked(admin, LINK, { input: { ...account, subject: `${canary.phone}-2` } })));

  // Tokens and requests that are refused.
  for (const token of [canary.phone, `${canary.phone}.${canary.idNumber}.x`]) await asked(new Client(url, token), '{ viewer { client } }');
  await fetch(`${url}/${encodeURIComponent(canary.name)}?phone=${canary.phone}`);
  await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: `{"query": "${canary.name}` });

  // A stream that carries the incident, and everything that is answered, to somebody who may read it.
  const stream = leader.subscribe('subscription { incidentEvents { event { note incident { title description } } } }');
  await stream.next();
  await asked(cadre, STEP('dispatchIncident', 'DispatchIncidentInput'), { input: { id, gridId: grid.id, note: canary.note } });
  const item = await stream.nextWhere(({ incidentEvents }) => incidentEvents.event !== null);
  expect(item.incidentEvents.event).toMatchObject({
    note: canary.note,
    incident: { title: canary.title, description: canary.description },
  });
  await stream.close();
}

/** Somebody is registered, cared for, helped and visited, with a canary in each text; then each verb is refused, and one breaks. */
async function keepHome(
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the selection's.
  asked: (client: Client, query: string, variables?: object) => Promise<any>,
  pool: pg.Pool,
  leader: Client,
  cadre: Client,
  resident: Client,
): Promise<void> {
  const perform = async (client: Client, verb: string, entity: string, input: object, fields = 'id') =>
    (
      await asked(
        client,
        `mutation ($input: ${verb[0]!.toUpperCase()}${verb.slice(1)}Input!) { ${verb}(input: $input) { ${entity} { ${fields} } userErrors { code message } } }`,
        { input },
      )
    )?.[verb]?.[entity];
  const { grid, organization, viewer } = await asked(
    cadre,
    '{ grid(code: "000-G01") { id } organization(code: "000-C1") { id } viewer { person { id } } }',
  );
  const estate = await perform(cadre, 'registerEstate', 'estate', { communityId: organization.id, name: '丹桂苑', kind: 'OLD' });
  const building = await perform(cadre, 'registerBuilding', 'building', { estateId: estate.id, number: '1号楼' });
  const dwelling = await perform(leader, 'registerDwelling', 'dwelling', { buildingId: building.id, gridId: grid.id, room: '1' });
  const home = { dwellingId: dwelling.id, residentType: 'REGISTERED', name: canary.resident, phone: canary.residentPhone };
  const { id: residentId } = await perform(leader, 'registerResident', 'resident', { ...home, idNumber: canary.residentIdNumber });
  const help = { residentId, leaderId: viewer.person.id, responsibleId: viewer.person.id, cadence: 'MONTHLY', plan: canary.plan };
  const care = { residentId, category: 'KEY_PERSON', source: 'VISIT', note: canary.care };
  const visit = { residentId, kind: 'ROUTINE', findings: canary.findings, needs: canary.needs };
  const steps = [
    ['designateCare', 'careDesignation', care],
    ['pairHelp', 'helpPairing', help],
    ['recordVisit', 'visit', visit],
  ] as const;
  for (const [verb, entity, input] of steps) await perform(leader, verb, entity, input);
  written = (
    await asked(
      leader,
      `query ($id: ID!) { resident(id: $id) { person { name phone idNumber } careDesignations { note } helpPairing { plan } visits { nodes { findings needs } } } }`,
      { id: residentId },
    )
  ).resident;
  // Twice, too long, by who may not, with a number that is somebody's, or none; and then the database refuses.
  await perform(leader, 'registerResident', 'resident', { ...home, idNumber: canary.residentIdNumber });
  await perform(leader, 'registerResident', 'resident', { ...home, idNumber: `${canary.residentIdNumber.slice(0, 17)}1` });
  await perform(leader, 'updateResident', 'resident', {
    id: residentId,
    name: canary.resident.repeat(20),
    phone: `${canary.residentPhone}x`,
  });
  for (const [verb, entity, input] of steps) {
    await perform(leader, verb, entity, input);
    await perform(resident, verb, entity, input);
    const long = Object.fromEntries(
      Object.entries(input).map(([key, value]) => [key, value.startsWith('金丝雀') ? value.repeat(400) : value]),
    );
    await perform(leader, verb, entity, long);
  }
  for (const table of ['visit', 'care_designation']) await pool.query(`alter table ${table} add constraint broken check (false) not valid`);
  await perform(leader, 'recordVisit', 'visit', visit);
  await perform(leader, 'designateCare', 'careDesignation', { ...care, category: 'ELDERLY' });
  for (const table of ['visit', 'care_designation']) await pool.query(`alter table ${table} drop constraint broken`);
  for (const text of [canary.resident, canary.residentPhone, canary.residentIdNumber])
    await asked(
      leader,
      `{ residents(first: 1, filter: { text: "${text}\\u0000" }) { totalCount } households(first: 1, filter: { text: "${text}" }) { totalCount } }`,
    );
}

const found = (text: string, values: readonly string[] = Object.values(canary)): string[] => values.filter((value) => text.includes(value));

testInDepth('they were told to who may know them', () => {
  expect(revealed).toEqual({ name: canary.name, phone: canary.phone, idNumber: canary.idNumber });
  expect(written).toEqual({
    person: { name: canary.resident, phone: '139****5544', idNumber: '**************0040' },
    careDesignations: [{ note: canary.care }],
    helpPairing: { plan: canary.plan },
    visits: { nodes: [{ findings: canary.findings, needs: canary.needs }] },
  });
  expect(messages.length).toBeGreaterThan(25);
});

testInDepth('no message repeats them', () => {
  expect(found(messages.join('\n'))).toEqual([]);
});

testInDepth('the log of the server does not hold them, though it holds its bugs', () => {
  expect(said.match(/"bug":/g)!.length).toBeGreaterThanOrEqual(5);
  expect(found(said)).toEqual([]);
});

testInDepth('nor does the log of its database', () => {
  const log = readFileSync(join(home, 'postgres.log'), 'utf8');
  expect(log).toContain('ERROR');
  expect(found(log)).toEqual([]);
});

testInDepth('nor outbox, event log, audit, keys of idempotency', () => {
  expect(traces.audit).toContain('核对低保');
  expect(traces.event_log).toContain('incidentId');
  for (const [table, text] of Object.entries(traces)) {
    // A key is the client's own word: this one chose a telephone for it.
    expect(
      found(
        text,
        Object.values(canary).filter((value) => table !== 'idempotency' || value !== canary.phone),
      ),
      table,
    ).toEqual([]);
  }
});

testInDepth(
  'an id number, and what staff write about somebody, stands in no file below the data directory, in clear or in base64 or hex',
  () => {
    const files = (folder: string): string[] =>
      readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? files(join(folder, entry.name)) : entry.isFile() ? [join(folder, entry.name)] : [],
      );
    const forms = sealed.flatMap((value) => [
      value,
      Buffer.from(value).toString('hex'),
      Buffer.from(value).toString('base64').replace(/=+$/, ''),
    ]);
    let size = 0;
    let seen = false;
    for (const file of files(home)) {
      const bytes = readFileSync(file);
      size += statSync(file).size;
      seen ||= bytes.includes(canary.name);
      for (const form of forms) expect(bytes.includes(form), `${form} in ${file}`).toBe(false);
    }
    expect(size).toBeGreaterThan(10_000_000);
    // The search finds what is there: names are kept in clear.
    expect(seen).toBe(true);
  },
);
