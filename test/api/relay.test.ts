import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nouns as identities, type NounName, parseId, publicId } from '../../src/kernel/ids.js';
import { urgencies } from '../../src/modules/incidents/incident.terms.js';
import { type App, startApp } from '../kit/app.js';
import type { Client } from '../kit/client.js';
import { testInDepth } from '../kit/depth.js';
import { enrich as vote } from '../modules/ballots/enrich.js';
import { enrich as agree } from '../modules/covenants/enrich.js';
import { enrich as deliberate } from '../modules/deliberation/enrich.js';
import { enrich as disclose } from '../modules/disclosures/enrich.js';
import { enrich as exclude } from '../modules/exclusions/enrich.js';
import { enrich as announce } from '../modules/outages/enrich.js';
import { enrich as select } from '../modules/selections/enrich.js';
import { enrich as govern } from '../modules/themes/enrich.js';
import { enrich as call } from '../modules/whistles/enrich.js';

// biome-ignore lint/suspicious/noExplicitAny: the shape is the query's; tests say what they expect of it.
type Any = any;

let app: App;
/** Sees every row of 000: an officer of the street who is a cadre of all its communities and reads the audit log, too. */
let officer: Client;

beforeAll(async () => {
  app = await startApp();
  await app.database.query(
    `insert into appointment (id, jurisdiction_id, person_id, position, organization_id, place, full_time, valid_from)
     select (left(gen_random_uuid()::text, 32) || '0001')::uuid, o.id, a.person_id, position, o.id, o.place, false, '2020-01-01'
     from account a join organization o on o.code = '000', unnest('{AUDITOR,SYSTEM_ADMINISTRATOR}'::text[]) position where a.subject = 'street-supervisor@000'`,
  );
  officer = await app.as('street-supervisor', '000');
  await app.database.query(
    `insert into appointment (id, jurisdiction_id, person_id, position, organization_id, place, full_time, valid_from)
     select (left(gen_random_uuid()::text, 32) || '0001')::uuid, jurisdiction_id, account.person_id, 'COMMUNITY_CADRE', community.id, community.place, true, '2020-01-01'
     from account join organization community using (jurisdiction_id) where subject = 'street-supervisor@000' and kind = 'COMMUNITY'`,
  );
  // The demo has few pairings there.
  await app.database.query(
    `insert into help_pairing (id, jurisdiction_id, household_id, leader_id, responsible_id, cadence, started_on, place)
     select (left(gen_random_uuid()::text, 32) || '0001')::uuid, jurisdiction_id, id, head_id, head_id, 'MONTHLY', formed_on, place
     from household where jurisdiction_id = (select id from organization where code = '000')
       and not exists (select from help_pairing where household_id = household.id) order by id limit 150`,
  );
  await app.database.query(
    `insert into history (id, jurisdiction_id, subject_noun, subject_id, verb, to_state, at)
     select (left(gen_random_uuid()::text, 32) || '0001')::uuid, jurisdiction_id, 'Station', id, 'openStation', 'OPEN', '2026-01-01'
     from station, generate_series(1, 3) where jurisdiction_id = (select id from organization where code = '000')`,
  );
  // The officer was told of everything.
  await app.database.query(
    `insert into notification (id, jurisdiction_id, person_id, kind, subject_noun, subject_id, step_id, at)
     select (left(gen_random_uuid()::text, 32) || '0001')::uuid, e.jurisdiction_id, a.person_id, 'SUPERVISED', 'Incident', e.incident_id, e.id, date_trunc('day', e.at)
     from incident_event e join account a on a.subject = 'street-supervisor@000' and a.jurisdiction_id = e.jurisdiction_id`,
  );
  // Fifteen reports about the same.
  await app.database.query(
    `update incident set duplicate_of_id = (select id from incident where state = 'CLOSED' and jurisdiction_id = i.jurisdiction_id order by id limit 1)
     from (select id as moved, jurisdiction_id from incident where state = 'CLOSED' and jurisdiction_id = (select id from organization where code = '000') order by id desc limit 15) i
     where id = moved`,
  );
  // One of each grid, all of which work from one station.
  await app.database.query(
    `insert into volunteer_team (id, jurisdiction_id, name, kind, organization_id, station_id, grid_id, founded_on, place)
     select (left(gen_random_uuid()::text, 32) || '0001')::uuid, grid.jurisdiction_id, '一队 ' || code, 'GRID_WORK', community_id,
       (select id from station where jurisdiction_id = grid.jurisdiction_id order by id limit 1), grid.id, '2026-01-01', place
     from grid where jurisdiction_id = (select id from organization where code = '000')`,
  );
  // Two activities of each of these teams, to which two people come.
  const made = `(left(gen_random_uuid()::text, 32) || '0001')::uuid`;
  await app.database.query(
    `with held as (
       insert into activity (id, jurisdiction_id, title, kind, organization_id, venue, starts_at, ends_at, open, state, audience, place)
       select ${made}, jurisdiction_id, '清扫', 'CLEAN_UP', organization_id, '广场', '2026-03-01T01:00:00Z'::timestamptz + n * interval '1 day',
         '2026-03-01T03:00:00Z'::timestamptz + n * interval '1 day', true, 'REPORTED', 'JURISDICTION', place
       from (select *, row_number() over (order by place) / 2 as n from volunteer_team, generate_series(1, 2) where name like '一队 %') team returning *
     ), teams as (
       insert into activity_team (id, jurisdiction_id, activity_id, team_id)
       select ${made}, held.jurisdiction_id, held.id, team.id from held join volunteer_team team on team.place = held.place and team.name like '一队 %'
     ), outcomes as (
       insert into activity_outcome (id, jurisdiction_id, activity_id, kind, count) select ${made}, jurisdiction_id, id, 'PEOPLE_SERVED', 5 from held
     ), hours as (
       insert into volunteer_hours (id, jurisdiction_id, person_id, team_id, activity_id, starts_at, ends_at, minutes, source, state, place)
       select ${made}, held.jurisdiction_id, (select min(id::text)::uuid from person where jurisdiction_id = held.jurisdiction_id), team.id, held.id, starts_at, ends_at,
         120, 'BY_HAND', 'SUBMITTED', held.place
       from held join volunteer_team team on team.place = held.place and team.name like '一队 %' returning *
     ), submitted as (
       insert into history (id, jurisdiction_id, subject_noun, subject_id, verb, to_state, at)
       select ${made}, jurisdiction_id, 'VolunteerHours', id, 'submitHours', 'SUBMITTED', starts_at from hours
     ), steps as (
       insert into history (id, jurisdiction_id, subject_noun, subject_id, verb, to_state, at)
       select ${made}, jurisdiction_id, 'Activity', id, 'createActivity', 'DRAFT', starts_at from held
     )
     insert into activity_registration (id, jurisdiction_id, activity_id, person_id, state, number, registered_at, place)
     select ${made}, held.jurisdiction_id, held.id, person.id, 'SIGNED_UP', person.n, held.starts_at, held.place
     from held, (select id, row_number() over (order by id) as n from person where jurisdiction_id = (select id from organization where code = '000') limit 2) person`,
  );
  await app.database.query(
    `insert into history (id, jurisdiction_id, subject_noun, subject_id, verb, to_state, at)
     select (left(gen_random_uuid()::text, 32) || '0001')::uuid, jurisdiction_id, noun, id, 'joinTeam', 'ACTIVE', '2026-01-01'
     from (select 'VolunteerTeam' as noun, id, jurisdiction_id from volunteer_team union all select 'Volunteer', id, jurisdiction_id from volunteer
           union all select 'TeamMembership', id, jurisdiction_id from team_membership) subject
     where jurisdiction_id = (select id from organization where code = '000')`,
  );
  await deliberate({ query: app.database.query, people: new Map() });
  await vote({ query: app.database.query, people: new Map() });
  await agree({ query: app.database.query, people: new Map() });
  await disclose({ query: app.database.query, people: new Map() });
  await select({ query: app.database.query, people: new Map() });
  await call({ query: app.database.query, people: new Map() });
  await exclude({ query: app.database.query, people: new Map() });
  await govern({ query: app.database.query, people: new Map() });
  await announce({ query: app.database.query, people: new Map() });
  // The officer belongs to each body, and so sees its votes.
  await app.database.query(
    `insert into body_member (id, jurisdiction_id, body_id, person_id, capacity, party, valid_from)
     select (left(gen_random_uuid()::text, 32) || '0001')::uuid, b.jurisdiction_id, b.id, a.person_id, 'MEMBER', 'RESIDENTS', '2020-01-01'
     from deliberation_body b join account a on a.subject = 'street-supervisor@000' where b.jurisdiction_id = a.jurisdiction_id`,
  );
  // One of each grid.
  await app.database.query(
    `insert into deliberation_body (id, jurisdiction_id, name, kind, organization_id, grid_id, place)
     select (left(gen_random_uuid()::text, 32) || '0001')::uuid, jurisdiction_id, '网格议事会', 'LOVE_COUNCIL', community_id, id, place
     from grid where jurisdiction_id = (select id from organization where code = '000')`,
  );
  await app.database.query(
    `with street as (select id from organization where code = '000'),
       app as (
         insert into partner_app (id, jurisdiction_id, name, partner, client, budget_units, budget_per_second)
         select (left(gen_random_uuid()::text, 32) || '0001')::uuid, id, 'app-' || n, '平台', 'client-' || n, 1, 1 from street, generate_series(1, 40) n returning *
       ), version as (
         insert into partner_version (id, jurisdiction_id, app_id, client, name, state, created_at)
         select (left(gen_random_uuid()::text, 32) || '0001')::uuid, jurisdiction_id, id, client, n, 'ACTIVE', '2026-01-01'::timestamptz + n / 2 * interval '1 day'
         from app, generate_series(1, 30) n where name < 'app-2' returning *
       ), document as (
         insert into partner_document (id, jurisdiction_id, partner_version_id, sha256, operation_name, operation_type, source, cost)
         select (left(gen_random_uuid()::text, 32) || '0001')::uuid, jurisdiction_id, id, 'hash ' || n, 'Same' || n / 2, 'QUERY', '{ __typename }', 1
         from version, generate_series(1, 30) n where name < '12' returning *
       ), webhook as (
         insert into webhook (id, jurisdiction_id, app_id, client, document_id, url, state, authorised_at, secret_sealed, created_at)
         select (left(gen_random_uuid()::text, 32) || '0001')::uuid, app.jurisdiction_id, app.id, app.client, (select id from document limit 1), 'https://e.example',
           'REMOVED', '2026-01-01', '\\x00', '2026-01-01'
         from app, generate_series(1, 2) returning *
       ), delivery as (
         insert into webhook_delivery (id, jurisdiction_id, webhook_id, kind, pos, term, state, attempts, created_at)
         select (left(gen_random_uuid()::text, 32) || '0001')::uuid, jurisdiction_id, id, 'ITEM', n, 1, 'DELIVERED', 1, '2026-01-01'::timestamptz + n / 2 * interval '1 day'
         from webhook, generate_series(1, 3) n
       )
     insert into history (id, jurisdiction_id, subject_noun, subject_id, verb, to_state, at)
     select (left(gen_random_uuid()::text, 32) || '0001')::uuid, jurisdiction_id, 'PartnerVersion', id, 'draftPartnerVersion', 'DRAFT', '2026-01-01'::timestamptz
     from version, generate_series(1, 3)
     union all select (left(gen_random_uuid()::text, 32) || '0001')::uuid, jurisdiction_id, 'Webhook', id, 'registerWebhook', 'ACTIVE', '2026-01-01'
     from webhook, generate_series(1, 3)`,
  );
  await app.database.query(
    `with raised as (
       insert into need_item (id, jurisdiction_id, kind, source, title, grid_id, wanted, claimed, raised_by_id, place)
       select (left(gen_random_uuid()::text, 32) || '0001')::uuid, grid.jurisdiction_id, 'NEED', 'OTHER', '一愿', grid.id, 3, 1,
         (select id from person where jurisdiction_id = grid.jurisdiction_id order by id limit 1), place
       from grid, generate_series(1, 3) where jurisdiction_id = (select id from organization where code = '000') returning id, jurisdiction_id
     ), told as (
       insert into history (id, jurisdiction_id, subject_noun, subject_id, verb, to_state, at)
       select (left(gen_random_uuid()::text, 32) || '0001')::uuid, jurisdiction_id, 'NeedItem', id, 'raiseNeed', 'OPEN', '2026-01-01' from raised
     )
     insert into need_claim (id, jurisdiction_id, need_id, person_id, count, claimed_at)
     select (left(gen_random_uuid()::text, 32) || '0001')::uuid, jurisdiction_id, id,
       (select id from person where jurisdiction_id = raised.jurisdiction_id order by id limit 1), 1, now() from raised`,
  );
  await app.database.query(
    `with named as (
       insert into honour (id, jurisdiction_id, kind, level, unit_id, organization_id, merits, nominated_by_id, place)
       select (left(gen_random_uuid()::text, 32) || '0001')::uuid, jurisdiction_id, 'OTHER', 'STREET', id, id, '好',
         (select id from person where jurisdiction_id = o.jurisdiction_id order by id limit 1), place
       from organization o, generate_series(1, 3) where jurisdiction_id = (select id from organization where code = '000') returning id, jurisdiction_id, place
     ), told as (
       insert into history (id, jurisdiction_id, subject_noun, subject_id, verb, to_state, at)
       select (left(gen_random_uuid()::text, 32) || '0001')::uuid, jurisdiction_id, 'Honour', id, 'nominateForHonour', 'NOMINATED', '2026-01-01' from named
     )
     insert into honour_objection (id, jurisdiction_id, honour_id, person_id, text, place)
     select (left(gen_random_uuid()::text, 32) || '0001')::uuid, jurisdiction_id, id,
       (select id from person where jurisdiction_id = named.jurisdiction_id order by id limit 1), '不妥', place from named`,
  );
  const revoke = 'mutation ($input: RevokeTokensInput!) { revokeTokens(input: $input) { userErrors { message } } }';
  for (let n = 0; n < 25; n++) await officer.data(revoke, { input: { jti: `lost ${n}` } });
});
afterAll(async () => {
  // What the tests below that are marked as failing leave.
  const known = /Cannot return null for non-nullable field Organization\.name|Abstract type "Node" was resolved/;
  expect(app.bugs.filter((bug) => !known.test(String(bug)))).toEqual([]);
  await app.stop();
});

/** Where the rows of each noun are, and which of them an officer of 000 and nobody in particular see. */
const tables: Readonly<Record<NounName, { table: string; seen?: string; public: boolean }>> = {
  Organization: { table: 'organization', public: true },
  EnterpriseProfile: { table: 'enterprise_profile', public: false },
  OrganizationRelation: { table: 'organization_relation', public: true },
  Person: { table: 'person', seen: 'place is not null', public: false },
  Account: {
    table: 'account',
    seen: `person_id = (select person_id from account where subject = 'street-supervisor@000')`,
    public: false,
  },
  AuditEntry: { table: 'audit', public: false },
  Appointment: { table: 'appointment', public: false },
  Station: { table: 'station', public: true },
  StationSite: { table: 'station_site', public: true },
  HistoryEntry: { table: 'history', public: true },
  CalendarDay: { table: 'calendar_day', public: true },
  SlaRule: { table: 'sla_rule', public: true },
  RoutingRule: { table: 'routing_rule', public: false },
  ReplyTemplate: { table: 'reply_template', public: false },
  Grid: { table: 'grid', public: true },
  CoverageRule: { table: 'coverage_rule', public: true },
  IncidentCategory: { table: 'incident_category', public: true },
  Incident: { table: 'incident', public: false },
  IncidentEvent: { table: 'incident_event', public: false },
  Attachment: { table: 'attachment', seen: 'incident_id is not null', public: false },
  Satisfaction: { table: 'satisfaction', public: false },
  DutyList: { table: 'duty_list', public: false },
  ExtensionRequest: { table: 'extension_request', public: false },
  IncidentParticipant: { table: 'incident_participant', public: false },
  Notification: {
    table: 'notification',
    seen: `person_id = (select person_id from account where subject = 'street-supervisor@000')`,
    public: false,
  },
  CalendarFeed: {
    table: 'calendar_feed',
    seen: `person_id = (select person_id from account where subject = 'street-supervisor@000')`,
    public: false,
  },
  Estate: { table: 'estate', public: false },
  Building: { table: 'building', public: false },
  Stairwell: { table: 'stairwell', public: false },
  Dwelling: { table: 'dwelling', public: false },
  Household: { table: 'household', public: false },
  HouseholdMember: { table: 'household_member', public: false },
  Resident: { table: 'resident', public: false },
  Occupancy: { table: 'occupancy', public: false },
  CareDesignation: { table: 'care_designation', public: false },
  HelpPairing: { table: 'help_pairing', public: false },
  Visit: { table: 'visit', public: false },
  DeliberationBody: { table: 'deliberation_body', public: true },
  DeliberationRules: { table: 'deliberation_rules', public: false },
  BodyMember: { table: 'body_member', public: false },
  SessionDue: { table: 'session_due', public: true },
  DeliberationSession: { table: 'deliberation_session', public: false },
  AgendaItem: { table: 'agenda_item', public: false },
  Attendance: { table: 'attendance', public: false },
  Proxy: { table: 'proxy', public: false },
  Minutes: { table: 'minutes', public: false },
  Topic: { table: 'topic', public: false },
  Decision: { table: 'decision', public: false },
  Ballot: { table: 'ballot', public: false },
  BallotVote: {
    table: 'ballot_vote',
    seen: `exists (select from ballot b where b.id = ballot_id and not b.secret and (b.state = 'CLOSED' or not b.hide_until_closed))`,
    public: false,
  },
  BallotProxy: { table: 'ballot_proxy', public: false },
  SealedBallot: { table: 'sealed_ballot', public: false },
  Covenant: { table: 'covenant', seen: `state in ('ADOPTED', 'ENDED')`, public: true },
  CovenantVersion: { table: 'covenant_version', seen: 'valid_from is not null', public: true },
  CovenantSignature: { table: 'covenant_signature', public: false },
  CovenantBreach: { table: 'covenant_breach', public: false },
  Selection: { table: 'selection', seen: `state in ('PUBLICITY', 'APPOINTED')`, public: true },
  SelectionObjection: { table: 'selection_objection', public: false },
  RateExclusion: { table: 'rate_exclusion', public: false },
  Whistle: { table: 'whistle', public: false },
  WhistleAnswer: { table: 'whistle_answer', public: false },
  GovernanceTheme: { table: 'governance_theme', public: false },
  ThemeMeasure: { table: 'theme_measure', public: false },
  OutageNotice: { table: 'outage_notice', public: true },
  OutageRecipient: { table: 'outage_recipient', public: false },
  DisclosureNotice: { table: 'disclosure_notice', seen: `state = 'PUBLISHED'`, public: true },
  VisitRule: { table: 'visit_rule', public: false },
  VolunteerTeam: { table: 'volunteer_team', public: false },
  Volunteer: { table: 'volunteer', public: false },
  TeamMembership: { table: 'team_membership', public: false },
  Activity: { table: 'activity', seen: `audience = 'JURISDICTION'`, public: false },
  ActivityOutcome: { table: 'activity_outcome', public: false },
  ActivityRegistration: { table: 'activity_registration', public: false },
  PartnerApp: { table: 'partner_app', public: false },
  PartnerVersion: { table: 'partner_version', public: false },
  PartnerDocument: { table: 'partner_document', public: false },
  Webhook: { table: 'webhook', public: false },
  WebhookDelivery: { table: 'webhook_delivery', public: false },
  VolunteerHours: { table: 'volunteer_hours', public: false },
  Honour: { table: 'honour', public: false },
  HonourObjection: { table: 'honour_objection', public: false },
  NeedItem: { table: 'need_item', public: false },
  NeedClaim: { table: 'need_claim', public: false },
  ReportedFigure: { table: 'reported_figure', public: false },
} as const;
const nouns = Object.keys(tables) as NounName[];

/** Ids of rows of 000, as many as one request takes. */
async function idsOf(noun: NounName, where = 'true', most = 100): Promise<string[]> {
  const { table, seen = 'true' } = tables[noun];
  const rows = await app.database.query<{ id: string }>(
    `select id from ${table} where jurisdiction_id = (select id from organization where code = '000') and ${seen} and ${where} order by md5(id::text) limit ${most}`,
  );
  return rows.map(({ id }) => publicId(noun, id));
}
const never = (noun: NounName) => publicId(noun, '01a20000-0000-7000-8000-000000000001');

describe('anything has an id', () => {
  test('of a noun that is known here', async () => {
    const { __type } = await app.anonymous.data('{ __type(name: "Node") { possibleTypes { name } } }');
    expect(__type.possibleTypes.map(({ name }: Any) => name).sort()).toEqual([...nouns].sort());
  });

  test.each(nouns)('by which a %s is found again', async (noun) => {
    const ids = await idsOf(noun);
    expect(ids.length).toBeGreaterThan(0);
    for (const id of ids) expect(id).toMatch(new RegExp(`^${identities[noun].prefix}_[0-9a-f]{28}0001$`));
    const { nodes } = await officer.data('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', { ids });
    expect(nodes).toEqual(ids.map((id) => ({ __typename: noun, id })));
    const { node } = await officer.data(`query ($id: ID!) { node(id: $id) { __typename ... on ${noun} { own: id } id } }`, { id: ids[0] });
    expect(node).toEqual({ __typename: noun, own: ids[0], id: ids[0] });
  });

  test.each(nouns)('that was never issued, and leads to no %s', async (noun) => {
    expect(await officer.data('query ($id: ID!) { node(id: $id) { id } }', { id: never(noun) })).toEqual({ node: null });
  });

  test.each(nouns)('that leads to no %s under another prefix', async (noun) => {
    const [id] = await idsOf(noun, 'true', 1);
    const others = nouns.filter((other) => other !== noun).map((other) => id!.replace(identities[noun].prefix, identities[other].prefix));
    const { nodes } = await officer.data('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: others });
    expect(nodes).toEqual(others.map(() => null));
  });

  test.each(nouns.filter((noun) => !tables[noun].public))('that does not show a stranger a %s', async (noun) => {
    const hidden = {
      Person: `id not in (select person_id from appointment)`,
      Attachment: 'not public',
      Appointment: `position = 'CENTRE_HOUSEHOLD_HEAD'`,
    } as Partial<Record<NounName, string>>;
    const ids = await idsOf(noun, hidden[noun], 20);
    expect(ids.length).toBeGreaterThan(0);
    for (const client of [app.anonymous, await app.as('admin', '001')]) {
      const { nodes } = await client.data('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
      expect(nodes).toEqual(ids.map(() => null));
      expect(await client.data('query ($id: ID!) { node(id: $id) { id } }', { id: ids[0] })).toEqual({ node: null });
    }
  });

  test('and many come in the order in which they were asked for, however they are mixed', async () => {
    const known = (await Promise.all(nouns.map(async (noun) => (await idsOf(noun, 'true', 5)).map((id) => ({ id, noun }))))).flat();
    const unknown = nouns.map((noun) => ({ id: never(noun), noun: null }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...known, ...unknown), { maxLength: 100, size: 'max' }), async (wanted) => {
        const { nodes } = await officer.data('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', {
          ids: wanted.map(({ id }) => id),
        });
        expect(nodes).toEqual(wanted.map(({ id, noun }) => noun && { __typename: noun, id }));
      }),
      { numRuns: 30 },
    );
  });

  test('and each noun tells of itself what was asked of it', async () => {
    const ids = (await Promise.all((['Organization', 'Grid', 'Station', 'Person'] as const).map((noun) => idsOf(noun, 'true', 1)))).flat();
    const { nodes } = await officer.data(
      `query ($ids: [ID!]!) { nodes(ids: $ids) {
        ... on Organization { what: name kind }
        ... on Grid { what: code level }
        ... on Station { site { address } }
        ... on Node { id }
      } }`,
      { ids },
    );
    expect(nodes.map((node: object) => Object.keys(node))).toEqual([
      ['what', 'kind', 'id'],
      ['what', 'level', 'id'],
      ['site', 'id'],
      ['id'],
    ]);
  });
});

interface Page {
  ids: string[];
  cursors: string[];
  start: string | null;
  end: string | null;
  next: boolean;
  previous: boolean;
  total: number;
}

/** Asks a connection for a page. `list` is the field with its other arguments, up to where paging arguments go; `owner` the id it hangs on. */
interface List {
  readonly client: Client;
  /** 'organizations' or 'Organization.children'. */
  readonly field: string;
  readonly owner?: string;
  readonly filter?: string;
  readonly orderBy?: string;
}
async function page({ client, field, owner, filter, orderBy }: List, paging: Record<string, unknown>): Promise<Page> {
  const [type, name] = field.includes('.') ? field.split('.') : [null, field];
  const backward = 'last' in paging || 'before' in paging;
  const args = [
    ...(backward ? ['last: $last', 'before: $before'] : ['first: $first', 'after: $after']),
    ...(filter ? [`filter: ${filter}`] : []),
    ...(orderBy ? [`orderBy: ${orderBy}`] : []),
  ].join(', ');
  const selection = `${name}(${args}) { edges { cursor node { id } } nodes { id } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`;
  const variables = backward ? '$last: Int, $before: String' : '$first: Int, $after: String';
  const data = owner
    ? (
        await client.data(`query ($owner: ID!, ${variables}) { node(id: $owner) { ... on ${type} { ${selection} } } }`, {
          ...paging,
          owner,
        })
      ).node
    : await client.data(`query (${variables}) { ${selection} }`, paging);
  const { edges, nodes, totalCount, pageInfo } = data[name!];
  expect(edges.map(({ node }: Any) => node.id)).toEqual(nodes.map(({ id }: Any) => id));
  const cursors = edges.map(({ cursor }: Any) => cursor);
  expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([cursors[0] ?? null, cursors.at(-1) ?? null]);
  return {
    ids: nodes.map(({ id }: Any) => id),
    cursors,
    start: pageInfo.startCursor,
    end: pageInfo.endCursor,
    next: pageInfo.hasNextPage,
    previous: pageInfo.hasPreviousPage,
    total: totalCount,
  };
}

/** Walks a list from its beginning, and tells what every step says of itself. */
async function forward(list: List, size: () => number): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | null = null; ; ) {
    const first = size();
    const got: Page = await page(list, { first, after });
    expect(got.previous).toBe(after !== null);
    expect(got.ids.length).toBe(got.next ? first : got.ids.length);
    ids.push(...got.ids);
    if (!got.next) {
      expect(got.total).toBe(ids.length);
      return ids;
    }
    after = got.end;
  }
}

/** Walks a list from its end; what comes is in the list's own order all the same. */
async function backward(list: List, size: () => number): Promise<string[]> {
  const ids: string[] = [];
  for (let before: string | null = null; ; ) {
    const last = size();
    const got: Page = await page(list, { last, before });
    expect(got.next).toBe(before !== null);
    ids.unshift(...got.ids);
    if (!got.previous) {
      expect(got.total).toBe(ids.length);
      return ids;
    }
    before = got.start;
  }
}

/** The ids that SQL finds, in its order. */
const truth = async (noun: NounName, sql: string, values: unknown[] = []): Promise<string[]> =>
  (await app.database.query<{ id: string }>(sql, values)).map(({ id }) => publicId(noun, id));

const inside = `like (select place from organization where code = '000') || '%'`;
const onNotice = `position in ('GRID_LEADER', 'GRID_WORKER', 'STAIRWELL_CHIEF', 'LANE_CHIEF', 'BUILDING_CHIEF', 'COMMUNITY_POLICE', 'PARTY_SECRETARY',
  'OWNERS_COMMITTEE_CHAIR', 'OWNERS_COMMITTEE_MEMBER')`;
const current = `valid_from <= (now() at time zone 'Asia/Shanghai')::date and (valid_to is null or valid_to > (now() at time zone 'Asia/Shanghai')::date)`;
const atWork = `(ended_on is null or ended_on > (now() at time zone 'Asia/Shanghai')::date)`;
const urgency = `array_position(array['${Object.keys(urgencies).join("', '")}']::urgency[], urgency)`;

/** Every list at the root, in every order that it has: the SQL that says the same. An officer of 000 looks. */
const roots: readonly (readonly [field: string, orderBy: string | undefined, noun: NounName, sql: () => string])[] = [
  ['organizations', undefined, 'Organization', () => 'select id from organization order by code collate "C", id'],
  ...(['ASC', 'DESC'] as const).flatMap((direction) => [
    [
      'organizations',
      `{ field: CODE, direction: ${direction} }`,
      'Organization',
      () => `select id from organization order by code collate "C" ${direction}, id ${direction}`,
    ] as const,
    [
      'organizations',
      `{ field: NAME, direction: ${direction} }`,
      'Organization',
      () => `select id from organization order by name ${direction}, id ${direction}`,
    ] as const,
    [
      'grids',
      `{ field: CODE, direction: ${direction} }`,
      'Grid',
      () => `select id from grid order by code collate "C" ${direction}, id ${direction}`,
    ] as const,
    [
      'grids',
      `{ field: NAME, direction: ${direction} }`,
      'Grid',
      () => `select id from grid order by name ${direction}, id ${direction}`,
    ] as const,
    [
      'grids',
      `{ field: LEVEL, direction: ${direction} }`,
      'Grid',
      () => `select id from grid order by level ${direction}, id ${direction}`,
    ] as const,
    [
      'incidents',
      `{ field: REPORTED_AT, direction: ${direction} }`,
      'Incident',
      () => `select id from incident where place ${inside} order by reported_at ${direction}, id ${direction}`,
    ] as const,
    [
      'incidents',
      `{ field: UPDATED_AT, direction: ${direction} }`,
      'Incident',
      () => `select id from incident where place ${inside} order by updated_at ${direction}, id ${direction}`,
    ] as const,
    [
      'incidents',
      `{ field: URGENCY, direction: ${direction} }`,
      'Incident',
      () => `select id from incident where place ${inside} order by ${urgency} ${direction}, id ${direction}`,
    ] as const,
    [
      'households',
      `{ field: LAST_VISIT_AT, direction: ${direction} }`,
      'Household',
      () => `select id from household where place ${inside} order by coalesce(last_visit_at, '2000-01-01') ${direction}, id ${direction}`,
    ] as const,
    ...(['household', 'dwelling', 'resident'] as const).map(
      (table) =>
        [
          `${table}s`,
          `{ field: ADDRESS, direction: ${direction} }`,
          nouns.find((noun) => tables[noun].table === table)!,
          () => `select id from ${table} where place ${inside} order by address_key ${direction}, id ${direction}`,
        ] as const,
    ),
    [
      'activities',
      `{ field: STARTS_AT, direction: ${direction} }`,
      'Activity',
      () => `select id from activity where place ${inside} and audience = 'JURISDICTION' order by starts_at ${direction}, id ${direction}`,
    ] as const,
    [
      'helpPairings',
      `{ field: STARTED_ON, direction: ${direction} }`,
      'HelpPairing',
      () => `select id from help_pairing where place ${inside} order by started_on ${direction}, id ${direction}`,
    ] as const,
  ]),
  ['volunteerTeams', undefined, 'VolunteerTeam', () => `select id from volunteer_team where place ${inside} order by name, id`],
  [
    'webhooks',
    undefined,
    'Webhook',
    () =>
      `select id from webhook where jurisdiction_id = (select id from organization where code = '000') order by created_at desc, id desc`,
  ],
  [
    'partnerApps',
    undefined,
    'PartnerApp',
    () => `select id from partner_app where jurisdiction_id = (select id from organization where code = '000') order by name, id`,
  ],
  [
    'notifications',
    undefined,
    'Notification',
    () =>
      `select id from notification where person_id = (select person_id from account where subject = 'street-supervisor@000') order by at desc, id desc`,
  ],
  [
    'covenants',
    undefined,
    'Covenant',
    () => `select id from covenant where state in ('ADOPTED', 'ENDED') or place ${inside} order by title, id`,
  ],
  [
    'covenantBreaches',
    undefined,
    'CovenantBreach',
    () => `select id from covenant_breach where place ${inside} order by created_at desc, id desc`,
  ],
  [
    'selections',
    undefined,
    'Selection',
    () => `select id from selection where place ${inside} or state in ('PUBLICITY', 'APPOINTED') order by created_at desc, id desc`,
  ],
  ['themes', undefined, 'GovernanceTheme', () => `select id from governance_theme where place ${inside} order by opened_at desc, id desc`],
  ...(['ASC', 'DESC'] as const).map(
    (direction) =>
      [
        'themes',
        `{ field: DUE_AT, direction: ${direction} }`,
        'GovernanceTheme',
        () =>
          `select id from governance_theme where place ${inside} order by coalesce(due_at, '9999-12-31'::timestamptz) ${direction}, id ${direction}`,
      ] as const,
  ),
  [
    'rateExclusions',
    undefined,
    'RateExclusion',
    () => `select id from rate_exclusion where place ${inside} order by requested_at desc, id desc`,
  ],
  ['whistles', undefined, 'Whistle', () => `select id from whistle where place ${inside} order by called_at desc, id desc`],
  ['outageNotices', undefined, 'OutageNotice', () => 'select id from outage_notice order by starts_at desc, id desc'],
  [
    'disclosureNotices',
    undefined,
    'DisclosureNotice',
    () => `select id from disclosure_notice where state = 'PUBLISHED' or place ${inside} order by inspected_on desc, id desc`,
  ],
  ['honours', undefined, 'Honour', () => `select id from honour where place ${inside} order by created_at desc, id desc`],
  ['needs', undefined, 'NeedItem', () => `select id from need_item where place ${inside} order by created_at desc, id desc`],
  ['volunteers', undefined, 'Volunteer', () => `select id from volunteer where place ${inside} and state = 'ACTIVE' order by number, id`],
  [
    'volunteerHours',
    undefined,
    'VolunteerHours',
    () => `select id from volunteer_hours where place ${inside} order by starts_at desc, id desc`,
  ],
  ['incidents', undefined, 'Incident', () => `select id from incident where place ${inside} order by reported_at desc, id desc`],
  ...(['ASC', 'DESC'] as const).map(
    (direction) =>
      [
        'auditEntries',
        `{ field: AT, direction: ${direction} }`,
        'AuditEntry',
        () => `select id from audit order by at ${direction}, id ${direction}`,
      ] as const,
  ),
  ['deliberationBodies', undefined, 'DeliberationBody', () => `select id from deliberation_body where ${atWork} order by name, id`],
  ...(['ASC', 'DESC'] as const).map(
    (direction) =>
      [
        'topics',
        `{ field: PROPOSED_AT, direction: ${direction} }`,
        'Topic',
        () => `select id from topic where place ${inside} order by created_at ${direction}, id ${direction}`,
      ] as const,
  ),
  ['sessionsDue', undefined, 'SessionDue', () => 'select id from session_due order by due_at, id'],
  ...(['ASC', 'DESC'] as const).map(
    (direction) =>
      [
        'deliberationSessions',
        `{ field: SCHEDULED_AT, direction: ${direction} }`,
        'DeliberationSession',
        () => `select id from deliberation_session where place ${inside} order by scheduled_at ${direction}, id ${direction}`,
      ] as const,
  ),
  [
    'appointments',
    undefined,
    'Appointment',
    () =>
      `select id from appointment where ${current} and (place ${inside} or ${onNotice}) order by (place || ' ' || position) collate "C", id`,
  ],
];

const rootList = (field: string, orderBy: string | undefined): List => ({ client: officer, field, orderBy });
const cycle = (...sizes: number[]) => {
  let i = 0;
  return () => sizes[i++ % sizes.length]!;
};

describe('a list at the root', () => {
  test('is walked here, whichever there are', async () => {
    const { __schema } = await app.anonymous.data('{ __schema { queryType { fields { name type { ofType { name } } } } } }');
    const lists = __schema.queryType.fields
      .filter(({ type }: Any) => type.ofType?.name?.endsWith('Connection'))
      .map(({ name }: Any) => name)
      // Its pages are those of other lists, cut down to what is missing: test/modules/statistics.
      .filter((name: string) => name !== 'coverageGaps');
    expect([...new Set(roots.map(([field]) => field))].sort()).toEqual(lists.sort());
  });

  test.each(roots)('%s by %s comes whole and in order, from the beginning', async (field, orderBy, noun, sql) => {
    const ids = await truth(noun, sql());
    expect(ids.length).toBeGreaterThan(20);
    expect(await forward(rootList(field, orderBy), cycle(100, 99, 64))).toEqual(ids);
  });

  // Elsewhere than in CI the next test goes back, too.
  testInDepth.each(roots.filter(([field]) => field !== 'appointments'))(
    '%s by %s comes whole and in order, from the end',
    async (field, orderBy, noun, sql) => {
      expect(await backward(rootList(field, orderBy), cycle(100, 63, 98))).toEqual(await truth(noun, sql()));
    },
  );

  test('is walked to and fro from any row, with any step', async () => {
    const lists = await Promise.all(
      roots
        .filter(([field]) => field !== 'appointments')
        .map(async ([field, orderBy, noun, sql]) => ({ list: rootList(field, orderBy), ids: await truth(noun, sql()) })),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...lists),
        fc.nat({ max: 400 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 100 }),
        async ({ list, ids }, from, first, last) => {
          const at = from % ids.length;
          const here = await page(list, { first: 1, after: at === 0 ? null : await cursorAt(list, at - 1) });
          expect(here.ids).toEqual([ids[at]]);
          const after = await page(list, { first, after: here.end });
          expect(after.ids).toEqual(ids.slice(at + 1, at + 1 + first));
          expect([after.previous, after.next, after.total]).toEqual([true, at + 1 + first < ids.length, ids.length]);
          const before = await page(list, { last, before: here.end });
          expect(before.ids).toEqual(ids.slice(Math.max(0, at - last), at));
          expect([before.previous, before.next, before.total]).toEqual([at - last > 0, true, ids.length]);
        },
      ),
      { numRuns: 40 },
    );
  });

  /** The cursor of the n-th row, in steps of a hundred. */
  async function cursorAt(list: List, n: number): Promise<string | null> {
    let after: string | null = null;
    for (let left = n + 1; left > 0; left -= 100) after = (await page(list, { first: Math.min(left, 100), after })).end;
    return after;
  }

  test('gives a window between two rows', async () => {
    const ids = await truth('Organization', 'select id from organization order by code collate "C"');
    const { organizations: all } = await app.anonymous.data('{ organizations(first: 50) { edges { cursor } } }');
    const [after, before] = [all.edges[9].cursor, all.edges[29].cursor];
    const query = (size: string) =>
      `query ($after: String, $before: String) { organizations(${size}, after: $after, before: $before) { nodes { id } pageInfo { hasNextPage hasPreviousPage } } }`;
    const idsFrom = ({ organizations }: Any) => organizations.nodes.map(({ id }: Any) => id);
    expect(idsFrom(await app.anonymous.data(query('first: 100'), { after, before }))).toEqual(ids.slice(10, 29));
    expect(idsFrom(await app.anonymous.data(query('last: 100'), { after, before }))).toEqual(ids.slice(10, 29));
    expect(idsFrom(await app.anonymous.data(query('first: 5'), { after, before }))).toEqual(ids.slice(10, 15));
    expect(idsFrom(await app.anonymous.data(query('last: 5'), { after, before }))).toEqual(ids.slice(24, 29));
    expect(idsFrom(await app.anonymous.data(query('first: 5'), { after: before, before: after }))).toEqual([]);
  });

  test('has 20 rows a page if nothing is said, and a hundred at most', async () => {
    expect((await page(rootList('organizations', undefined), {})).ids).toHaveLength(20);
    expect((await page(rootList('organizations', undefined), { first: 100 })).ids).toHaveLength(100);
    expect((await page(rootList('organizations', undefined), { last: 100 })).ids).toHaveLength(100);
  });

  test('ends where its last row is, and is empty after it', async () => {
    const list = rootList('organizations', '{ field: CODE, direction: ASC }');
    const end = await page(list, { last: 1 });
    expect([end.next, end.previous]).toEqual([false, true]);
    expect(await page(list, { first: 5, after: end.end })).toMatchObject({ ids: [], start: null, end: null, next: false, previous: true });
    const beginning = await page(list, { first: 1 });
    expect(await page(list, { last: 5, before: beginning.start })).toMatchObject({ ids: [], next: true, previous: false });
  });

  test('that is empty says so', async () => {
    const nothing = { ids: [], cursors: [], start: null, end: null, next: false, previous: false, total: 0 };
    for (const paging of [{ first: 5 }, { last: 5 }]) {
      expect(await page({ client: officer, field: 'organizations', filter: '{ codes: [] }' }, paging)).toEqual(nothing);
      expect(await page({ client: officer, field: 'incidents', filter: '{ states: [] }' }, paging)).toEqual(nothing);
    }
  });

  test('with a filter is the same list with rows left out', async () => {
    const { grids } = await app.anonymous.data('{ grids(first: 1, filter: { text: "000-G03" }) { nodes { id } } }');
    const within = grids.nodes[0].id;
    const list: List = {
      client: officer,
      field: 'incidents',
      filter: `{ within: "${within}", or: [{ open: true }, { urgencies: [HIGH, NORMAL] }] }`,
    };
    const ids = await truth(
      'Incident',
      `select id from incident where grid_id = $1 and (state not in ('REJECTED', 'DUPLICATE', 'CANCELLED', 'FILED', 'CLOSED') or urgency in ('HIGH', 'NORMAL'))
       order by reported_at desc, id desc`,
      [parseId(within)!.uuid],
    );
    expect(await forward(list, cycle(1))).toEqual(ids);
    expect(await backward(list, cycle(2))).toEqual(ids);
  });
});

/** Every list that hangs on a row: SQL with the owner as $1. An officer of 000 looks. */
const subtree = (place: string) => `${place} >= o.place and ${place} < o.place || '~'`;
const nested: readonly (readonly [field: string, noun: NounName, sql: string])[] = [
  ['PartnerApp.versions', 'PartnerVersion', 'select id from partner_version where app_id = $1 order by created_at desc, id desc'],
  [
    'PartnerVersion.documents',
    'PartnerDocument',
    'select id from partner_document where partner_version_id = $1 order by operation_name, id',
  ],
  ['PartnerVersion.history', 'HistoryEntry', 'select id from history where subject_id = $1 order by at, id'],
  ['Webhook.deliveries', 'WebhookDelivery', 'select id from webhook_delivery where webhook_id = $1 order by created_at desc, id desc'],
  ['Webhook.history', 'HistoryEntry', 'select id from history where subject_id = $1 order by at, id'],
  ['Station.history', 'HistoryEntry', 'select id from history where subject_id = $1 order by at, id'],
  ['VolunteerTeam.hours', 'VolunteerHours', 'select id from volunteer_hours where team_id = $1 order by starts_at desc, id desc'],
  ['VolunteerHours.history', 'HistoryEntry', 'select id from history where subject_id = $1 order by at, id'],
  ['Activity.history', 'HistoryEntry', 'select id from history where subject_id = $1 order by at, id'],
  ['Activity.registrations', 'ActivityRegistration', 'select id from activity_registration where activity_id = $1 order by number, id'],
  ...(['Organization', 'Grid'] as const).map(
    (owner) =>
      [
        `${owner}.activities`,
        'Activity',
        `select a.id from activity a, ${owner.toLowerCase()} o where o.id = $1 and ${subtree('a.place')} and a.audience = 'JURISDICTION'
         order by a.starts_at desc, a.id desc`,
      ] as const,
  ),
  [
    'VolunteerTeam.activities',
    'Activity',
    `select a.id from activity a join activity_team t on t.activity_id = a.id where t.team_id = $1 and a.audience = 'JURISDICTION'
     order by a.starts_at desc, a.id desc`,
  ],
  ['Organization.children', 'Organization', 'select id from organization where parent_id = $1 order by code collate "C", id'],
  [
    'Organization.descendants',
    'Organization',
    `select d.id from organization d, organization o where o.id = $1 and ${subtree('d.place')} and d.id <> o.id order by d.code collate "C", d.id`,
  ],
  [
    'Organization.appointments',
    'Appointment',
    `select id from appointment where organization_id = $1 and ${current} order by (place || ' ' || position) collate "C", id`,
  ],
  [
    'Organization.grids',
    'Grid',
    `select g.id from grid g, organization o where o.id = $1 and ${subtree('g.place')} order by g.code collate "C", g.id`,
  ],
  [
    'Organization.stations',
    'Station',
    `select s.id from station s, organization o where o.id = $1 and ${subtree('s.place')} order by s.name, s.id`,
  ],
  [
    'Organization.incidents',
    'Incident',
    `select i.id from incident i, organization o where o.id = $1 and ${subtree('i.place')} order by i.reported_at desc, i.id desc`,
  ],
  ['Grid.children', 'Grid', 'select id from grid where parent_id = $1 order by code collate "C", id'],
  [
    'Grid.descendants',
    'Grid',
    `select g.id from grid g, grid o where o.id = $1 and ${subtree('g.place')} and g.id <> o.id order by g.code collate "C", g.id`,
  ],
  [
    'Grid.incidents',
    'Incident',
    `select i.id from incident i, grid o where o.id = $1 and ${subtree('i.place')} order by i.reported_at desc, i.id desc`,
  ],
  ['Incident.events', 'IncidentEvent', 'select id from incident_event where incident_id = $1 order by at, id'],
  ['Organization.estates', 'Estate', 'select id from estate where community_id = $1 order by name_key, id'],
  ['Estate.buildings', 'Building', `select id from building where estate_id = $1 order by lpad(number, 20, ' ') collate "C", id`],
  ['Building.dwellings', 'Dwelling', 'select id from dwelling where building_id = $1 order by address_key, id'],
  ['Stairwell.dwellings', 'Dwelling', 'select id from dwelling where stairwell_id = $1 order by address_key, id'],
  [
    'Grid.dwellings',
    'Dwelling',
    `select d.id from dwelling d, grid o where o.id = $1 and ${subtree('d.place')} order by d.address_key, d.id`,
  ],
  [
    'Grid.households',
    'Household',
    `select h.id from household h, grid o where o.id = $1 and ${subtree('h.place')} order by h.address_key, h.id`,
  ],
  ['Household.visits', 'Visit', 'select id from visit where household_id = $1 order by at desc, id desc'],
  [
    'Resident.visits',
    'Visit',
    `select v.id from visit v, resident o where o.id = $1 and (v.person_id = o.person_id or v.household_id in
       (select household_id from household_member where person_id = o.person_id and valid_to is null)) order by v.at desc, v.id desc`,
  ],
  ...(['VolunteerTeam', 'Volunteer', 'TeamMembership', 'NeedItem', 'Honour'] as const).map(
    (noun) => [`${noun}.history`, 'HistoryEntry', 'select id from history where subject_id = $1 order by at, id'] as const,
  ),
  ...(['Organization', 'Grid'] as const).map(
    (owner) =>
      [
        `${owner}.volunteerTeams`,
        'VolunteerTeam',
        `select t.id from volunteer_team t, ${owner.toLowerCase()} o where o.id = $1 and ${subtree('t.place')} order by t.name, t.id`,
      ] as const,
  ),
  ...(['Organization', 'Grid'] as const).map(
    (owner) =>
      [
        `${owner}.deliberationBodies`,
        'DeliberationBody',
        `select b.id from deliberation_body b, ${owner.toLowerCase()} o where o.id = $1 and ${subtree('b.place')} and ${atWork} order by b.name, b.id`,
      ] as const,
  ),
  ['DeliberationBody.calendar', 'SessionDue', 'select id from session_due where body_id = $1 order by due_at, id'],
  ['DeliberationBody.members', 'BodyMember', `select id from body_member where body_id = $1 and ${current} order by valid_from, id`],
  [
    'DeliberationBody.sessions',
    'DeliberationSession',
    'select id from deliberation_session where body_id = $1 order by scheduled_at desc, id desc',
  ],
  ['DeliberationBody.topics', 'Topic', 'select id from topic where body_id = $1 order by created_at desc, id desc'],
  ['Topic.history', 'HistoryEntry', 'select id from history where subject_id = $1 order by at, id'],
  [
    'Ballot.votes',
    'BallotVote',
    `select v.id from ballot_vote v join ballot b on b.id = v.ballot_id where b.id = $1 and not b.secret and (b.state = 'CLOSED' or not b.hide_until_closed) order by v.at, v.id`,
  ],
  ['Ballot.proxies', 'BallotProxy', 'select id from ballot_proxy where ballot_id = $1 order by at, id'],
  ['Ballot.sealedBallots', 'SealedBallot', 'select id from sealed_ballot where ballot_id = $1 order by receipt, id'],
  ['DeliberationSession.history', 'HistoryEntry', 'select id from history where subject_id = $1 order by at, id'],
  [
    'Organization.disclosureNotices',
    'DisclosureNotice',
    `select id from disclosure_notice where supervised_id = $1 order by inspected_on desc, id desc`,
  ],
  ...(['Organization', 'Grid'] as const).map(
    (owner) =>
      [
        `${owner}.covenants`,
        'Covenant',
        `select c.id from covenant c, ${owner.toLowerCase()} o where o.id = $1 and ${subtree('c.place')} order by c.title, c.id`,
      ] as const,
  ),
  ['Covenant.breaches', 'CovenantBreach', 'select id from covenant_breach where covenant_id = $1 order by created_at desc, id desc'],
  [
    'CovenantVersion.signatures',
    'CovenantSignature',
    'select id from covenant_signature where covenant_version_id = $1 order by signed_at, id',
  ],
  ['Covenant.history', 'HistoryEntry', 'select id from history where subject_id = $1 order by at, id'],
  ['CovenantBreach.history', 'HistoryEntry', 'select id from history where subject_id = $1 order by at, id'],
  ['Stairwell.selections', 'Selection', 'select id from selection where stairwell_id = $1 order by created_at desc, id desc'],
  ['Selection.objections', 'SelectionObjection', 'select id from selection_objection where selection_id = $1 order by created_at, id'],
  ['Selection.history', 'HistoryEntry', 'select id from history where subject_id = $1 order by at, id'],
  ['Incident.whistles', 'Whistle', 'select id from whistle where incident_id = $1 order by called_at desc, id desc'],
  ['RateExclusion.history', 'HistoryEntry', 'select id from history where subject_id = $1 order by at, id'],
  ['Whistle.history', 'HistoryEntry', 'select id from history where subject_id = $1 order by at, id'],
  ['GovernanceTheme.history', 'HistoryEntry', 'select id from history where subject_id = $1 order by at, id'],
  ['ThemeMeasure.history', 'HistoryEntry', 'select id from history where subject_id = $1 order by at, id'],
  ...(
    [
      [
        'incidents',
        `i.reported_at >= t.opened_from::timestamp at time zone 'Asia/Shanghai' and i.reported_at < t.opened_to::timestamp at time zone 'Asia/Shanghai'`,
      ],
      ['recurringIncidents', 'i.reported_at >= t.observed_from and i.reported_at < t.observed_until'],
    ] as const
  ).map(
    ([field, isIn]) =>
      [
        `GovernanceTheme.${field}`,
        'Incident',
        `select i.id from incident i, governance_theme t where t.id = $1 and i.category_id = t.category_id and ${isIn}
           and (i.grid_id = any(t.grid_ids) or (t.organization_id is not null and i.place ^@ t.place)) order by i.reported_at desc, i.id desc`,
      ] as const,
  ),
  ['WhistleAnswer.history', 'HistoryEntry', 'select id from history where subject_id = $1 order by at, id'],
  ...(['Organization', 'Grid'] as const).map(
    (owner) =>
      [
        `${owner}.outageNotices`,
        'OutageNotice',
        `select n.id from outage_notice n join outage_recipient r on r.notice_id = n.id where r.${owner.toLowerCase()}_id = $1 order by n.starts_at desc, n.id desc`,
      ] as const,
  ),
  ['OutageNotice.recipients', 'OutageRecipient', 'select id from outage_recipient where notice_id = $1 order by told_at, id'],
  [
    'OutageNotice.incidents',
    'Incident',
    'select i.id from incident i join outage_incident l on l.incident_id = i.id where l.notice_id = $1 order by i.reported_at desc, i.id desc',
  ],
  ['OutageNotice.history', 'HistoryEntry', 'select id from history where subject_id = $1 order by at, id'],
  ['OutageRecipient.history', 'HistoryEntry', 'select id from history where subject_id = $1 order by at, id'],
  ['DisclosureNotice.history', 'HistoryEntry', 'select id from history where subject_id = $1 order by at, id'],
  ['Honour.objections', 'HonourObjection', 'select id from honour_objection where honour_id = $1 order by created_at, id'],
  ['Incident.duplicates', 'Incident', 'select id from incident where duplicate_of_id = $1 order by reported_at desc, id desc'],
  ['NeedItem.claims', 'NeedClaim', 'select id from need_claim where need_id = $1 and released_at is null order by claimed_at, id'],
  ['Station.volunteerTeams', 'VolunteerTeam', 'select id from volunteer_team where station_id = $1 order by name, id'],
  [
    'VolunteerTeam.members',
    'TeamMembership',
    `select id from team_membership where team_id = $1 and state = 'ACTIVE' order by valid_from, id`,
  ],
];

describe('a list that hangs on a row', () => {
  test('is walked here, whichever there are', async () => {
    const { __schema } = await app.anonymous.data('{ __schema { types { name fields { name type { ofType { name } } } } } }');
    const lists = __schema.types
      .filter(({ name }: Any) => name in tables)
      .flatMap(({ name, fields }: Any) =>
        fields.filter(({ type }: Any) => type.ofType?.name?.endsWith('Connection')).map((field: Any) => `${name}.${field.name}`),
      );
    expect(nested.map(([field]) => field).sort()).toEqual(lists.sort());
  });

  test.each(nested)('%s comes whole and in order', async (field, noun, sql) => {
    const owner = field.split('.')[0] as NounName;
    // Grids below grids are in 002 alone, and the template has the homes of a few buildings.
    const parents = 'select parent_id as id from grid where parent_id is not null group by 1 order by 1 limit 12';
    const few = {
      'Incident.duplicates': `select duplicate_of_id as id from incident where duplicate_of_id is not null and place ${inside} group by 1`,
      'Incident.whistles': `select distinct incident_id as id from whistle where incident_id is not null and place ${inside}`,
      'PartnerVersion.documents': `select partner_version_id as id from partner_document where jurisdiction_id = (select id from organization where code = '000') group by 1 order by 1 limit 12`,
      'Grid.children': parents,
      'Grid.descendants': parents,
      'Organization.outageNotices': `select distinct organization_id as id from outage_recipient where organization_id is not null and place ${inside}`,
      'Stairwell.selections': `select distinct stairwell_id as id from selection where place ${inside}`,
      'Station.volunteerTeams': `select distinct station_id as id from volunteer_team where station_id is not null and place ${inside}`,
      'Building.dwellings': `select building_id as id from dwelling where place ${inside} group by 1 order by 1 limit 12`,
    }[field];
    const owners = few ? await truth(owner, few) : await idsOf(owner, 'true', 30);
    let rows = 0;
    for (const id of owners) {
      const ids = await truth(noun, sql, [parseId(id)!.uuid]);
      rows += ids.length;
      expect(await forward({ client: officer, field, owner: id }, cycle(3, 20, 100)), id).toEqual(ids);
    }
    expect(rows).toBeGreaterThan(10);
  });

  test.each(['Organization', 'Grid'] as const)('the incidents of an %s come in any order that is asked for', async (owner) => {
    const [id] =
      owner === 'Organization'
        ? await truth('Organization', `select id from organization where code = '000'`)
        : await idsOf('Grid', `code = '000-G01'`);
    for (const [orderBy, order] of [
      ['{ field: URGENCY, direction: ASC }', `${urgency}, i.id`],
      ['{ field: UPDATED_AT, direction: DESC }', 'i.updated_at desc, i.id desc'],
    ] as const) {
      const sql = `select i.id from incident i, ${owner.toLowerCase()} o where o.id = $1 and ${subtree('i.place')} order by ${order}`;
      expect(await forward({ client: officer, field: `${owner}.incidents`, owner: id, orderBy }, cycle(4, 9))).toEqual(
        await truth('Incident', sql, [parseId(id!)!.uuid]),
      );
    }
  });
});

describe('rows that are alike', () => {
  test('come once each, though a hundred have the same name', async () => {
    await app.database.query(
      `insert into organization (id, jurisdiction_id, code, name, kind, parent_id, place)
       select (left(gen_random_uuid()::text, 32) || '0001')::uuid, id, '000-SAME' || n, '同名', 'ENTERPRISE', id, place || 'z' || lpad(n::text, 3, '0')
       from organization, generate_series(1, 100) n where code = '000'`,
    );
    const list: List = { client: officer, field: 'organizations', filter: '{ text: "同名" }', orderBy: '{ field: NAME, direction: DESC }' };
    const ids = await truth('Organization', `select id from organization where name = '同名' order by name desc, id desc`);
    expect(await forward(list, cycle(7))).toEqual(ids);
    expect(await backward(list, cycle(9))).toEqual(ids);
    await app.database.query(`delete from organization where name = '同名'`);
  });

  test('come once each, though they were reported in the same millisecond', async () => {
    const rows = await app.database.query<{ id: string }>(
      `update incident set reported_at = '2026-09-02T00:00:00.123Z', accepted_at = null, resolved_at = null, verified_at = null, closed_at = null
       where id in (select id from incident where serial_number like '000-%' order by id limit 25) returning id`,
    );
    const list: List = {
      client: officer,
      field: 'incidents',
      filter: '{ reportedAt: { from: "2026-09-02T00:00:00.123Z", to: "2026-09-02T00:00:00.124Z" } }',
    };
    const ids = rows.map(({ id }) => publicId('Incident', id)).sort();
    expect(await forward(list, cycle(4))).toEqual([...ids].reverse());
    expect(await backward({ ...list, orderBy: '{ field: REPORTED_AT, direction: ASC }' }, cycle(4))).toEqual(ids);
  });
});

describe('a walk', () => {
  test('is not confused by rows that are put in before it, behind it and where it stands', async () => {
    const admin = await app.as('admin', '000');
    const root = (await admin.data('{ organization(code: "000") { id } }')).organization.id;
    const create = async (code: string) => {
      const { createOrganization } = await admin.data(
        'mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) { organization { id } userErrors { code } } }',
        { input: { parentId: root, code, name: '后来者', kind: 'ENTERPRISE' } },
      );
      return createOrganization.organization.id as string;
    };
    const made = new Map<string, string>();
    for (const letter of 'BDFHJLNPRT') made.set(`000-Y${letter}`, await create(`000-Y${letter}`));
    const there = [...made.values()];
    const list: List = { client: officer, field: 'organizations', filter: '{ text: "000-Y" }' };
    const walked: string[] = [];
    let after: string | null = null;
    for (const letters of ['AC', 'BX', 'GE', 'IK', 'QZ', '']) {
      const got: Page = await page(list, { first: 2, after });
      walked.push(...got.ids);
      after = got.end ?? after;
      for (const letter of letters) await create(`000-Y${letter}1`);
      if (!got.next && letters === '') break;
    }
    for (;;) {
      const got: Page = await page(list, { first: 3, after });
      walked.push(...got.ids);
      after = got.end;
      if (!got.next) break;
    }
    expect(new Set(walked).size).toBe(walked.length);
    expect(walked.filter((id) => there.includes(id))).toEqual(there);
    const codes = await app.database.query<{ id: string; code: string }>('select id, code from organization');
    const codeOf = new Map(codes.map(({ id, code }) => [publicId('Organization', id), code]));
    const order = walked.map((id) => codeOf.get(id)!);
    expect(order).toEqual([...order].sort());
    // And back again, over all that is there now.
    expect((await backward(list, cycle(4))).map((id) => codeOf.get(id)!)).toEqual(
      codes
        .map(({ code }) => code)
        .filter((code) => code.includes('000-Y'))
        .sort(),
    );
  });

  test('from the newest on meets nothing that came later, and nothing twice', async () => {
    const reporter = await app.as('grid-leader', '000');
    const { grid, incidentCategories } = await reporter.data('{ grid(code: "000-G01") { id } incidentCategories { id } }');
    const list: List = { client: reporter, field: 'incidents' };
    const before = await forward(list, cycle(100));
    const walked: string[] = [];
    for (let after: string | null = null; ; ) {
      const got: Page = await page(list, { first: 2, after });
      walked.push(...got.ids);
      await reporter.data('mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } } }', {
        input: { title: '新来的', categoryId: incidentCategories[0].id, gridId: grid.id, channel: 'PHONE' },
      });
      if (!got.next) break;
      after = got.end;
    }
    expect(walked).toEqual(before);
  });

  test('may go on with a cursor that another took, and after a restart', async () => {
    const { organizations } = await app.anonymous.data('{ organizations(first: 3) { pageInfo { endCursor } nodes { id } } }');
    const other = await startApp({ database: app.database });
    const query = 'query ($after: String) { organizations(first: 2, after: $after) { nodes { code } } }';
    const here = await officer.data(query, { after: organizations.pageInfo.endCursor });
    const there = await (await other.as('resident', '003')).data(query, { after: organizations.pageInfo.endCursor });
    await other.stop();
    expect(there).toEqual(here);
  });
});

describe('a document', () => {
  /** The same operation twice: as it is, which PostgreSQL answers whole, and beside a field that makes graphql-js go over the rows. */
  async function bothWays(client: Client, document: string, variables?: Record<string, unknown>): Promise<Any> {
    const whole = await client.data(document, variables);
    const { __schema, ...rows } = await client.data(document.replace('{', '{ __schema { queryType { name } }'), variables);
    expect(JSON.stringify(rows)).toBe(JSON.stringify(whole));
    return whole;
  }

  const names = '__typename';
  const documents: readonly (readonly [what: string, document: string, expected: object, variables?: Record<string, unknown>])[] = [
    [
      'with aliases',
      '{ a: organization(code: "000") { x: code y: code kind } b: organization(code: "001") { kind: code code: kind } }',
      { a: { x: '000', y: '000', kind: 'STREET_OFFICE' }, b: { kind: '001', code: 'STREET_OFFICE' } },
    ],
    [
      'that asks for every type by name',
      `{ ${names} organizations(first: 1) { ${names} edges { ${names} node { ${names} coverageRule { ${names} } } } nodes { ${names} } pageInfo { ${names} } }
         grid(code: "003-C1-G01") { ${names} leader { ${names} } staff { ${names} person { ${names} } } community { ${names} coverageRule { ${names} } } } }`,
      {
        [names]: 'Query',
        organizations: {
          [names]: 'OrganizationConnection',
          edges: [{ [names]: 'OrganizationEdge', node: { [names]: 'Organization', coverageRule: null } }],
          nodes: [{ [names]: 'Organization' }],
          pageInfo: { [names]: 'PageInfo' },
        },
        grid: expect.objectContaining({
          [names]: 'Grid',
          leader: { [names]: 'Person' },
          staff: expect.arrayContaining([{ [names]: 'Appointment', person: { [names]: 'Person' } }]),
          community: { [names]: 'Organization', coverageRule: { [names]: 'CoverageRule' } },
        }),
      },
    ],
    [
      'with fragments in fragments',
      `query { organization(code: "000-C1") { ...A ... on Node { n: __typename } ... { ...B } } }
       fragment A on Organization { code parent { ...B } } fragment B on Organization { name kind }`,
      {
        organization: {
          code: '000-C1',
          parent: { name: '泰兴市济川街道', kind: 'STREET_OFFICE' },
          n: 'Organization',
          name: '五里墩社区',
          kind: 'COMMUNITY',
        },
      },
    ],
    [
      'that asks for one field in several places',
      `query { organization(code: "000-C1") { parent { code } ...P parent { id: kind } code } organization(code: "000-C1") { kind }
         grids(first: 1, filter: { text: "000-G01" }) { nodes { code } nodes { level } edges { cursor: __typename } edges { node { code } } edges { node { level } } } }
       fragment P on Organization { parent { ancestors { code } name } }`,
      {
        organization: {
          parent: { code: '000', ancestors: [], name: '泰兴市济川街道', id: 'STREET_OFFICE' },
          code: '000-C1',
          kind: 'COMMUNITY',
        },
        grids: { nodes: [{ code: '000-G01', level: 1 }], edges: [{ cursor: 'GridEdge', node: { code: '000-G01', level: 1 } }] },
      },
    ],
    [
      'with fields under one condition',
      `query ($yes: Boolean!, $no: Boolean = false) { organization(code: "000") {
         a: code @include(if: $yes) b: code @include(if: $no) c: code @skip(if: $yes) d: code @skip(if: $no) e: code @skip(if: $no) @include(if: $yes)
         ... @include(if: $no) { f: code } ... on Organization @skip(if: $no) { g: code } ...H @include(if: $yes) } }
       fragment H on Organization { h: code i: code @skip(if: $yes) }`,
      { organization: { a: '000', d: '000', e: '000', g: '000', h: '000' } },
      { yes: true },
    ],
    ['of which nothing is left', 'query ($no: Boolean!) { organization(code: "000") @include(if: $no) { code } }', {}, { no: false }],
    [
      'that leaves a row without a field',
      'query ($no: Boolean!) { organization(code: "000") { code @include(if: $no) } }',
      { organization: {} },
      { no: false },
    ],
    [
      'with names that objects have',
      '{ __proto__: organization(code: "000") { constructor: code __proto__: kind toString: code } }',
      JSON.parse('{"__proto__":{"constructor":"000","__proto__":"STREET_OFFICE","toString":"000"}}'),
    ],
    [
      'that asks for what is not there',
      '{ a: organization(code: "999") { code } b: grid(code: "999") { leader { id } } }',
      { a: null, b: null },
    ],
    [
      'that asks for a count alone',
      '{ organizations(filter: { kinds: [STREET_OFFICE, TOWN_GOVERNMENT] }) { totalCount } }',
      { organizations: { totalCount: 5 } },
    ],
    [
      'that asks a page for nothing but its name',
      '{ organizations { __typename } }',
      { organizations: { __typename: 'OrganizationConnection' } },
    ],
  ];
  test.each(documents.map(([what, document, expected, variables]) => [what, document, expected, variables] as const))(
    '%s says the same both ways',
    async (_what, document, expected, variables) => {
      expect(await bothWays(app.anonymous, document, variables)).toEqual(expected);
    },
  );

  test('keeps the order in which fields were asked for', async () => {
    const document = '{ organization(code: "000") { name ... on Node { id } code parent { id } kind } }';
    const { organization } = await bothWays(app.anonymous, document);
    expect(Object.keys(organization)).toEqual(['name', 'id', 'code', 'parent', 'kind']);
  });

  test.each([
    ['a condition', 'query ($v: Boolean!) { organization(code: "000") { code kind @include(if: $v) } }', [true, false, true]],
    [
      'a whole order',
      'query ($v: OrganizationOrder) { organizations(first: 3, orderBy: $v) { nodes { code } } }',
      [{ field: 'CODE', direction: 'ASC' }, { field: 'CODE', direction: 'DESC' }, { field: 'NAME', direction: 'ASC' }, null],
    ],
    [
      'a filter',
      'query ($v: OrganizationFilter) { organizations(first: 3, filter: $v) { nodes { code } totalCount } }',
      [
        {},
        { kinds: ['COMMUNITY'] },
        { kinds: [] },
        { not: { kinds: ['ENTERPRISE'] } },
        { or: [{ text: '003' }, { text: '004' }] },
        { or: [{ text: '003' }] },
        { and: [] },
        null,
      ],
    ],
    [
      'a part of a filter',
      'query ($v: [OrganizationKind!]) { organizations(first: 3, filter: { not: { kinds: $v } }) { nodes { code } totalCount } }',
      [['ENTERPRISE'], ['COMMUNITY', 'ENTERPRISE'], [], null],
    ],
    ['a page size', 'query ($v: Int) { organizations(first: $v) { nodes { code } pageInfo { hasNextPage } } }', [1, 2, 100, null]],
    ['a depth', 'query ($v: Int) { organization(code: "000") { descendants(depth: $v) { totalCount } } }', [1, 2, null, 0]],
    ['a flag', 'query ($v: Boolean) { grids(first: 3, filter: { hasLeader: $v }) { nodes { code } totalCount } }', [true, false, null]],
  ])('with %s in a variable means what the variable says, time and again', async (_what, document, values) => {
    /** The same with the value written down, so that no other value can have been in its place. */
    const written = (value: unknown): string => {
      const literal = (part: unknown): string =>
        part === null || typeof part !== 'object'
          ? typeof part === 'string' && !/^[A-Z_]+$/.test(part)
            ? JSON.stringify(part)
            : String(part)
          : Array.isArray(part)
            ? `[${part.map(literal).join(', ')}]`
            : `{ ${Object.entries(part)
                .map(([key, inner]) => `${key}: ${literal(inner)}`)
                .join(', ')} }`;
      return document.replace(/^query \(.*?\) (?=\{)/, '').replaceAll('$v', literal(value));
    };
    for (const value of [...values, ...values]) {
      expect(await app.anonymous.data(document, { v: value }), JSON.stringify(value)).toEqual(await app.anonymous.data(written(value)));
    }
  });

  test.each([
    [
      'the direction',
      'query ($v: OrderDirection!) { organizations(first: 3, orderBy: { field: CODE, direction: $v }) { nodes { code } } }',
      ['ASC', 'DESC'],
    ],
    [
      'the field',
      'query ($v: OrganizationOrderField!) { organizations(first: 3, orderBy: { field: $v, direction: DESC }) { nodes { code } } }',
      ['CODE', 'NAME'],
    ],
  ])('with %s of an order in a variable means what the variable says', async (_what, document, values) => {
    const answers = [];
    for (const v of values) answers.push(await app.anonymous.data(document, { v }));
    expect(answers[0]).not.toEqual(answers[1]);
  });

  test('of two operations that share a fragment is planned for each by itself', async () => {
    const query = `query One { __schema { queryType { name } } ...F } query Two { __schema { queryType { name } } ...F organization(code: "000") { name kind } }
      fragment F on Query { organization(code: "000") { code } }`;
    const ask = async (operationName: string): Promise<Any> => {
      const response = await fetch(`${app.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, operationName }),
      });
      return ((await response.json()) as Any).data?.organization;
    };
    expect(await ask('One')).toEqual({ code: '000' });
    expect(await ask('Two')).toEqual({ code: '000', name: '泰兴市济川街道', kind: 'STREET_OFFICE' });
    expect(await ask('One')).toEqual({ code: '000' });
  });

  test('whose verbs share a fragment reads for each verb what it asks for', async () => {
    const admin = await app.as('admin', '000');
    const root = (await admin.data('{ organization(code: "000") { id } }')).organization.id;
    const input = (code: string) => ({ parentId: root, code, name: code, kind: 'ENTERPRISE' });
    const data = await admin.data(
      `mutation ($a: CreateOrganizationInput!, $b: CreateOrganizationInput!) {
        a: createOrganization(input: $a) { ...P }
        b: createOrganization(input: $b) { ...P organization { name } }
      }
      fragment P on OrganizationPayload { organization { code } userErrors { code } }`,
      { a: input('000-ZA'), b: input('000-ZB') },
    );
    expect(data).toEqual({
      a: { organization: { code: '000-ZA' }, userErrors: [] },
      b: { organization: { code: '000-ZB', name: '000-ZB' }, userErrors: [] },
    });
  });

  test('may use any name for a field', async () => {
    const document = '{ organization(code: "000") { __type: code id } node(id: "grd_x") { id } }'.replace(
      'grd_x',
      (await idsOf('Grid', 'true', 1))[0]!,
    );
    const { organization } = await bothWays(app.anonymous, document.replace('{ id } }', '{ __type: id } }'));
    expect(organization.__type).toBe('000');
  });

  test('of verbs names types and takes aliases', async () => {
    const admin = await app.as('admin', '000');
    const root = (await admin.data('{ organization(code: "000") { id } }')).organization.id;
    const data = await admin.data(
      `mutation ($input: CreateOrganizationInput!, $again: CreateOrganizationInput!, $no: Boolean = false) {
        __typename
        first: createOrganization(input: $input) { __typename made: organization { __typename c: code ... on Node { n: __typename } } none: organization @include(if: $no) { id } }
        second: createOrganization(input: $again) { organization { id } problems: userErrors { __typename code } }
      }`,
      {
        input: { parentId: root, code: '000-ZY', name: '名', kind: 'ENTERPRISE' },
        again: { parentId: root, code: '000-ZY', name: '名', kind: 'ENTERPRISE' },
      },
    );
    expect(data).toEqual({
      __typename: 'Mutation',
      first: { __typename: 'OrganizationPayload', made: { __typename: 'Organization', c: '000-ZY', n: 'Organization' } },
      second: { organization: null, problems: [{ __typename: 'UserError', code: 'INVALID' }] },
    });
  });
});
