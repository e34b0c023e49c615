import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Persona, personas } from '../../../src/demo/personas.js';
import { chainAudit, verifyAudit } from '../../../src/events/audit-chain.js';
import { publicId } from '../../../src/kernel/ids.js';
import type { AuditEntryFilter, ReportIncidentInput, RevokeTokensInput } from '../../generated/graphql.js';
import { graphql } from '../../generated/index.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';

/** One line a command, for ever: who reads them, that the chain holds, and that it tells where it does not. */

let app: App;
let ids: Readonly<Record<'grid' | 'category' | 'root' | 'community' | 'resident' | 'leader' | 'admin', string>>;
beforeAll(async () => {
  app = await startApp();
  const { grid, incidentCategories, root } = await (await app.as('resident')).data(
    graphql(
      `query AuditedTown { grid(code: "000-G01") { id community { id } } incidentCategories { id } root: organization(code: "000") { id } }`,
    ),
  );
  const personOf = async (subject: string) => {
    const [row] = await app.database.query<{ id: string }>('select person_id as id from account where subject = $1', [subject]);
    return publicId('Person', row!.id);
  };
  ids = {
    ...{ grid: grid!.id, community: grid!.community.id, category: incidentCategories[0]!.id, root: root!.id },
    ...{ resident: await personOf('resident@000'), leader: await personOf('grid-leader@000'), admin: await personOf('admin@000') },
  };
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

const place = graphql(`query AuditedPlace($grid: String!) { grid(code: $grid) { id } incidentCategories { id } }`);
const reportAudited = graphql(`mutation ReportAudited($input: ReportIncidentInput!) {
  reportIncident(input: $input) { incident { id } trackingCode userErrors { message } } }`);
const report = async (client: Client, more: Partial<ReportIncidentInput> = {}) => {
  const { reportIncident } = await client.data(reportAudited, {
    input: { title: '路灯坏了', gridId: ids.grid, categoryId: ids.category, channel: 'WECHAT', ...more },
  });
  expect(reportIncident!.userErrors).toEqual([]);
  return reportIncident!;
};
const revoke = (client: Client, input: RevokeTokensInput) =>
  client.data(graphql(`mutation RevokeAudited($input: RevokeTokensInput!) { revokeTokens(input: $input) { userErrors { message } } }`), {
    input,
  });

const auditEntries = graphql(`query AuditEntries($first: Int, $filter: AuditEntryFilter) { auditEntries(first: $first, filter: $filter) {
  totalCount nodes { id at actor { id name } client action subjectId purpose fields seq hash } } }`);
const entries = async (client: Client, filter: AuditEntryFilter = {}, first = 20) =>
  (await client.data(auditEntries, { first, filter })).auditEntries.nodes;
const auditCount = graphql(`query AuditCount { auditVerification { entries } }`);
const verification = graphql(`query AuditVerification {
  auditVerification { state intact entries unchained head breaks { seq reason entry { id } } } }`);
const beginVerification = graphql(`mutation VerifyAudit($input: VerifyAuditInput!) {
  verifyAudit(input: $input) { verification { state } userErrors { code path } } }`);
const ownRoot = graphql(`query OwnRoot { viewer { appointments { organization { id ancestors { id parent { id } } } } } }`);

/** Has an auditor verify the log of their jurisdiction, and waits for what is found. */
async function verified(client: Client) {
  const { viewer } = await client.data(ownRoot);
  const { id, ancestors } = viewer!.appointments[0]!.organization!;
  const root = ancestors.find(({ parent }) => parent === null)?.id ?? id;
  expect((await client.data(beginVerification, { input: { id: root } })).verifyAudit).toMatchObject({ userErrors: [] });
  return vi.waitFor(
    async () => {
      const { state, ...found } = (await client.data(verification)).auditVerification!;
      expect(state).toBe('FINISHED');
      return found;
    },
    { timeout: 30_000, interval: 20 },
  );
}
const createGrid = graphql(`mutation CreateGridAudited($input: CreateGridInput!) {
  createGrid(input: $input) { grid { id } userErrors { message } } }`);
const bare = (id: string) => id.slice(4).replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

describe('a line says who did what to which row', () => {
  test('for a person, with their name as an auditor may see it', async () => {
    const { incident } = await report(await app.as('resident'));
    const [entry] = await entries(await app.as('auditor'), { subjectId: incident!.id });
    expect(entry).toMatchObject({
      actor: { id: ids.resident, name: expect.stringMatching(/^.\*$/) },
      client: null,
      action: 'reportIncident',
    });
    expect(entry).toMatchObject({ subjectId: incident!.id, purpose: null, fields: [] });
    expect(Date.now() - Date.parse(entry!.at)).toBeLessThan(60_000);
  });
  test('for a client', async () => {
    const { incident } = await report(await app.as('partner'));
    const [line] = await app.database.query<{ subject_id: string }>(
      `select subject_id from audit where client = 'partner' order by at desc limit 1`,
    );
    const subjectId = incident?.id ?? publicId('Incident', line!.subject_id);
    const found = await entries(await app.as('auditor'), { clients: ['partner'] });
    expect(found).toMatchObject([{ actor: null, client: 'partner', action: 'reportIncident', subjectId }]);
  });
  test('for somebody without a token', async () => {
    const { trackingCode } = await report(app.anonymous);
    const [row] = await app.database.query<{ id: string }>('select id from incident where tracking_code = $1', [trackingCode]);
    const found = await entries(await app.as('auditor'), { subjectId: publicId('Incident', row!.id) });
    expect(found).toMatchObject([{ actor: null, client: null, action: 'reportIncident' }]);
  });
  test('of whatever noun the row is, under its typed id', async () => {
    const admin = await app.as('admin');
    const { appointPerson } = await admin.data(
      graphql(`mutation AppointAudited($input: AppointPersonInput!) {
        appointPerson(input: $input) { appointment { id } userErrors { message } } }`),
      { input: { personId: ids.resident, position: 'LEGAL_ADVISER', organizationId: ids.community } },
    );
    const post = appointPerson!.appointment!.id;
    await admin.data(
      graphql(`mutation EndAudited($input: EndAppointmentInput!) { endAppointment(input: $input) { userErrors { message } } }`),
      { input: { id: post } },
    );
    const { createOrganization } = await admin.data(
      graphql(`mutation CreateOrganizationAudited($input: CreateOrganizationInput!) {
        createOrganization(input: $input) { organization { id } userErrors { message } } }`),
      { input: { parentId: ids.community, code: '000-AUDIT', name: '组织', kind: 'SOCIAL_ORGANIZATION' } },
    );
    const made = await admin.data(createGrid, {
      input: { communityId: ids.community, code: '000-AUDIT', name: '网格', kind: 'GENERAL' },
    });
    await revoke(admin, { client: 'dashboard', jti: 'lost' });
    await revoke(admin, { personId: ids.leader, jti: 'lost' });
    const found = await entries(await app.as('auditor'), { actorId: ids.admin });
    expect(found.map(({ action, subjectId, fields }) => [action, subjectId, fields])).toEqual([
      ['revokeTokens', ids.leader, ['jti lost']],
      ['revokeTokens', ids.root, ['client dashboard', 'jti lost']],
      ['createGrid', made.createGrid!.grid!.id, []],
      ['createOrganization', createOrganization!.organization!.id, []],
      ['endAppointment', post, []],
      ['appointPerson', post, []],
    ]);
  });
  test('a command that is refused leaves none, and one that is repeated by its key leaves no second', async () => {
    const resident = await app.as('resident');
    const count = async () => (await app.database.query('select from audit')).length;
    const before = await count();
    await resident.ask(reportAudited, { input: { title: ' ', gridId: ids.grid, categoryId: ids.category, channel: 'WECHAT' } });
    await resident.ask(createGrid, {
      input: { communityId: ids.community, code: '000-NO', name: '网格', kind: 'GENERAL' },
    });
    expect(await count()).toBe(before);
    const key = { idempotencyKey: randomUUID() };
    expect(await report(resident, key)).toEqual(await report(resident, key));
    expect(await count()).toBe(before + 1);
  });
  test('nothing is done where the line cannot be written', async () => {
    const resident = await app.as('resident');
    const state = async () =>
      app.database.query('select (select count(*) from incident) as incidents, (select count(*) from idempotency) as keys');
    const before = await state();
    await app.database.query('alter table audit add constraint no_more check (false) not valid');
    const answer = await resident.ask(reportAudited, {
      input: { title: '路灯坏了', gridId: ids.grid, categoryId: ids.category, channel: 'WECHAT', idempotencyKey: 'k' },
    });
    await app.database.query('alter table audit drop constraint no_more');
    expect(answer.errors?.[0]?.extensions?.code).toBe('INTERNAL');
    expect(await state()).toEqual(before);
    expect((app.bugs as unknown[]).splice(0)).toHaveLength(1);
  });
});

describe('who reads it', () => {
  const everybody = (Object.keys(personas) as Persona[]).filter((persona) => persona !== 'auditor');
  let entry: string;
  beforeAll(async () => {
    await report(await app.as('grid-leader'));
    entry = (await entries(await app.as('auditor'), {}, 1))[0]!.id;
  });
  const seenBy = async (client: Client) => {
    const { auditEntries, node, nodes } = await client.data(
      graphql(`query AuditSeen($id: ID!) {
        auditEntries { totalCount nodes { id } pageInfo { hasNextPage } } node(id: $id) { id } nodes(ids: [$id]) { id } }`),
      { id: entry },
    );
    return { ...auditEntries, node, nodes };
  };
  const nothing = { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false } };

  test('an auditor of the jurisdiction, all of it, whoever did it', async () => {
    const [{ n }] = (await app.database.query<{ n: number }>(
      `select count(*)::int as n from audit where jurisdiction_id = (select id from organization where code = '000')`,
    )) as [{ n: number }];
    expect(n).toBeGreaterThan(5);
    expect(await seenBy(await app.as('auditor'))).toMatchObject({ totalCount: n, node: { id: entry }, nodes: [{ id: entry }] });
  });
  test.each(everybody)('not %s', async (persona) => {
    const client = await app.as(persona);
    expect(await seenBy(client)).toEqual({ ...nothing, node: null, nodes: [null] });
    expect(await client.data(auditCount)).toEqual({ auditVerification: null });
  });
  test('not an auditor of another jurisdiction, who has their own', async () => {
    const stranger = await app.as('auditor', '001');
    expect(await seenBy(stranger)).toEqual({ ...nothing, node: null, nodes: [null] });
    expect(await verified(stranger)).toMatchObject({ entries: expect.any(Number), intact: true });
  });
  test('nor anybody without a token', async () => {
    expect(await seenBy(app.anonymous)).toEqual({ ...nothing, node: null, nodes: [null] });
    expect(await app.anonymous.data(auditCount)).toEqual({ auditVerification: null });
  });
  test('an auditor reads nothing else for it', async () => {
    const auditor = await app.as('auditor');
    const { incidents } = await auditor.data(graphql(`query IncidentCount { incidents { totalCount } }`));
    expect(incidents.totalCount).toBe(0);
  });
});

type Lookup = readonly [what: string, filter: () => AuditEntryFilter, condition: (id: string) => string, id: () => string];
const lookups: readonly Lookup[] = [
  ['the actor', () => ({ actorId: ids.resident }), (t: string) => `actor_id = '${bare(t)}'`, () => ids.resident],
  ['the verb', () => ({ actions: ['reportIncident', 'none'] }), () => `action = 'reportIncident'`, () => ''],
  ['the client', () => ({ clients: ['partner'] }), () => `client = 'partner'`, () => ''],
  ['the row', () => ({ subjectId: ids.leader }), (t: string) => `subject_id = '${bare(t)}'`, () => ids.leader],
  ['the time', () => ({ at: { from: '2099-01-01T00:00:00Z' } }), () => 'false', () => ''],
  ['not', () => ({ not: { actions: ['reportIncident'] } }), () => `action <> 'reportIncident'`, () => ''],
  [
    'or',
    () => ({ or: [{ actorId: ids.admin }, { clients: ['partner'] }] }),
    (t: string) => `(actor_id = '${bare(t)}' or client = 'partner')`,
    () => ids.admin,
  ],
];
test.each(lookups)('it is looked up by %s', async (_what, filter, condition, id) => {
  const rows = await app.database.query<{ id: string }>(
    `select id from audit where jurisdiction_id = '${bare(ids.root)}' and ${condition(id())} order by at desc, id desc limit 20`,
  );
  expect((await entries(await app.as('auditor'), filter())).map(({ id }) => bare(id))).toEqual(rows.map(({ id }) => id));
});
test.each([['per_x'], ['x'], ['grd_0197c1f2']])('%s is no row to look it up by', async (subjectId) => {
  expect(await (await app.as('auditor')).codes(auditEntries, { filter: { subjectId } })).toEqual(['BAD_USER_INPUT']);
});

describe('the chain', () => {
  const verdict = verified;
  const isChained = () =>
    vi.waitFor(async () => expect(await app.database.query('select from audit_pending')).toEqual([]), { timeout: 10_000, interval: 20 });

  test('numbers the lines of each jurisdiction from one, whoever wrote them at once, and through a change of the sequencer', async () => {
    const other = await startApp({ database: app.database });
    onTestFinished(() => other.stop());
    const before = (await verdict(await app.as('auditor'))).entries;
    let writing = true;
    const disturb = (async () => {
      while (writing) {
        await app.database.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'mulin sequencer' and datname = current_database()`,
        );
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    })();
    const writers = await Promise.all(
      [app, other].flatMap((at) =>
        (['000', '001'] as const).map(async (community) => ({ community, client: await at.as('resident', community) })),
      ),
    );
    await Promise.all(
      writers.map(async ({ client, community }) => {
        const { grid, incidentCategories } = await client.data(place, { grid: community === '000' ? '000-G01' : '001-C1-G01' });
        for (let n = 0; n < 12; n++) await report(client, { gridId: grid!.id, categoryId: incidentCategories[0]!.id });
      }),
    );
    writing = false;
    await disturb;
    await isChained();
    for (const [community, most] of [
      ['000', before + 24],
      ['001', 24],
    ] as const) {
      const auditor = await app.as('auditor', community);
      expect(await verdict(auditor)).toEqual({
        intact: true,
        // The verification itself has a line, which is chained while it runs or afterwards.
        entries: expect.any(Number),
        unchained: expect.any(Number),
        head: expect.stringMatching(/^[0-9a-f]{64}$/),
        breaks: [],
      });
      const links = await app.database.query<{ seq: string }>(
        'select seq from audit_link l join organization o on o.id = l.jurisdiction_id where o.code = $1 order by seq',
        [community],
      );
      expect(links.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: links.length }, (_, n) => n + 1));
      expect(links.length).toBeGreaterThanOrEqual(most);
    }
    await isChained();
    const [last] = await entries(await app.as('auditor'), {}, 1);
    expect(last).toMatchObject({ seq: expect.any(Number), hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test('tells which lines are not chained yet', async () => {
    await isChained();
    await app.database.query(
      `insert into audit (id, jurisdiction_id, at, action) select gen_random_uuid(), id, now(), 'forged' from organization where code = '000'`,
    );
    onTestFinished(async () => void (await app.database.query(`delete from audit where action = 'forged'`)));
    // The line of the verification itself may not be chained yet, either.
    const { intact, unchained } = await verdict(await app.as('auditor'));
    expect([intact, [1, 2].includes(unchained!)]).toEqual([true, true]);
    expect(await entries(await app.as('auditor'), { actions: ['forged'] })).toMatchObject([{ seq: null, hash: null, subjectId: null }]);
  });

  /** What somebody with the database's password could do, and what is said of it. */
  describe('shows', () => {
    let copy: TestDatabase;
    let client: pg.Client;
    let jurisdiction: string;
    let victim: { seq: number; id: string };
    const check = () => verifyAudit(client, jurisdiction);
    beforeAll(async () => {
      copy = await demoDatabase();
      client = new pg.Client({ connectionString: copy.url });
      await client.connect();
      const [root] = await copy.query<{ id: string }>(`select id from organization where code = '000'`);
      jurisdiction = root!.id;
      await copy.query(
        `with line as (
           insert into audit (id, jurisdiction_id, at, actor_id, client, action, subject_noun, subject_id, purpose, fields)
           select gen_random_uuid(), $1, '2026-11-20T00:00:00Z'::timestamptz + n * interval '1 second', case when n % 2 = 0 then gen_random_uuid() end,
             case when n % 2 = 1 then 'partner' end, 'revealPersonalData', 'Person', gen_random_uuid(), '核对' || n, '{NAME,PHONE}'
           from generate_series(1, 12000) n returning *)
         insert into audit_pending (jurisdiction_id, audit_id) select jurisdiction_id, id from line order by at`,
        [jurisdiction],
      );
      for (let batch = 0; batch < 7; batch++) await chainAudit(client);
      const [row] = await copy.query<{ seq: number; id: string }>('select seq::int, audit_id as id from audit_link where seq = 7001');
      victim = row!;
      expect(await check()).toEqual({ entries: 12_000, breaks: [], unchained: 0, head: { seq: 12_000, hash: expect.any(String) } });
    });
    afterAll(async () => {
      await client.end();
      await copy.close();
    });
    /** Does something to the log, looks at it, and undoes it. */
    const after = async (statement: string, ...values: unknown[]) => {
      await client.query('begin');
      const { rowCount } = await client.query(statement, values);
      expect(rowCount).toBeGreaterThan(0);
      const found = await check();
      await client.query('rollback');
      return found;
    };

    test.each([
      ['at', `at + interval '1 millisecond'`],
      ['actor_id', 'gen_random_uuid()'],
      ['client', `coalesce(client, '') || 'x'`],
      ['action', `'reportIncident'`],
      ['subject_noun', `'Grid'`],
      ['subject_id', 'null'],
      ['purpose', `''`],
      ['purpose', 'null'],
      ['fields', `'{NAME}'`],
      ['fields', `'{"NAME,PHONE"}'`],
      ['jurisdiction_id', 'gen_random_uuid()'],
      ['id', 'gen_random_uuid()'],
    ])('a line whose %s was changed to %s', async (column, value) => {
      const { breaks } = await after(`update audit set ${column} = ${value} where id = $1`, victim.id);
      const reason = ['jurisdiction_id', 'id'].includes(column) ? 'MISSING' : 'CHANGED';
      expect(breaks).toEqual([{ seq: victim.seq, reason, auditId: victim.id }]);
    });
    test('a value that moved to the next column', async () => {
      const { breaks } = await after(`update audit set action = 'Person', subject_noun = 'revealPersonalData' where id = $1`, victim.id);
      expect(breaks).toEqual([{ seq: victim.seq, reason: 'CHANGED', auditId: victim.id }]);
    });
    test('a line that was taken out', async () => {
      expect((await after('delete from audit where id = $1', victim.id)).breaks).toEqual([
        { seq: victim.seq, reason: 'MISSING', auditId: victim.id },
      ]);
    });
    test('a line that was taken out with its link', async () => {
      const { breaks, unchained } = await after('delete from audit_link where seq = $1', victim.seq);
      expect([breaks, unchained]).toEqual([[{ seq: victim.seq, reason: 'GAP', auditId: null }], 1]);
    });
    test('a link that was made anew for a changed line', async () => {
      const { breaks } = await after('update audit_link set hash = sha256(hash) where seq = $1', victim.seq);
      expect(breaks.map(({ seq, reason }) => [seq, reason])).toEqual([
        [victim.seq, 'CHANGED'],
        [victim.seq + 1, 'CHANGED'],
      ]);
    });
    test('two lines that changed places', async () => {
      await client.query('begin');
      const [there] = (await client.query('select audit_id from audit_link where seq = 9001')).rows;
      for (const [seq, id] of [
        [9001, randomUUID()],
        [victim.seq, there.audit_id],
        [9001, victim.id],
      ])
        await client.query('update audit_link set audit_id = $2 where seq = $1', [seq, id]);
      const { breaks } = await check();
      await client.query('rollback');
      expect(breaks.map(({ seq, reason }) => [seq, reason])).toEqual([
        [victim.seq, 'CHANGED'],
        [9001, 'CHANGED'],
      ]);
    });
    test('the first, and no more than twenty of many', async () => {
      const { breaks } = await after(`update audit set purpose = 'x'`);
      expect(breaks.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    });
    test('an end that was cut off, to whoever noted the head', async () => {
      const { head } = await check();
      const cut = await after(
        'with gone as (delete from audit_link where seq > 11990 returning audit_id) delete from audit where id in (select audit_id from gone)',
      );
      expect(cut.breaks).toEqual([]);
      expect(cut.head).not.toEqual(head);
    });
  });
});

describe('it cannot be updated or deleted', () => {
  test('no statement of the product does', () => {
    const folder = join(import.meta.dirname, '../../../src');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const offending = files.flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/\b(update|delete\s+from|truncate(\s+table)?)\s+(audit|audit_link)\b/gi)].map(
        ([found]) => `${file}: ${found}`,
      ),
    );
    expect(offending).toEqual([]);
  });

  test('the role that made the tables is refused, and the product needs no more', async () => {
    const database = await demoDatabase();
    onTestFinished(() => database.close());
    const name = new URL(database.url).pathname.slice(1);
    const role = `owner_${randomUUID().slice(0, 8)}`;
    await database.query(`create role ${role} login password 'secret'`);
    // A database of its own, as somebody has who brings PostgreSQL: an owner, no superuser.
    await database.query(`alter database ${name} owner to ${role}; drop schema public cascade; create schema public authorization ${role}`);
    const url = Object.assign(new URL(database.url), { username: role, password: 'secret' }).href;
    const plain = await startApp({ database: { ...database, url } });
    onTestFinished(() => plain.stop());
    const resident = await plain.as('resident');
    const { grid, incidentCategories } = await resident.data(place, { grid: '000-G01' });
    await report(resident, { gridId: grid!.id, categoryId: incidentCategories[0]!.id });
    await vi.waitFor(async () => expect(await database.query('select from audit_link')).toHaveLength(1), { timeout: 10_000, interval: 20 });
    const owner = new pg.Client({ connectionString: url });
    await owner.connect();
    onTestFinished(() => owner.end());
    for (const table of ['audit', 'audit_link'])
      for (const statement of [`update ${table} set jurisdiction_id = jurisdiction_id`, `delete from ${table}`, `truncate ${table}`])
        await expect(owner.query(statement), statement).rejects.toThrow(/permission denied/);
    expect(plain.bugs).toEqual([]);
  });
});
