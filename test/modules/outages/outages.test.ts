import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { bare, grd, inc, type Name, openTown, org, type Town, uuid } from '../incidents/town.js';

/** 停水停电通知: an area is told of an outage, acknowledges it, and is told again of what changes. */

const started = Date.now();
/** Eight in the morning of the demo's day, when the clock of these tests begins to run. */
let base = Date.parse('2026-11-21T00:00:00.000Z');
/** So many hours after that, or from what the clock was put forward to. */
const hours = (n: number): string => new Date(base + n * 3_600_000).toISOString();
const clock = () => new Date(base + Date.now() - started);

let town: Town;
beforeAll(async () => {
  town = await openTown({ clock });
  await town.query(
    `insert into organization_relation (id, jurisdiction_id, from_id, to_id, kind, valid_from)
     values ((left(gen_random_uuid()::text, 32) || '0001')::uuid, $1, $2, $3, 'CONTRACTED_BY', '2020-01-01')`,
    [town.seat('000'), town.seat('000-PM9'), town.seat('000-C9')],
  );
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await town.close();
});

const NOTICE = 'id state startsAt endsAt restoredAt version issuer { id } utility { id }';
async function send(who: Name, verb: string, type: string, input: object, selection: string) {
  const { data, errors } = await (await town.as(who)).ask(
    `mutation ($input: ${type}!) { done: ${verb}(input: $input) { ${selection} userErrors { code path } } }`,
    { input },
  );
  const [problem] = data?.done?.userErrors ?? [];
  return { code: (errors?.[0]?.extensions?.code ?? problem?.code ?? 'DONE') as string, path: problem?.path?.join('.'), done: data?.done };
}
const inputs: Readonly<Record<string, string>> = {
  ...{ issueOutageNotice: 'IssueOutageNoticeInput', changeOutageTimes: 'ChangeOutageTimesInput', restoreOutage: 'RestoreOutageInput' },
  ...{ startOutage: 'OutageNoticeTransitionInput', cancelOutage: 'ReasonedOutageNoticeTransitionInput' },
};
const act = (who: Name, verb: string, id: string, more: object = {}) =>
  send(
    who,
    verb,
    inputs[verb]!,
    { id, ...(verb === 'cancelOutage' || verb === 'changeOutageTimes' ? { reason: '施工调整' } : {}), ...more },
    `outageNotice { ${NOTICE} }`,
  );
const issue = (who: Name, more: Record<string, unknown> = {}) =>
  send(
    who,
    'issueOutageNotice',
    inputs.issueOutageNotice!,
    {
      ...('organizationId' in more ? {} : { gridIds: [grd(town.seat('000-G01'))] }),
      ...{ kind: 'WATER', planned: true, utilityId: org(town.seat('000-D1')), area: '1号楼至6号楼', reason: '管网检修' },
      ...{ startsAt: hours(24), endsAt: hours(32), contactPhone: '0523-8100110' },
      ...more,
    },
    `outageNotice { ${NOTICE} }`,
  );
async function issued(more: Record<string, unknown> = {}, who: Name = 'community-cadre'): Promise<string> {
  const { code, done } = await issue(who, more);
  expect(code).toBe('DONE');
  return done.outageNotice.id;
}
const everywhere = () => ({ organizationId: org(town.seat('000-C1')) });

interface Recipient {
  readonly id: string;
  readonly code: string;
  readonly state: string;
  readonly toldAt: string;
  readonly acknowledgedAt: string | null;
  readonly acknowledgedBy: { readonly id: string } | null;
}
async function toldOf(id: string, who: Name = 'community-cadre'): Promise<readonly Recipient[]> {
  const { outageNotice } = await (await town.as(who)).data(
    `query ($id: ID!) { outageNotice(id: $id) { recipients(first: 100) { nodes {
      id state toldAt acknowledgedAt acknowledgedBy { id } organization { code } grid { code } } } } }`,
    { id },
  );
  return outageNotice.recipients.nodes.map(({ organization, grid, ...row }: Record<string, { code: string }>) => ({
    ...row,
    code: (organization ?? grid)!.code,
  }));
}
const recipient = async (id: string, code: string) => (await toldOf(id)).find((one) => one.code === code)!;
const acknowledge = async (who: Name, id: string, more: object = {}) =>
  (await send(who, 'acknowledgeOutage', 'OutageRecipientTransitionInput', { id, ...more }, 'outageRecipient { id }')).code;
const toldTo = async (who: Name, id: string): Promise<readonly string[]> =>
  (
    await town.query<{ kind: string }>('select kind from notification where subject_id = $1 and person_id = $2 order by at, id', [
      bare(id),
      town.person(who),
    ])
  ).map(({ kind }) => kind);

test('who lies in the area is told, and the community around it; nobody else is', async () => {
  const gridsOf = async (place: string) =>
    (await town.query<{ code: string }>(`select code from grid where status = 'ACTIVE' and place ^@ $1 order by place`, [place])).map(
      ({ code }) => code,
    );
  const codes = async (more: Record<string, unknown>, who: Name = 'dispatcher') =>
    (await toldOf(await issued(more, who))).map(({ code }) => code);
  // The company of the demo looks after estates of the grid; the added one has none.
  expect(await codes({})).toEqual(['000-C1', '000-PM1', '000-G01', '000-G01-01']);
  expect(await codes({ gridIds: [grd(town.seat('000-G02')), grd(town.seat('000-C9-G01'))] })).toEqual([
    '000-C1',
    '000-C9',
    '000-PM1',
    '000-G02',
    '000-C9-G01',
  ]);
  expect(await codes(everywhere())).toEqual(['000-C1', '000-PM1', '000-PM9', ...(await gridsOf(town.placeOf('000-C1')))]);
  expect(await codes({ organizationId: org(town.seat('000-C9')) })).toEqual(['000-C9', '000-PM9', '000-C9-G01', '000-C9-G02']);
  // Who cuts the supply knows.
  expect(await codes({ utilityId: org(town.seat('000-PM1')), kind: 'LIFT' })).toEqual(['000-C1', '000-G01', '000-G01-01']);
});

test('an outage runs its course: announced, postponed, begun by the clock, extended, over; staff are told each time', async () => {
  const id = await issued({}, 'department');
  expect(await toldTo('department', id)).toEqual([]);
  const postponed = await act('department', 'changeOutageTimes', id, { startsAt: hours(26), endsAt: hours(34) });
  expect(postponed.done.outageNotice).toMatchObject({
    state: 'ANNOUNCED',
    startsAt: hours(26),
    endsAt: hours(34),
    issuer: { id: org(town.seat('000-D1')) },
  });
  const [extended, restored, late] = [hours(40), hours(39), hours(25)];
  base += 26 * 3_600_000;
  await vi.waitFor(async () => expect((await look('anonymous', id)).state).toBe('UNDERWAY'), { timeout: 30_000, interval: 50 });
  expect((await act('community-cadre', 'changeOutageTimes', id, { endsAt: extended })).done.outageNotice).toMatchObject({
    state: 'UNDERWAY',
    endsAt: extended,
  });
  base += 15 * 3_600_000;
  expect(await look('anonymous', id)).toMatchObject({ state: 'UNDERWAY', overdue: true });
  expect((await act('dispatcher', 'restoreOutage', id, { restoredAt: late })).code).toBe('INVALID');
  expect((await act('dispatcher', 'restoreOutage', id, { restoredAt: restored })).done.outageNotice).toMatchObject({
    state: 'RESTORED',
    restoredAt: restored,
  });
  const kinds = ['OUTAGE_ANNOUNCED', 'OUTAGE_CHANGED', 'OUTAGE_CHANGED', 'OUTAGE_RESTORED'];
  for (const who of ['grid-leader', 'grid-worker', 'leader-below', 'second-cadre', 'property-staff'] as const)
    expect(await toldTo(who, id), who).toEqual(kinds);
  for (const who of ['next-leader', 'cadre-elsewhere', 'resident'] as const) expect(await toldTo(who, id), who).toEqual([]);
  const { outageNotice } = await (await town.as('community-cadre')).data(
    'query ($id: ID!) { outageNotice(id: $id) { history { nodes { verb to actor { id } } } } }',
    { id },
  );
  expect(outageNotice.history.nodes.map(({ verb, to }: Record<string, string>) => [verb, to])).toEqual([
    ...[
      ['issueOutageNotice', 'ANNOUNCED'],
      ['changeOutageTimes', 'ANNOUNCED'],
      ['startOutage', 'UNDERWAY'],
    ],
    ...[
      ['changeOutageTimes', 'UNDERWAY'],
      ['restoreOutage', 'RESTORED'],
    ],
  ]);
});
const look = async (who: Name | 'anonymous', id: string) =>
  (
    await (
      await town.as(who)
    ).data(
      'query ($id: ID!) { outageNotice(id: $id) { state overdue contactPhone startsAt recipients { totalCount } history { nodes { verb actor { id } } } } }',
      { id },
    )
  ).outageNotice;

test('a breakdown is underway at once, and nobody need know when it ends', async () => {
  const { code, done } = await issue('community-cadre', { planned: false, startsAt: hours(-2), endsAt: null });
  expect([code, done.outageNotice.state, done.outageNotice.endsAt]).toEqual(['DONE', 'UNDERWAY', null]);
  expect((await act('community-cadre', 'cancelOutage', done.outageNotice.id)).code).toBe('WRONG_STATE');
});

test('an outage that lasts longer than a month is extended, and has its end', async () => {
  const id = await issued({ kind: 'ROAD', planned: false, startsAt: hours(-24 * 29), endsAt: hours(24) });
  await town.query(`update outage_notice set starts_at = starts_at - interval '9 days' where id = $1`, [bare(id)]);
  expect((await act('community-cadre', 'changeOutageTimes', id, { endsAt: hours(48) })).code).toBe('DONE');
  expect((await act('community-cadre', 'changeOutageTimes', id, { endsAt: hours(-1) })).code).toBe('INVALID');
  expect((await act('community-cadre', 'restoreOutage', id)).code).toBe('DONE');
});

test('what begins before the announced time is told again; what is called off asks nobody any more', async () => {
  const early = await issued();
  expect((await act('community-cadre', 'startOutage', early)).done.outageNotice).toMatchObject({
    state: 'UNDERWAY',
    startsAt: expect.not.stringContaining(hours(24)),
  });
  expect(await toldTo('grid-leader', early)).toEqual(['OUTAGE_ANNOUNCED', 'OUTAGE_CHANGED']);
  const off = await issued();
  const { id: leader } = await recipient(off, '000-G01');
  expect((await act('community-cadre', 'cancelOutage', off)).done.outageNotice.state).toBe('CANCELLED');
  expect(await toldTo('grid-leader', off)).toEqual(['OUTAGE_ANNOUNCED', 'OUTAGE_CANCELLED']);
  expect(await acknowledge('grid-leader', leader)).toBe('WRONG_STATE');
  for (const verb of ['startOutage', 'restoreOutage', 'cancelOutage', 'changeOutageTimes'])
    expect((await act('community-cadre', verb, off, verb === 'changeOutageTimes' ? { endsAt: hours(50) } : {})).code, verb).toBe(
      'WRONG_STATE',
    );
});

describe('acknowledging', () => {
  test.each<readonly [who: Name, code: string, outcome: string]>([
    ['community-cadre', '000-C1', 'DONE'],
    ['property-staff', '000-PM1', 'DONE'],
    ['guard', '000-PM1', 'DONE'],
    ['grid-leader', '000-G01', 'DONE'],
    ['grid-worker', '000-G01', 'DONE'],
    ['leader-below', '000-G01-01', 'DONE'],
    ['grid-leader', '000-G01-01', 'DONE'],
    ['leader-below', '000-G01', 'FORBIDDEN'],
    ['next-leader', '000-G01', 'FORBIDDEN'],
    ['community-cadre', '000-G01', 'FORBIDDEN'],
    ['grid-leader', '000-C1', 'FORBIDDEN'],
    ['other-manager', '000-PM1', 'FORBIDDEN'],
    ['resident', '000-G01', 'FORBIDDEN'],
  ])('by %s for %s: %s', async (who, code, outcome) => {
    const id = await issued();
    expect(await acknowledge(who, (await recipient(id, code)).id)).toBe(outcome);
    const after = await recipient(id, code);
    if (outcome === 'DONE')
      expect(after).toMatchObject({
        state: 'ACKNOWLEDGED',
        acknowledgedAt: expect.any(String),
        acknowledgedBy: { id: `per_${town.person(who).replaceAll('-', '')}` },
      });
    else expect(after).toMatchObject({ state: 'TOLD', acknowledgedAt: null, acknowledgedBy: null });
  });

  test('is done once, however many do it at once', async () => {
    const id = await issued();
    const { id: grid } = await recipient(id, '000-G01');
    const outcomes = await Promise.all(
      (['grid-leader', 'grid-worker', 'grid-leader', 'grid-worker'] as const).map((who) => acknowledge(who, grid)),
    );
    expect(outcomes.filter((outcome) => outcome === 'DONE')).toHaveLength(1);
    for (const outcome of outcomes) expect(['DONE', 'CONFLICT', 'WRONG_STATE']).toContain(outcome);
    expect(await acknowledge('grid-leader', grid)).toBe('WRONG_STATE');
  });

  test('is asked for anew when the times change, and never stands for times that it did not see', async () => {
    const id = await issued();
    const { id: grid } = await recipient(id, '000-G01');
    expect(await acknowledge('grid-leader', grid)).toBe('DONE');
    expect((await act('community-cadre', 'changeOutageTimes', id, { endsAt: hours(36) })).code).toBe('DONE');
    expect(await recipient(id, '000-G01')).toMatchObject({ state: 'TOLD', acknowledgedBy: null });
    expect(await acknowledge('grid-worker', grid)).toBe('DONE');
    for (let n = 0; n < 4; n++) {
      const { id: other } = await recipient(id, '000-G01-01');
      const [acknowledged, changed] = await Promise.all([
        acknowledge('leader-below', other),
        act('community-cadre', 'changeOutageTimes', id, { endsAt: hours(37 + n) }),
      ]);
      expect(['DONE', 'CONFLICT']).toContain(acknowledged);
      expect(['DONE', 'CONFLICT']).toContain(changed.code);
      const steps = await town.query<{ verb: string }>('select verb from history where subject_id = $1 order by at, id', [bare(other)]);
      const isLast = steps.at(-1)!.verb === 'acknowledgeOutage';
      expect((await recipient(id, '000-G01-01')).state).toBe(isLast ? 'ACKNOWLEDGED' : 'TOLD');
      // The next round begins with nobody having acknowledged it.
      if (isLast) expect((await act('community-cadre', 'changeOutageTimes', id, { endsAt: hours(50 + n) })).code).toBe('DONE');
    }
  });
});

describe('it is refused', () => {
  test.each<readonly [what: string, who: Name, more: () => Record<string, unknown>, code: string]>([
    ['to a grid leader', 'grid-leader', () => ({}), 'FORBIDDEN'],
    ['to a resident', 'resident', () => ({}), 'FORBIDDEN'],
    ['to a cadre of another community', 'cadre-elsewhere', () => ({}), 'FORBIDDEN'],
    [
      'to a cadre, of grids beyond their community',
      'community-cadre',
      () => ({ gridIds: [grd(town.seat('000-G01')), grd(town.seat('000-C9-G01'))] }),
      'FORBIDDEN',
    ],
    ['to an officer of another utility', 'department', () => ({ utilityId: org(town.seat('000-PM1')) }), 'FORBIDDEN'],
    ['for a utility that cuts nothing', 'community-cadre', () => ({ utilityId: org(town.seat('000-C9')) }), 'INVALID'],
    ['for a utility that is no longer at work', 'community-cadre', () => ({ utilityId: org(town.seat('000-PM8')) }), 'INVALID'],
    ['for an area that is none', 'dispatcher', () => ({ organizationId: org(town.seat('000-PM1')) }), 'INVALID'],
    ['for a grid that has ended', 'community-cadre', () => ({ gridIds: [grd(town.seat('000-G91'))] }), 'INVALID'],
    ['for a grid twice', 'community-cadre', () => ({ gridIds: [grd(town.seat('000-G01')), grd(town.seat('000-G01'))] }), 'INVALID'],
    ['in another jurisdiction', 'department', () => ({ gridIds: [grd(town.seat('001-C1-G01'))] }), 'INVALID'],
    ['planned, without an end', 'community-cadre', () => ({ endsAt: null }), 'REQUIRED'],
    ['with an end before its start', 'community-cadre', () => ({ endsAt: hours(23) }), 'INVALID'],
    ['when it is over already', 'community-cadre', () => ({ startsAt: hours(-9), endsAt: hours(-1) }), 'INVALID'],
    ['for long ago', 'community-cadre', () => ({ startsAt: hours(-31 * 24) }), 'INVALID'],
    ['for more than a year ahead', 'community-cadre', () => ({ startsAt: hours(366 * 24), endsAt: hours(367 * 24) }), 'INVALID'],
    ['with a phone that is none', 'community-cadre', () => ({ contactPhone: '自来水厂' }), 'INVALID'],
  ])('%s', async (_, who, more, code) => {
    expect((await issue(who, more())).code).toBe(code);
  });

  test('of no grid at all: it says so, also to who could announce it anywhere', async () => {
    expect(await issue('street-supervisor', { gridIds: [] })).toMatchObject({ code: 'REQUIRED', path: 'gridIds' });
  });

  test('to change the times to none, to the same, to before now, or of what has begun', async () => {
    const id = await issued();
    expect((await act('community-cadre', 'changeOutageTimes', id, { endsAt: null })).code).toBe('REQUIRED');
    expect((await act('community-cadre', 'changeOutageTimes', id, { endsAt: hours(32) })).code).toBe('INVALID');
    expect((await act('community-cadre', 'changeOutageTimes', id, { startsAt: hours(-1) })).code).toBe('INVALID');
    expect((await act('community-cadre', 'changeOutageTimes', id, { startsAt: hours(33) })).code).toBe('INVALID');
    expect((await act('grid-leader', 'changeOutageTimes', id, { endsAt: hours(33) })).code).toBe('FORBIDDEN');
    expect((await act('community-cadre', 'startOutage', id)).code).toBe('DONE');
    expect((await act('community-cadre', 'changeOutageTimes', id, { startsAt: hours(20) })).code).toBe('WRONG_STATE');
  });
});

test('everybody reads a notice; the phone and who was told are for who signed in, who acknowledged for staff', async () => {
  const id = await issued();
  await acknowledge('grid-leader', (await recipient(id, '000-G01')).id);
  expect(await look('anonymous', id)).toMatchObject({
    state: 'ANNOUNCED',
    startsAt: hours(24),
    contactPhone: null,
    recipients: { totalCount: 0 },
  });
  expect((await look('neighbour', id)).contactPhone).toBe('0523-8100110');
  const of = async (who: Name) => (await toldOf(id, who)).find(({ code }) => code === '000-G01')!;
  expect(await of('neighbour')).toMatchObject({ state: 'ACKNOWLEDGED', acknowledgedAt: expect.any(String), acknowledgedBy: null });
  for (const who of ['other-manager', 'leader-elsewhere'] as const) expect((await of(who)).acknowledgedBy, who).not.toBe(null);
  expect((await look('neighbour', id)).history.nodes).toEqual([{ verb: 'issueOutageNotice', actor: null }]);
});

test('a resident finds what concerns their grid, and what is current', async () => {
  const [near, far] = [await issued({ kind: 'HEATING' }), await issued({ kind: 'HEATING', gridIds: [grd(town.seat('000-G02'))] })];
  const wide = await issued({ kind: 'HEATING', ...everywhere() });
  const over = await issued({ kind: 'HEATING' });
  await act('community-cadre', 'cancelOutage', over);
  const { outageNotices, grid, organization } = await (await town.as('anonymous')).data(
    `query ($grid: ID!, $company: ID!) {
      outageNotices(filter: { kinds: [HEATING], current: true, toldId: $grid }) { nodes { id } }
      grid(id: $grid) { outageNotices(filter: { kinds: [HEATING] }) { nodes { id } } }
      organization(id: $company) { outageNotices(filter: { kinds: [HEATING], current: true }) { nodes { id } } }
    }`,
    { grid: grd(town.seat('000-G01')), company: org(town.seat('000-PM9')) },
  );
  const ids = (connection: { nodes: { id: string }[] }) => connection.nodes.map((node) => node.id).sort();
  expect(ids(outageNotices)).toEqual([near, wide].sort());
  expect(ids(grid.outageNotices)).toEqual([near, wide, over].sort());
  expect(ids(organization.outageNotices)).toEqual([wide]);
  expect(far).not.toBe(near);
});

test('it explains incidents of its area, until another one does, or none', async () => {
  const [here, below, elsewhere] = [uuid(), uuid(), uuid()];
  await town.write([
    { id: here, state: 'ACCEPTED' },
    { id: below, state: 'ACCEPTED', grid_id: town.seat('000-G01-01'), place: town.placeOf('000-G01-01') },
    { id: elsewhere, state: 'ACCEPTED', grid_id: town.seat('000-G02'), place: town.placeOf('000-G02') },
  ]);
  const [first, second, off] = [await issued(), await issued(everywhere()), await issued()];
  expect((await act('community-cadre', 'cancelOutage', off)).code).toBe('DONE');
  const link = async (who: Name, id: string, ...incidents: string[]) =>
    (await send(who, 'linkOutage', 'LinkOutageInput', { id, incidentIds: incidents.map(inc) }, 'outageNotice { id }')).code;
  const unlink = async (who: Name, id: string, ...incidents: string[]) =>
    (await send(who, 'unlinkOutage', 'UnlinkOutageInput', { id, incidentIds: incidents.map(inc) }, 'outageNotice { id }')).code;
  const explaining = async (who: Name, id: string) =>
    (await (await town.as(who)).data('query ($id: ID!) { incident(id: $id) { outageNotice { id } } }', { id: inc(id) })).incident
      .outageNotice?.id ?? null;
  const explained = async (who: Name, id: string) =>
    (
      await (await town.as(who)).data('query ($id: ID!) { outageNotice(id: $id) { incidents { nodes { id } } } }', { id })
    ).outageNotice.incidents.nodes
      .map((node: { id: string }) => node.id)
      .sort();
  expect(await link('dispatcher', first, here, below)).toBe('DONE');
  expect(await link('dispatcher', first, elsewhere)).toBe('INVALID');
  expect(await link('dispatcher', first, here, here)).toBe('INVALID');
  expect(await link('dispatcher', off, here)).toBe('WRONG_STATE');
  expect(await link('grid-worker', first, here)).toBe('FORBIDDEN');
  expect(await link('cadre-elsewhere', first, here)).toBe('NOT_FOUND');
  expect(await explained('dispatcher', first)).toEqual([here, below].map(inc).sort());
  expect(await explained('cadre-elsewhere', first)).toEqual([]);
  // Whoever reported it is told why.
  expect(await explaining('resident', here)).toBe(first);
  expect(await link('grid-leader', second, here)).toBe('DONE');
  expect([await explained('dispatcher', first), await explained('dispatcher', second)]).toEqual([[inc(below)], [inc(here)]]);
  expect(await unlink('community-cadre', first, here, below)).toBe('WRONG_STATE');
  expect(await unlink('grid-worker', first, below)).toBe('FORBIDDEN');
  expect(await unlink('community-cadre', first, below)).toBe('DONE');
  expect(await explaining('dispatcher', below)).toBe(null);
});

test('an organisation does not end before its outages; a grid leaves them to the one that takes over', async () => {
  const at = (code: string) => grd(town.seat(code));
  const single = await issued({ gridIds: [at('000-C9-G01')], utilityId: org(town.seat('000-PM9')) }, 'cadre-elsewhere');
  const both = await issued({ gridIds: [at('000-C9-G01'), at('000-C9-G02')] }, 'cadre-elsewhere');
  const dissolve = (code: string) =>
    send('admin', 'dissolveOrganization', 'DissolveOrganizationInput', { id: org(town.seat(code)) }, 'organization { id }');
  expect(await dissolve('000-PM9')).toMatchObject({ code: 'INVALID', path: 'id' });
  expect(
    (await send('admin', 'closeGrid', 'CloseGridInput', { id: at('000-C9-G01'), successorId: at('000-C9-G02') }, 'grid { id }')).code,
  ).toBe('DONE');
  const reached = async (id: string) =>
    (
      await town.query(
        `select array(select g.code from unnest(n.grid_ids) one join grid g on g.id = one) as grids, n.place = g.place as lies_there,
         array(select coalesce(t.code, o.code) from outage_recipient r left join grid t on t.id = r.grid_id left join organization o on o.id = r.organization_id where r.notice_id = n.id order by 1) as told
       from outage_notice n join grid g on g.code = '000-C9-G02' where n.id = $1`,
        [bare(id)],
      )
    )[0];
  expect(await reached(single)).toEqual({ grids: ['000-C9-G02'], lies_there: true, told: ['000-C9', '000-C9-G02'] });
  expect(await reached(both)).toEqual({ grids: ['000-C9-G02'], lies_there: true, told: ['000-C9', '000-C9-G01', '000-C9-G02'] });
  expect(await acknowledge('leaving-leader', (await recipient(single, '000-C9-G02')).id)).toBe('DONE');
});
