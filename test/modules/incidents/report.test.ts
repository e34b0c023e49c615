import { importJWK, type JWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { DEMO_ISSUER } from '../../../src/demo/personas.js';
import { graphql } from '../../generated/index.js';
import { Client } from '../../kit/client.js';
import {
  attempt,
  bare,
  cat,
  daysAgo,
  grd,
  historyOf,
  inc,
  move,
  type Name,
  openTown,
  org,
  per,
  type Reported,
  report,
  sentAbout,
  type Town,
  uuid,
} from './town.js';

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const rowOf = async (id: string) => (await town.query('select * from incident where id = $1', [bare(id)]))[0]!;
const newest = async () => (await town.query<{ id: string }>('select id from incident order by created_at desc, id desc limit 1'))[0]!.id;
const counts = async () =>
  (await town.query('select (select count(*) from incident) as incidents, (select count(*) from incident_event) as events'))[0]!;
const of = (length: number, character = '灯') => character.repeat(length);
const by = async (name: Name | 'anonymous', input: Record<string, unknown> = {}, jurisdiction?: string): Promise<Reported> =>
  report(town, await town.as(name, jurisdiction), input);

/** A code as people type it: in small letters, full width, with blanks or hyphens where it is broken, and with what comes along when it is copied. */
function typedWays(code: string, breaks: readonly number[]): string[] {
  const parted = (mark: string) => [0, ...breaks].map((from, i) => code.slice(from, breaks[i])).join(mark);
  const wide = (text: string) => text.replaceAll(/[!-~]/g, (character) => String.fromCodePoint(character.codePointAt(0)! + 0xfee0));
  return [code.toLowerCase(), ` ${code}\u3000`, parted('-'), parted('\u2013'), parted(' '), wide(parted('-')), `\u202d${code}\u202c`];
}

describe('a report', () => {
  test("goes to the grid's community and its leader, who counts as a handler from then on", async () => {
    const { outcome, incident } = await by('resident', {
      categoryId: cat(town.category('FIRE_LANE')),
      title: ' 消防通道被占 ',
      description: '三辆车',
      address: '3号楼前',
    });
    expect(outcome).toBe('DONE');
    expect(await rowOf(incident!.id)).toMatchObject({
      state: 'REPORTED',
      version: 1,
      title: '消防通道被占',
      description: '三辆车',
      address: '3号楼前',
      domain: 'WORK_SAFETY',
      channel: 'WECHAT',
      urgency: 'NORMAL',
      supervision: 'NONE',
      provenance: 'RECORDED',
      grid_id: town.seat('000-G01'),
      place: town.placeOf('000-G01'),
      holder_id: town.seat('000-C1'),
      previous_holder_id: null,
      assignee_id: town.person('grid-leader'),
      handler_ids: [town.person('grid-leader')],
      reporter_id: town.person('resident'),
      reporting_organization_id: null,
      accepted_at: null,
      resolved_at: null,
      verified_at: null,
      closed_at: null,
    });
    const id = bare(incident!.id);
    const [event, ...others] = await historyOf(town, [id]);
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      kind: 'REPORTED',
      from_state: null,
      to_state: 'REPORTED',
      actor_id: town.person('resident'),
      organization_id: null,
      note: null,
    });
    const messages = await sentAbout(town, [id]);
    expect(messages).toEqual([
      expect.objectContaining({ version: 1, before: null, after: expect.objectContaining({ state: 'REPORTED' }) }),
    ]);
  });

  test('on a vacant grid goes to the community alone', async () => {
    const { incident } = await by('resident', { gridId: grd(town.seat('000-G90')) });
    expect(await rowOf(incident!.id)).toMatchObject({ holder_id: town.seat('000-C1'), assignee_id: null, handler_ids: [] });
  });

  test("of a second-level grid goes to that grid's own leader", async () => {
    const { incident } = await by('resident', { gridId: grd(town.seat('000-G01-01')) });
    expect(await rowOf(incident!.id)).toMatchObject({ holder_id: town.seat('000-C1'), assignee_id: town.person('leader-below') });
  });

  test.each<[who: Name, organization: string]>([
    ['grid-worker', '000-C1'],
    ['grid-leader', '000-C1'],
    ['community-cadre', '000-C1'],
    ['street-supervisor', '000'],
  ])('by a %s is one of their organisation', async (who, organization) => {
    const { incident } = await by(who, { channel: 'GRID_PATROL' });
    expect(await rowOf(incident!.id)).toMatchObject({
      reporter_id: town.person(who),
      reporting_organization_id: town.seat(organization),
    });
  });

  test('by a dispatcher is one of the information centre', async () => {
    const { incident } = await by('dispatcher', { channel: 'HOTLINE' });
    expect(await rowOf(incident!.id)).toMatchObject({ reporting_organization_id: town.seat('000-IC') });
  });

  test.each<Name>(['resident', 'chief', 'property-staff', 'auditor', 'admin', 'owner'])(
    'by a %s is that of somebody who lives here, not of an organisation',
    async (who) => {
      const { outcome } = await by(who);
      expect(outcome).toBe('DONE');
      expect(await rowOf(inc(await newest()))).toMatchObject({ reporter_id: town.person(who), reporting_organization_id: null });
    },
  );

  test('is shown at once to who made it, whatever they see else', async () => {
    for (const who of ['resident', 'auditor', 'police', 'property-staff', 'next-leader', 'cadre-elsewhere', 'admin'] as const)
      expect((await by(who)).incident, who).toMatchObject({ state: 'REPORTED', version: 1 });
  });
});

/** What the caller can mend, and what they cannot; the path names the field. */
const refusals: readonly (readonly [what: string, input: (town: Town) => Record<string, unknown>, outcome: string, path: string | null])[] =
  [
    ['an empty title', () => ({ title: '' }), 'REQUIRED', 'title'],
    ['a blank title', () => ({ title: ' \t\n　' }), 'REQUIRED', 'title'],
    ['a title of 201 characters', () => ({ title: of(201) }), 'TOO_LONG', 'title'],
    ['a description of 5,001 characters', () => ({ description: of(5_001) }), 'TOO_LONG', 'description'],
    ['an address of 201 characters', () => ({ address: of(201) }), 'TOO_LONG', 'address'],
    ['no grid', () => ({ gridId: null }), 'REQUIRED', 'gridId'],
    ['a merged grid', (t) => ({ gridId: grd(t.seat('000-G91')) }), 'INVALID', 'gridId'],
    ['a grid nobody ever made', () => ({ gridId: grd(uuid()) }), 'NOT_FOUND', null],
    ['an organisation for a grid', (t) => ({ gridId: grd(t.seat('000-G01')).replace('grd', 'org') }), 'INVALID', 'gridId'],
    ['a category nobody ever made', () => ({ categoryId: cat(uuid()) }), 'INVALID', 'categoryId'],
    ['a category of another jurisdiction', (t) => ({ categoryId: cat(t.category('OTHER', '001')) }), 'INVALID', 'categoryId'],
    ['a category that is no longer used', (t) => ({ categoryId: cat(t.category('PETS')) }), 'INVALID', 'categoryId'],
    ['a time to come', () => ({ occurredAt: daysAgo(-1 / 24) }), 'INVALID', 'occurredAt'],
    ['a latitude beyond the pole', () => ({ location: { latitude: 90.1, longitude: 120 } }), 'INVALID', 'location.latitude'],
    ['a latitude beyond the other pole', () => ({ location: { latitude: -1e300, longitude: 120 } }), 'INVALID', 'location.latitude'],
    ['a longitude beyond the date line', () => ({ location: { latitude: 32, longitude: -180.1 } }), 'INVALID', 'location.longitude'],
    ['an unknown channel', () => ({ channel: 'PIGEON' }), 'BAD_USER_INPUT', null],
    ['an idempotency key of 201 characters', () => ({ idempotencyKey: of(201, 'k') }), 'TOO_LONG', 'idempotencyKey'],
    ['in the name of nobody', () => ({ onBehalfOf: per(uuid()) }), 'FORBIDDEN', null],
  ];

describe('a report is refused, and leaves nothing,', () => {
  beforeAll(() => town.query(`update incident_category set active = false where id = $1`, [town.category('PETS')]));

  test.each(refusals)('with %s', async (_what, input, outcome, path) => {
    const before = await counts();
    const answer = await by('resident', input(town));
    expect({ outcome: answer.outcome, path: answer.path }).toEqual({ outcome, path: path?.split('.') ?? null });
    expect(answer.incident).toBeNull();
    expect(await counts()).toEqual(before);
  });

  test.each<[who: Name, jurisdiction: string]>([
    ['resident', '001'],
    ['community-cadre', '001'],
    ['street-supervisor', '003'],
    ['partner', '001'],
    ['dashboard', '000'],
  ])('from the %s of %s', async (who, jurisdiction) => {
    const before = await counts();
    // The category is right: only the jurisdiction, or being no person, is wrong.
    expect((await by(who, {}, jurisdiction)).outcome).toBe('FORBIDDEN');
    expect(await counts()).toEqual(before);
  });

  test('but exactly at the limits it is taken', async () => {
    const input = { title: of(200), description: of(5_000), address: of(200), occurredAt: daysAgo(0), idempotencyKey: of(200, 'k') };
    expect((await by('resident', input)).outcome).toBe('DONE');
    // A character is what a reader counts: one emoji is one, not two.
    expect((await by('resident', { title: of(200, '🚧') })).outcome).toBe('DONE');
  });
});

describe('text that PostgreSQL cannot store', () => {
  test.each(['title', 'description', 'address', 'idempotencyKey'])(
    'in %s is a mistake of the caller, not a bug of the server',
    async (field) => {
      const bugs = town.app.bugs.length;
      const { outcome } = await by('resident', { [field]: '灯\u0000灯' });
      expect(['INVALID', 'BAD_USER_INPUT']).toContain(outcome);
      expect(town.app.bugs.length).toBe(bugs);
    },
  );

  test('in a date before the calendar is a mistake of the caller, not a bug of the server', async () => {
    expect(['INVALID', 'BAD_USER_INPUT']).toContain((await by('resident', { occurredAt: '0000-01-01T00:00:00Z' })).outcome);
  });

  test('as half an emoji is one, too: it would come back as another character', async () => {
    expect(await by('resident', { title: '灯\ud83d' })).toMatchObject({ outcome: 'INVALID', path: ['title'] });
  });
});

describe('reporting in the name of somebody else', () => {
  const staff: readonly Name[] = [
    'grid-worker',
    'grid-leader',
    'community-cadre',
    'second-cadre',
    'dispatcher',
    'street-supervisor',
    'police',
  ];
  const others: readonly Name[] = [
    'resident',
    'chief',
    'property-staff',
    'guard',
    'owner',
    'admin',
    'auditor',
    'partner',
    'dashboard',
    'router',
  ];

  test.each(staff)('a %s may: the report is then that of the person named', async (who) => {
    const { outcome } = await by(who, { onBehalfOf: per(town.person('neighbour')), channel: 'PHONE' });
    expect(outcome).toBe('DONE');
    const id = await newest();
    expect(await rowOf(inc(id))).toMatchObject({ reporter_id: town.person('neighbour'), channel: 'PHONE' });
    expect(await historyOf(town, [id])).toMatchObject([{ kind: 'REPORTED', actor_id: town.person(who) }]);
    const neighbour = await town.as('neighbour');
    const { incident } = await neighbour.data(
      graphql(`query ReportedFor($id: ID!) { incident(id: $id) { reporter { id } trackingCode } }`),
      { id: inc(id) },
    );
    expect(incident).toEqual({ reporter: { id: per(town.person('neighbour')) }, trackingCode: expect.stringMatching(/^[2-9A-Z]{10}$/) });
    const { incidents } = await neighbour.data(
      graphql(`query OwnReports($ids: [ID!]) { incidents(filter: { ids: $ids, reportedByViewer: true }) { totalCount } }`),
      { ids: [inc(id)] },
    );
    expect(incidents.totalCount).toBe(1);
  });

  test.each(others)('a %s may not', async (who) => {
    const before = await counts();
    expect((await by(who, { onBehalfOf: per(town.person('neighbour')) })).outcome).toBe('FORBIDDEN');
    expect(await counts()).toEqual(before);
  });

  test('nobody may without saying who they are', async () => {
    const before = await counts();
    expect(['FORBIDDEN', 'UNAUTHENTICATED']).toContain((await by('anonymous', { onBehalfOf: per(town.person('neighbour')) })).outcome);
    expect(await counts()).toEqual(before);
  });

  test('a person of another jurisdiction is as little known as one who never was', async () => {
    const [foreigner] = await town.query<{ person_id: string }>(`select person_id from account where subject = 'resident@001'`);
    const ask = async (person: string) =>
      (await town.as('grid-worker')).ask(
        graphql(`mutation ReportForSomebody($input: ReportIncidentInput!) {
          reportIncident(input: $input) { incident { id } userErrors { code message } } }`),
        {
          input: {
            title: '路灯坏了',
            categoryId: cat(town.category('OTHER')),
            gridId: grd(town.seat('000-G01')),
            channel: 'PHONE',
            onBehalfOf: per(person),
          },
        },
      );
    const [foreign, missing] = [await ask(foreigner!.person_id), await ask(uuid())];
    expect(foreign.errors?.map(({ extensions }) => extensions?.code)).toEqual(['NOT_FOUND']);
    expect(foreign.text).toBe(missing.text);
  });

  test('is shown to who did so: it was reported by them too', async () => {
    // Police see two domains of their grids; what they have just taken down is of a third.
    expect((await by('police', { onBehalfOf: per(town.person('neighbour')) })).incident).toMatchObject({ state: 'REPORTED' });
  });
});

/** What somebody may do with an incident now. */
const allowedOf = ({ viewerActions }: { readonly viewerActions: readonly { readonly verb: string; readonly allowed: boolean }[] }) =>
  viewerActions.filter(({ allowed }) => allowed).map(({ verb }) => verb);

describe('who reports without an account', () => {
  const words = ['说明里的秘密', '地址里的秘密', '备注里的秘密'];
  let code: string;
  let id: string;

  beforeAll(async () => {
    const answer = await by('anonymous', {
      description: words[0],
      address: words[1],
      location: { latitude: 33.1, longitude: 121.1 },
      channel: 'QR_SCAN',
    });
    expect(answer).toMatchObject({ outcome: 'DONE', incident: null, trackingCode: expect.stringMatching(/^[2-9A-Z]{10}$/) });
    code = answer.trackingCode!;
    const [row] = await town.query<{ id: string }>('select id from incident where tracking_code = $1', [code]);
    id = row!.id;
    const cadre = await town.as('community-cadre');
    await cadre.data(
      graphql(`mutation AcceptFollowed($input: IncidentTransitionInput!) { acceptIncident(input: $input) { userErrors { code } } }`),
      { input: { id: inc(id), note: words[2] } },
    );
  });

  const followed = graphql(`query Followed($code: String!) { incidentByTrackingCode(code: $code) {
    id state serialNumber reportedAt acceptedAt closedAt category { code } holder { code } grid { code }
    description address location reporter { id name publicName } assignee { id name publicName } trackingCode
    viewerActions { verb allowed }
    events { totalCount nodes { kind from to at note actor { id name publicName } incident { id } organization { code } } } } }`);

  test.each<[Name | 'anonymous', string]>([
    ['anonymous', '000'],
    ['neighbour', '000'],
    ['resident', '001'],
    ['auditor', '000'],
    ['partner', '000'],
  ])('is told a code by which a %s of %s follows the course, and reads no words of anybody', async (who, jurisdiction) => {
    const answer = await (await town.as(who, jurisdiction)).ask(followed, { code });
    expect(answer.errors).toBeUndefined();
    const { incidentByTrackingCode: incident } = answer.data!;
    expect(incident).toMatchObject({
      id: inc(id),
      state: 'ACCEPTED',
      reportedAt: expect.stringMatching(/Z$/),
      acceptedAt: expect.stringMatching(/Z$/),
      closedAt: null,
      holder: { code: '000-C1' },
      grid: { code: '000-G01' },
      description: null,
      address: null,
      location: null,
      reporter: null,
      trackingCode: null,
      events: {
        totalCount: 2,
        nodes: [
          { kind: 'REPORTED', from: null, to: 'REPORTED', note: null, incident: null },
          { kind: 'ACCEPTED', from: 'REPORTED', to: 'ACCEPTED', note: null, incident: null },
        ],
      },
    });
    // A picture may be added: whoever reported it has the code.
    expect(allowedOf(incident!)).toEqual(['attachToIncident']);
    for (const word of words) expect(answer.text).not.toContain(word);
  });

  test('is told a code by which nobody is named', async () => {
    const { incidentByTrackingCode: incident } = await town.app.anonymous.data(followed, { code });
    for (const typed of typedWays(code, [5])) {
      const { incidentByTrackingCode: same } = await town.app.anonymous.data(followed, { code: typed });
      expect(same?.id, typed).toBe(incident!.id);
    }
    expect({ assignee: incident!.assignee, actors: incident!.events.nodes.map(({ actor }) => actor) }).toEqual({
      assignee: null,
      actors: [null, null],
    });
  });

  test('is promised nothing by the code that is not theirs to do', async () => {
    // A worker of the next grid belongs to the community that reported it, and may verify for it; but does not see this one.
    const resolved = uuid();
    await town.write([
      {
        id: resolved,
        state: 'RESOLVED',
        reporting_organization_id: town.seat('000-C1'),
        reporter_id: town.person('grid-worker'),
        accepted_at: daysAgo(8),
        resolved_at: daysAgo(2),
      },
    ]);
    const worker = await town.as('next-worker');
    const { incidentByTrackingCode: incident } = await worker.data(
      graphql(`query PromisedByCode($code: String!) { incidentByTrackingCode(code: $code) { viewerActions { verb allowed } } }`),
      { code: `T${resolved.replaceAll('-', '')}` },
    );
    const promised = incident!.viewerActions.find(({ verb }) => verb === 'verifyIncident')!.allowed;
    expect((await attempt(worker, 'verify', resolved)) === 'DONE').toBe(promised);
  });

  test('sees the incident in no other way', async () => {
    const [row] = await town.query<{ serial_number: string }>('select serial_number from incident where id = $1', [id]);
    const data = await town.app.anonymous.data(
      graphql(`query OtherWays($id: ID!, $serial: String!) {
        incident(id: $id) { id } again: incident(serialNumber: $serial) { id } node(id: $id) { id } nodes(ids: [$id]) { id }
        incidents { totalCount nodes { id } } grid(code: "000-G01") { openIncidentCount incidents { totalCount nodes { id } } } }`),
      { id: inc(id), serial: row!.serial_number },
    );
    expect(data).toEqual({
      incident: null,
      again: null,
      node: null,
      nodes: [null],
      incidents: { totalCount: 0, nodes: [] },
      grid: { openIncidentCount: 0, incidents: { totalCount: 0, nodes: [] } },
    });
  });

  test.each([() => '', () => 'ZZZZZZZZZZ', () => '%', () => `${code}2`, () => code.slice(0, 9), () => `${code} or true`])(
    'is told nothing for a code that was never given out: %s',
    async (wrong) => {
      const never = wrong();
      expect(await town.app.anonymous.data(followed, { code: never })).toEqual({ incidentByTrackingCode: null });
    },
  );

  test('gets a code of their own each time, which staff never see', async () => {
    const codes = await Promise.all(Array.from({ length: 10 }, async () => (await by('anonymous')).trackingCode));
    expect(new Set(codes).size).toBe(10);
    for (const who of ['grid-leader', 'community-cadre', 'dispatcher', 'street-supervisor', 'admin', 'dashboard'] as const) {
      const { incidents } = await (await town.as(who)).data(
        graphql(`query CodesOfOthers { incidents(first: 100, filter: { reportedByViewer: false }) { nodes { trackingCode } } }`),
      );
      expect(incidents.nodes.length, who).toBeGreaterThan(0);
      expect(new Set(incidents.nodes.map(({ trackingCode }) => trackingCode)), who).toEqual(new Set([null]));
    }
  });

  /** Somebody with another client credential than the demo's. */
  const clientOf = async (client: string, role: string): Promise<Client> => {
    const [key] = await town.query<{ jwk: JWK }>('select jwk from demo_key');
    const token = await new SignJWT({ client_id: client, role, jurisdiction: '000', scope: 'graphql:adhoc' })
      .setProtectedHeader({ alg: 'ES256', kid: key!.jwk.kid, typ: 'at+jwt' })
      .setIssuer(DEMO_ISSUER)
      .setAudience('mulin')
      .setSubject(client)
      .setJti(uuid())
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(await importJWK(key!.jwk, 'ES256'));
    return new Client(town.app.url, token);
  };
  const looked = graphql(`query PartnersLook($filter: IncidentFilter) {
    incidents(filter: $filter) { nodes { id state description trackingCode reporter { id } events { nodes { kind note } } viewerActions { verb allowed } } } }`);

  test('of a partner system: its client follows what it reported, without notes; another client, and one of another role, do not', async () => {
    const partner = await town.as('partner');
    const before = (await partner.data(looked, {})).incidents.nodes.length;
    const { outcome, incident, trackingCode } = await by('partner', { channel: 'PARTNER_API', description: '对接上报' });
    expect(outcome).toBe('DONE');
    const stream = partner.subscribe(
      'subscription { incidentEvents(filter: { reportedByViewer: true }) { change incidentId event { note } } }',
    );
    onTestFinished(() => stream.close());
    await stream.next();
    expect((await move(await town.as('community-cadre'), 'accept', bare(incident!.id), { note: '内部备注' })).outcome).toBe('DONE');
    // The report itself may still come as ENTERED: the stream can begin before the report's event is numbered.
    const item = await stream.nextWhere(({ incidentEvents }) => incidentEvents.change === 'CHANGED');
    expect(item.incidentEvents).toEqual({ change: 'CHANGED', incidentId: incident!.id, event: { note: null } });
    const { nodes } = (await partner.data(looked, { filter: { reportedByViewer: true } })).incidents;
    expect(nodes.length).toBe(before + 1);
    expect(nodes[0]).toMatchObject({ id: incident!.id, state: 'ACCEPTED', description: '对接上报', trackingCode, reporter: null });
    expect(nodes[0]!.events.nodes.map(({ note }) => note)).toEqual([null, null]);
    expect(allowedOf(nodes[0]!)).toEqual(['attachToIncident']);
    for (const [client, role] of [
      ['another', 'PARTNER'],
      ['partner', 'DASHBOARD'],
      ['0197c1f2-0000-7000-8000-000000000001', 'PARTNER'],
    ] as const) {
      const other = await clientOf(client, role);
      const found = (await other.data(looked, { filter: { reportedByViewer: true } })).incidents.nodes;
      expect(found, `${client} ${role}`).toEqual([]);
      if (role === 'PARTNER') expect((await other.data(looked, {})).incidents.nodes).toEqual([]);
    }
  });

  test('a partner sees what its organisation holds, from when an administrator names one until it is taken away', async () => {
    const [partner, admin] = [await town.as('partner'), await town.as('admin')];
    const id = uuid();
    await town.write([{ id, state: 'DISPATCHED', holder_id: town.seat('000-PM1'), assignee_id: null }]);
    const sees = async () => (await partner.data(looked, { filter: { ids: [inc(id)] } })).incidents.nodes;
    const name = (organizationId: string | null, client = 'partner') =>
      admin.data(
        graphql(`mutation NameOrganization($input: NameClientOrganizationInput!) {
          nameClientOrganization(input: $input) { organization { code } userErrors { code path } } }`),
        { input: { client, organizationId } },
      );
    expect(await sees()).toEqual([]);
    expect((await name(org(town.seat('000-PM1')))).nameClientOrganization).toEqual({ organization: { code: '000-PM1' }, userErrors: [] });
    expect(await sees()).toMatchObject([{ id: inc(id), reporter: null }]);
    await name(org(town.seat('000-PM9')));
    expect(await sees()).toEqual([]);
    await name(org(town.seat('000-PM1')));
    expect(await sees()).toHaveLength(1);
    expect((await name(null)).nameClientOrganization!.userErrors).toEqual([]);
    expect(await sees()).toEqual([]);
    expect((await name(null)).nameClientOrganization!.userErrors).toEqual([{ code: 'INVALID', path: ['client'] }]);
    const [audit] = await town.query<{ fields: string[] }>(
      `select fields from audit where action = 'nameClientOrganization' order by at, id limit 1`,
    );
    expect(audit!.fields).toEqual(['client partner', 'named']);
    expect(
      await (await town.as('admin', '001')).codes(
        `mutation { nameClientOrganization(input: { client: "partner", organizationId: "${org(town.seat('000-PM1'))}" }) { userErrors { code } } }`,
      ),
    ).toEqual(['FORBIDDEN']);
  });
});

/**
 * The forward conversions as published for map clients (GCJ-02 by the Krasovsky ellipsoid, BD-09 on top of it): what is stored, converted forward again,
 * must be the point that the client sent.
 */
const A = 6_378_245;
const EE = 0.006_693_421_622_965_943;
const rad = (degrees: number) => (degrees * Math.PI) / 180;
const wave = (x: number, periods: readonly (readonly [amplitude: number, factor: number])[]) =>
  periods.reduce((sum, [amplitude, factor]) => sum + amplitude * Math.sin(x * factor * Math.PI), 0);

function toGcj02([lng, lat]: readonly [number, number]): [number, number] {
  const [x, y] = [lng - 105, lat - 35];
  const common = ((20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * 2) / 3;
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * Math.sqrt(Math.abs(x)) +
    common +
    (2 / 3) *
      wave(y, [
        [20, 1],
        [40, 1 / 3],
      ]) +
    (2 / 3) *
      wave(y, [
        [160, 1 / 12],
        [320, 1 / 30],
      ]);
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * Math.sqrt(Math.abs(x)) +
    common +
    (2 / 3) *
      wave(x, [
        [20, 1],
        [40, 1 / 3],
      ]) +
    (2 / 3) *
      wave(x, [
        [150, 1 / 12],
        [300, 1 / 30],
      ]);
  const magic = 1 - EE * Math.sin(rad(lat)) ** 2;
  const root = Math.sqrt(magic);
  return [
    lng + (east * 180) / ((A / root) * Math.cos(rad(lat)) * Math.PI),
    lat + (north * 180) / (((A * (1 - EE)) / (magic * root)) * Math.PI),
  ];
}

function gcj02ToBd09([lng, lat]: readonly [number, number]): [number, number] {
  const factor = (Math.PI * 3000) / 180;
  const z = Math.hypot(lng, lat) + 0.000_02 * Math.sin(lat * factor);
  const theta = Math.atan2(lat, lng) + 0.000_003 * Math.cos(lng * factor);
  return [z * Math.cos(theta) + 0.0065, z * Math.sin(theta) + 0.006];
}

describe('a location', () => {
  const forward: Readonly<Record<string, (point: readonly [number, number]) => readonly [number, number]>> = {
    WGS84: (point) => point,
    GCJ02: toGcj02,
    BD09: (point) => gcj02ToBd09(toGcj02(point)),
  };
  /** In the grid, and near it where none lies. */
  const towns: readonly (readonly [number, number])[] = [
    [121.1, 33.1],
    [121.0473, 33.0527],
    [121.0093, 33.1603],
    [121.1901, 33.0011],
  ];
  const stored = async (location: object) => {
    const { incident } = await by('resident', { location });
    const { incident: read } = await (await town.as('resident')).data(
      graphql(`query LocationOf($id: ID!) { incident(id: $id) { location } }`),
      { id: incident!.id },
    );
    return read!.location as { type: string; coordinates: [number, number] };
  };

  test.each(Object.keys(forward))('in %s is kept in WGS84, to a metre', async (system) => {
    for (const [longitude, latitude] of towns) {
      const { type, coordinates } = await stored({ latitude, longitude, system });
      expect(type).toBe('Point');
      const again = forward[system]!(coordinates);
      expect(Math.abs(again[0] - longitude)).toBeLessThan(1e-5);
      expect(Math.abs(again[1] - latitude)).toBeLessThan(1e-5);
      // And it did move: by some hundred metres, unless it was WGS84 already.
      const moved = Math.hypot(coordinates[0] - longitude, coordinates[1] - latitude);
      if (system === 'WGS84') expect(coordinates).toEqual([longitude, latitude]);
      else expect(moved).toBeGreaterThan(0.001);
    }
  });

  test('without a system is WGS84, longitude first', async () => {
    expect(await stored({ latitude: 33.5 - 0.4, longitude: 121.1 })).toEqual({ type: 'Point', coordinates: [121.1, 33.1] });
    expect(await stored({ latitude: 33.1, longitude: 121.1, system: null })).toEqual({ type: 'Point', coordinates: [121.1, 33.1] });
  });
});

describe('where no grid is named, the location tells it:', () => {
  const at = (longitude: number, latitude: number, system = 'WGS84') => ({ gridId: null, location: { longitude, latitude, system } });
  const [tinyLongitude, tinyLatitude] = toGcj02([121.3, 33.3]);
  test.each<[what: string, input: object, grid: string]>([
    ['the grid around it', at(121.08, 33.08), '000-G01'],
    ['the innermost grid around it', at(121.111, 33.111), '000-G01-01'],
    ['by where it is, and not by where a Chinese map draws it', at(tinyLongitude, tinyLatitude, 'GCJ02'), '000-G02'],
    ['and near it, where no grid lies, the one that is named', { ...at(121.17, 33.1), gridId: 'G02' }, '000-G02'],
    ['or one that it is a part of', { ...at(121.111, 33.111), gridId: 'G01' }, '000-G01'],
    ['and for a merged grid its successor is there', { gridId: 'G92' }, '000-G02'],
  ])('%s', async (_what, { gridId, ...input }: { gridId?: string | null }, grid) => {
    const { outcome, incident } = await by('resident', { ...input, gridId: gridId ? grd(town.seat(`000-${gridId}`)) : null });
    expect(outcome).toBe('DONE');
    expect(await rowOf(incident!.id)).toMatchObject({ grid_id: town.seat(grid), place: town.placeOf(grid) });
  });

  test.each([
    ['lies in another grid: the message names it', at(121.08, 33.08), /000-G01/],
    ['is nowhere near the jurisdiction', at(100, 30), /nowhere near/],
  ])('a location that %s contradicts the named grid', async (_what, { location }, words) => {
    const { data } = await (await town.as('resident')).ask(
      'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { code path message } } }',
      {
        input: {
          ...{ title: '路灯坏了', channel: 'WECHAT', location },
          ...{ categoryId: cat(town.category('OTHER')), gridId: grd(town.seat('000-G02')) },
        },
      },
    );
    expect(data.reportIncident).toEqual({
      incident: null,
      userErrors: [{ code: 'INVALID', path: ['location'], message: expect.stringMatching(words) }],
    });
  });

  test('a phone may be five minutes ahead, and what happened long ago may be reported today', async () => {
    const minute = 1 / 1_440;
    expect((await by('resident', { occurredAt: daysAgo(-6 * minute) })).outcome).toBe('INVALID');
    const ahead = await by('resident', { occurredAt: daysAgo(-4 * minute) });
    const row = await rowOf(ahead.incident!.id);
    expect(row.occurred_at).toEqual(row.reported_at);
    const before = daysAgo(40);
    const late = await by('resident', { occurredAt: before });
    expect((await rowOf(late.incident!.id)).occurred_at).toEqual(new Date(before));
  });

  test('where no grid lies it has to be named', async () => {
    expect(await by('resident', at(100, 30))).toMatchObject({ outcome: 'REQUIRED', path: ['gridId'] });
    // The tiny grid, taken for where a Chinese map draws it.
    expect(await by('resident', at(tinyLongitude, tinyLatitude))).toMatchObject({ outcome: 'REQUIRED', path: ['gridId'] });
  });

  test('a grid of another jurisdiction is not for who signed in elsewhere', async () => {
    expect((await by('resident', at(122, 34))).outcome).toBe('FORBIDDEN');
    const elsewhere = { ...at(122, 34), categoryId: cat(town.category('OTHER', '001')) };
    expect((await by('anonymous', elsewhere)).trackingCode).toMatch(/^[2-9A-Z]{10}$/);
    expect((await by('resident', elsewhere, '001')).incident).toMatchObject({
      state: 'REPORTED',
      serialNumber: expect.stringMatching(/^001-/),
    });
  });
});

test('a serial number is found however it is typed', async () => {
  const worker = await town.as('grid-worker');
  const { incident } = await by('resident');
  const { serialNumber } = incident!;
  for (const typed of [serialNumber, ...typedWays(serialNumber.replaceAll('-', ''), [3, 11])]) {
    const found = await worker.data(
      'query ($serial: String!) { incident(serialNumber: $serial) { id } incidents(filter: { text: $serial }) { nodes { id } } }',
      {
        serial: typed,
      },
    );
    expect(found.incident, typed).toEqual({ id: incident!.id });
    if (!typed.trim().includes(' ')) expect(found.incidents.nodes, typed).toEqual([{ id: incident!.id }]);
  }
});

describe('an idempotency key', () => {
  test('makes a repeat harmless: one incident, the same answer', async () => {
    const input = { idempotencyKey: 'a1', title: '只报一次' };
    const first = await by('resident', input);
    const before = await counts();
    expect(await by('resident', input)).toEqual(first);
    expect(await counts()).toEqual(before);
  });

  test('answers the tracking code again to a client that lost the answer', async () => {
    const input = { idempotencyKey: 'a2', title: '没有收到回执' };
    const first = await by('partner', input);
    expect(first.trackingCode).toMatch(/^[2-9A-Z]{10}$/);
    expect((await by('partner', input)).trackingCode).toBe(first.trackingCode);
  });

  test.each(['anonymous', 'router'] as const)('of a stranger (%s) tells no tracking code to the next one', async (who) => {
    const input = { idempotencyKey: '1', title: `同一句话 ${who}` };
    const first = await by(who, input);
    expect(first.trackingCode).toMatch(/^[2-9A-Z]{10}$/);
    const before = await counts();
    expect(await by(who, input)).toEqual({ ...first, trackingCode: null });
    expect(await counts(), 'a repeat makes nothing new').toEqual(before);
    const kept = await town.query('select 1 from idempotency i where i::text ~ $1', [first.trackingCode]);
    expect(kept).toEqual([]);
  });

  test('is refused for another request, and for another verb', async () => {
    await by('resident', { idempotencyKey: 'a3' });
    expect(await by('resident', { idempotencyKey: 'a3', title: '另一件事' })).toMatchObject({
      outcome: 'IDEMPOTENCY_MISMATCH',
      path: ['idempotencyKey'],
    });
  });

  test('belongs to one person: another may use the same words', async () => {
    const [one, other] = [await by('resident', { idempotencyKey: 'a4' }), await by('neighbour', { idempotencyKey: 'a4' })];
    expect([one.outcome, other.outcome]).toEqual(['DONE', 'DONE']);
    expect(one.incident!.id).not.toBe(other.incident!.id);
  });

  test('is not used up by a refusal', async () => {
    expect((await by('resident', { idempotencyKey: 'a5', title: '' })).outcome).toBe('REQUIRED');
    expect((await by('resident', { idempotencyKey: 'a5', title: '这次有标题' })).outcome).toBe('DONE');
  });

  test('does not mind in which order a client writes the fields', async () => {
    const resident = await town.as('resident');
    const mutation = `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { code } } }`;
    const fields = {
      idempotencyKey: 'a6',
      title: '顺序',
      channel: 'PHONE',
      gridId: grd(town.seat('000-G01')),
      categoryId: cat(town.category('OTHER')),
    };
    const turned = Object.fromEntries(Object.entries(fields).reverse());
    expect(await resident.data(mutation, { input: turned })).toEqual(await resident.data(mutation, { input: fields }));
  });

  test('of one stranger says nothing to another', async () => {
    expect((await by('anonymous', { idempotencyKey: '1', title: '甲的事' })).outcome).toBe('DONE');
    expect((await by('anonymous', { idempotencyKey: '1', title: '乙的事' })).outcome).toBe('DONE');
  });
});
