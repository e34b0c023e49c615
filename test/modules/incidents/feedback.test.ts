import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { daysAgo, historyOf, inc, move, type Name, openTown, per, type Row, report, sentAbout, type Town, uuid } from './town.js';

/** What reporters say of how their incidents were closed, and what those are told whose reports were merged. */

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await town.close();
});

const good = { score: 5, solved: true };
const bad = { score: 2, solved: false, reasons: ['CAME_BACK'], comment: '又坏了' };
async function rate(who: Name | 'anonymous', id: string, input: Record<string, unknown> = good) {
  const { data, errors } = await (await town.as(who)).ask(
    `mutation ($input: RateIncidentInput!) { rateIncident(input: $input) { incident { id state } userErrors { code path } } }`,
    { input: { incidentId: inc(id), ...input } },
  );
  const [error] = data?.rateIncident?.userErrors ?? [];
  return { outcome: errors?.[0]?.extensions?.code ?? error?.code ?? 'DONE', path: error?.path, incident: data?.rateIncident?.incident };
}

async function closed(more: Partial<Row> = {}): Promise<string> {
  const id = uuid();
  await town.write([{ id, state: 'CLOSED', closed_at: daysAgo(3), closings: 1, ...more }]);
  return id;
}

const FEEDBACK = `state viewerActions { verb allowed } satisfaction { closing score satisfied solved reasons comment channel respondent { id } askedBy { id } }`;
async function told(who: Name, id: string) {
  const { incident } = await (await town.as(who)).data(`query ($id: ID!) { incident(id: $id) { ${FEEDBACK} } }`, { id: inc(id) });
  return incident;
}

describe('who reported a closed incident', () => {
  test.each([
    [1, false],
    [3, false],
    [4, true],
    [5, true],
  ])('gives it %i, and is satisfied: %s', async (score, satisfied) => {
    const id = await closed();
    expect(await told('resident', id)).toMatchObject({ satisfaction: null });
    expect((await rate('resident', id, { score, solved: true })).outcome).toBe('DONE');
    const { satisfaction } = await told('resident', id);
    expect(satisfaction).toEqual({
      ...{ closing: 1, score, satisfied, solved: true, reasons: [], comment: null, channel: 'SELF' },
      ...{ respondent: { id: per(town.person('resident')) }, askedBy: null },
    });
    expect((await historyOf(town, [id])).map(({ kind, from_state, to_state }) => [kind, from_state, to_state])).toEqual([
      ['RATED', 'CLOSED', 'CLOSED'],
    ]);
  });

  test('says so once a closing, whoever asks again', async () => {
    const id = await closed();
    expect((await rate('resident', id)).outcome).toBe('DONE');
    expect((await rate('resident', id)).outcome).toBe('WRONG_STATE');
    expect((await rate('second-cadre', id, { ...good, channel: 'VISIT' })).outcome).toBe('WRONG_STATE');
  });

  test('says so once, however many answers come at one instant', async () => {
    const id = await closed();
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        n % 2 ? rate('resident', id) : rate('second-cadre', id, { ...good, channel: 'PHONE_RETURN_VISIT' }),
      ),
    );
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['DONE', ...Array.from({ length: 11 }, () => 'WRONG_STATE')]);
    expect(await town.query('select 1 from satisfaction where incident_id = $1', [id])).toHaveLength(1);
  });

  test.each([
    [13.9, 'DONE'],
    [14.1, 'WRONG_STATE'],
  ])('may within fourteen days: %s days later %s', async (days, outcome) => {
    const id = await closed({ closed_at: daysAgo(days) });
    const { viewerActions } = await told('resident', id);
    expect(viewerActions).toContainEqual({ verb: 'rateIncident', allowed: outcome === 'DONE' });
    expect((await rate('resident', id)).outcome).toBe(outcome);
  });

  test.each(['REPORTED', 'IN_PROGRESS', 'RESOLVED', 'VERIFIED', 'REOPENED', 'REJECTED', 'DUPLICATE'])(
    'waits until it is closed: not while %s',
    async (state) => {
      const id = await closed({ state, closed_at: null });
      expect((await rate('resident', id)).outcome).toBe('WRONG_STATE');
    },
  );

  test.each([
    [{ score: 0, solved: true }, ['score'], 'INVALID'],
    [{ score: 6, solved: true }, ['score'], 'INVALID'],
    [{ score: 1, solved: false }, ['reasons'], 'REQUIRED'],
    [{ ...good, reasons: ['KIND', 'KIND'] }, ['reasons'], 'INVALID'],
    [{ ...good, channel: 'VISIT' }, ['channel'], 'INVALID'],
    [{ ...good, trackingCode: 'ABC' }, ['incidentId'], 'INVALID'],
  ])('is told what is wrong with %j', async (input, path, outcome) => {
    expect(await rate('resident', await closed(), input)).toMatchObject({ outcome, path });
  });
});

describe('staff who call back', () => {
  const asked = { ...good, channel: 'PHONE_RETURN_VISIT' };
  test.each([
    ['grid-worker', 'DONE'],
    ['community-cadre', 'DONE'],
    ['grid-leader', 'SELF_VERIFICATION'],
    ['street-supervisor', 'FORBIDDEN'],
    ['dispatcher', 'FORBIDDEN'],
    ['chief', 'FORBIDDEN'],
    ['next-leader', 'NOT_FOUND'],
    ['neighbour', 'NOT_FOUND'],
    ['anonymous', 'NOT_FOUND'],
  ] as const)('%s: %s', async (who, outcome) => {
    const id = await closed();
    expect((await rate(who, id, asked)).outcome).toBe(outcome);
    if (outcome !== 'DONE') return;
    expect((await told('community-cadre', id)).satisfaction).toMatchObject({
      channel: 'PHONE_RETURN_VISIT',
      respondent: { id: per(town.person('resident')) },
      askedBy: { id: per(town.person(who as Name)) },
    });
  });

  test('say how they asked', async () => {
    expect(await rate('grid-worker', await closed())).toMatchObject({ outcome: 'REQUIRED', path: ['channel'] });
  });

  test('do not rate, as reporters, what they handled', async () => {
    const handled = [town.person('grid-worker')];
    const id = await closed({ reporter_id: town.person('grid-worker'), handler_ids: handled });
    expect((await rate('grid-worker', id)).outcome).toBe('SELF_VERIFICATION');
  });
});

describe('what is not solved', () => {
  test('is opened again by the same answer, and rated anew when it is closed anew', async () => {
    const id = await closed();
    expect(await rate('resident', id, bad)).toMatchObject({ outcome: 'DONE', incident: { state: 'REOPENED' } });
    expect((await historyOf(town, [id])).map(({ kind, to_state }) => `${kind} ${to_state}`)).toEqual(['RATED CLOSED', 'REOPENED REOPENED']);
    const sent = await sentAbout(town, [id]);
    expect(sent.map(({ before, after }) => [before!.state, after.state])).toEqual([
      ['CLOSED', 'CLOSED'],
      ['CLOSED', 'REOPENED'],
    ]);
    expect((await told('resident', id)).satisfaction).toMatchObject({ closing: 1, score: 2, solved: false, comment: '又坏了' });
    expect((await rate('resident', id)).outcome).toBe('WRONG_STATE');

    for (const [who, verb] of [
      ['grid-leader', 'start'],
      ['grid-leader', 'resolve'],
      ['second-cadre', 'verify'],
      ['community-cadre', 'close'],
    ] as const)
      expect((await move(await town.as(who), verb, id)).outcome, verb).toBe('DONE');
    expect((await told('resident', id)).satisfaction).toBeNull();
    expect((await rate('resident', id)).outcome).toBe('DONE');
    expect((await told('resident', id)).satisfaction).toMatchObject({ closing: 2, score: 5 });
    expect(await town.query('select closing from satisfaction where incident_id = $1 order by 1', [id])).toEqual([
      { closing: 1 },
      { closing: 2 },
    ]);
  });

  test('and reopening at the same instant make one reopening', async () => {
    const id = await closed();
    await Promise.all([rate('resident', id, bad), move(await town.as('community-cadre'), 'reopen', id)]);
    const kinds = (await historyOf(town, [id])).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'REOPENED')).toHaveLength(1);
  });
});

describe('by the tracking code', () => {
  const byCode = async (code: string, input: Record<string, unknown> = good) => {
    const { data, errors } = await town.app.anonymous.ask(
      `mutation ($input: RateIncidentInput!) { rateIncident(input: $input) { incident { id } userErrors { code path } } }`,
      { input: { trackingCode: code, ...input } },
    );
    return errors?.[0]?.extensions?.code ?? data.rateIncident.userErrors[0]?.code ?? 'DONE';
  };
  const look = async (code: string) =>
    (await town.app.anonymous.data(`query ($code: String!) { incidentByTrackingCode(code: $code) { ${FEEDBACK} } }`, { code }))
      .incidentByTrackingCode;
  const allowedBy = async (code: string) =>
    (await look(code)).viewerActions.filter(({ allowed }: { allowed: boolean }) => allowed).map(({ verb }: { verb: string }) => verb);

  test('who reported without an account rates as the reporter, and reads nobody’s words', async () => {
    const { trackingCode } = await report(town, town.app.anonymous);
    expect(await byCode(trackingCode!)).toBe('WRONG_STATE');
    expect(await allowedBy(trackingCode!)).toEqual(['attachToIncident']);
    await town.query(`update incident set state = 'CLOSED', closed_at = now(), closings = 1 where tracking_code = $1`, [trackingCode]);
    expect(await allowedBy(trackingCode!)).toEqual(['rateIncident']);
    const typed = `${trackingCode!.slice(0, 5)}-${trackingCode!.slice(5)}`.toLowerCase();
    expect(await byCode(typed, { ...good, comment: '谢谢' })).toBe('DONE');
    expect(await allowedBy(trackingCode!)).toEqual([]);
    expect((await look(trackingCode!)).satisfaction).toMatchObject({ score: 5, comment: null, respondent: null, askedBy: null });
    expect(await byCode(trackingCode!)).toBe('WRONG_STATE');
  });

  test('what is not solved is opened again', async () => {
    const { trackingCode } = await report(town, town.app.anonymous);
    await town.query(`update incident set state = 'CLOSED', closed_at = now(), closings = 1 where tracking_code = $1`, [trackingCode]);
    expect(await byCode(trackingCode!, bad)).toBe('DONE');
    expect((await look(trackingCode!)).state).toBe('REOPENED');
  });

  test('that was never given out there is nothing', async () => {
    expect(await byCode('NEVERGIVEN')).toBe('NOT_FOUND');
  });
});

test('the words are withheld from administrators and dashboards, and who said them from chiefs', async () => {
  const id = await closed();
  await rate('resident', id, { ...good, comment: '住三楼的老人很满意' });
  for (const who of ['admin', 'dashboard', 'chief'] as const)
    expect((await told(who, id)).satisfaction, who).toMatchObject({
      score: 5,
      comment: who === 'chief' ? '住三楼的老人很满意' : null,
      respondent: null,
    });
});

test('whoever reported what was merged is told what becomes of it, on their own report', async () => {
  const [main, merged] = [uuid(), uuid()];
  await town.write([
    { id: main, state: 'VERIFIED', duplicate_of_id: null, reporter_id: town.person('resident') },
    { id: merged, state: 'DUPLICATE', duplicate_of_id: main, reporter_id: town.person('neighbour') },
  ]);
  const neighbour = await town.as('neighbour');
  const stream = neighbour.subscribe<{ viewerNotifications: { kind: string; incidentId: string; event: { kind: string } | null } }>(
    'subscription { viewerNotifications { kind incidentId event { kind } } }',
  );
  onTestFinished(() => stream.close());
  await stream.nextWhere(({ viewerNotifications }) => viewerNotifications.kind === 'HEARTBEAT');
  const heard = async () =>
    (await stream.nextWhere(({ viewerNotifications }) => viewerNotifications.kind !== 'HEARTBEAT')).viewerNotifications;
  const seen = async () => {
    const { incident } = await neighbour.data(
      'query ($id: ID!) { incident(id: $id) { state duplicateOf { id } duplicateOfState events { nodes { kind } } } }',
      { id: inc(merged) },
    );
    return incident;
  };
  expect((await move(await town.as('community-cadre'), 'close', main)).outcome).toBe('DONE');
  expect(await heard()).toEqual({ kind: 'DECIDED', incidentId: inc(merged), event: { kind: 'FOLLOWED' } });
  expect(await seen()).toMatchObject({ state: 'DUPLICATE', duplicateOf: null, duplicateOfState: 'CLOSED' });
  expect((await move(await town.as('resident'), 'reopen', main)).outcome).toBe('DONE');
  expect(await heard()).toMatchObject({ kind: 'DECIDED', incidentId: inc(merged) });
  expect(await seen()).toMatchObject({ duplicateOfState: 'REOPENED', events: { nodes: [{ kind: 'FOLLOWED' }, { kind: 'FOLLOWED' }] } });
});
