import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { graphql } from '../../generated/index.js';
import {
  attempt,
  daysAgo,
  daysAhead,
  grd,
  historyOf,
  inc,
  inputTypeOf,
  move,
  type Name,
  openTown,
  org,
  per,
  type Row,
  reasoned,
  sentAbout,
  type Town,
  uuid,
} from './town.js';

let town: Town;
let foreigner: string;
beforeAll(async () => {
  town = await openTown();
  const [row] = await town.query<{ person_id: string }>(`select person_id from account where subject = 'grid-leader@001'`);
  foreigner = row!.person_id;
});
afterAll(() => town.close());

/** An incident in some state; times up to that state are there. */
async function written(row: Omit<Row, 'id'>): Promise<string> {
  const id = uuid();
  const reached = (...states: string[]) => states.includes(row.state);
  await town.write([
    {
      id,
      accepted_at: reached('REPORTED', 'REJECTED') ? null : daysAgo(8),
      resolved_at: reached('RESOLVED', 'VERIFIED', 'CLOSED') ? daysAgo(5) : null,
      verified_at: reached('VERIFIED', 'CLOSED') ? daysAgo(4) : null,
      closed_at: reached('CLOSED') ? daysAgo(3) : null,
      ...row,
    },
  ]);
  return id;
}

const rowOf = async (id: string) => (await town.query('select * from incident where id = $1', [id]))[0]!;
const traceOf = async (id: string) => ({
  row: await rowOf(id),
  events: await historyOf(town, [id]),
  messages: await sentAbout(town, [id]),
});
const by = async (who: Name, verb: string, id: string, input: Record<string, unknown> = {}) => move(await town.as(who), verb, id, input);

/** Held by the property company, where the community sent it. */
const atCompany = (): Pick<Row, 'holder_id' | 'previous_holder_id' | 'assignee_id'> => ({
  holder_id: town.seat('000-PM1'),
  previous_holder_id: town.seat('000-C1'),
  assignee_id: null,
});

describe('a reason', () => {
  /** Verbs that need one, a state they start from, and who may. */
  const reasoned: readonly (readonly [verb: string, state: string, who: Name])[] = [
    ['reject', 'REPORTED', 'community-cadre'],
    ['cancel', 'REPORTED', 'resident'],
    ['cancel', 'ACCEPTED', 'community-cadre'],
    ['return', 'DISPATCHED', 'grid-leader'],
    ['return', 'IN_PROGRESS', 'grid-leader'],
    ['reopen', 'CLOSED', 'resident'],
  ];
  const bad: readonly (readonly [what: string, reason: string, code: string])[] = [
    ['empty', '', 'REQUIRED'],
    ['blank', ' \n　', 'REQUIRED'],
    ['too long', '因'.repeat(1_001), 'TOO_LONG'],
  ];

  test.each(reasoned.flatMap((verb) => bad.map((reason) => [...verb, ...reason] as const)))(
    'is asked for: %s when %s by the %s is refused with one that is %s',
    async (verb, state, who, _what, reason, code) => {
      const id = await written({ state });
      const before = await traceOf(id);
      expect(await by(who, verb, id, { reason })).toMatchObject({ outcome: code, path: ['reason'], incident: { state, version: 1 } });
      expect(await traceOf(id)).toEqual(before);
    },
  );

  test.each(reasoned)('is kept in the history, trimmed: %s when %s by the %s', async (verb, state, who) => {
    const id = await written({ state });
    const reason = '因'.repeat(1_000);
    expect((await by(who, verb, id, { reason: `  ${reason}\n` })).outcome).toBe('DONE');
    expect(await historyOf(town, [id])).toMatchObject([{ note: reason, from_state: state }]);
  });

  test.each(reasoned)('cannot be left out: %s when %s by the %s', async (verb, state, who) => {
    const id = await written({ state });
    const client = await town.as(who);
    const ask = `mutation ($input: ReasonedIncidentTransitionInput!) { ${verb}Incident(input: $input) { userErrors { code } } }`;
    expect(await client.codes(ask, { input: { id: inc(id) } })).toEqual(['BAD_USER_INPUT']);
    expect((await rowOf(id)).state).toBe(state);
  });
});

describe('a note', () => {
  const noted: readonly (readonly [verb: string, state: string, who: Name])[] = [
    ['accept', 'REPORTED', 'community-cadre'],
    ['start', 'DISPATCHED', 'grid-leader'],
    ['resolve', 'IN_PROGRESS', 'grid-leader'],
    ['verify', 'RESOLVED', 'community-cadre'],
    ['close', 'VERIFIED', 'community-cadre'],
  ];
  test.each(noted)('may be left with %s when %s by the %s, up to 1,000 characters', async (verb, state, who) => {
    const [id, silent, endless] = [await written({ state }), await written({ state }), await written({ state })];
    expect((await by(who, verb, id, { note: ` ${'记'.repeat(1_000)} ` })).outcome).toBe('DONE');
    expect((await by(who, verb, silent, { note: '  ' })).outcome).toBe('DONE');
    expect(await by(who, verb, endless, { note: '记'.repeat(1_001) })).toMatchObject({ outcome: 'TOO_LONG', path: ['note'] });
    expect((await historyOf(town, [id]))[0]!.note).toBe('记'.repeat(1_000));
    expect((await historyOf(town, [silent]))[0]!.note).toBeNull();
    expect((await rowOf(endless)).state).toBe(state);
  });

  test('is not lost where a reason is given too', async () => {
    const id = await written({ state: 'REPORTED' });
    expect((await by('community-cadre', 'reject', id, { reason: '不属本社区', note: '已转告住户' })).outcome).toBe('DONE');
    expect((await historyOf(town, [id]))[0]!.note).toContain('已转告住户');
  });

  test.each(['note', 'reason'])('%s that PostgreSQL cannot store is a mistake of the caller, not a bug of the server', async (field) => {
    const id = await written({ state: 'REPORTED' });
    const verb = field === 'note' ? 'accept' : 'reject';
    expect(['INVALID', 'BAD_USER_INPUT']).toContain((await by('community-cadre', verb, id, { [field]: '灯\u0000' })).outcome);
  });
});

describe('a version', () => {
  test.each([0, 1, 2, 4, -1])('%i is not the current one, 3: CONFLICT, and the payload shows the current incident', async (version) => {
    const id = await written({ state: 'REPORTED', version: 3 });
    const before = await traceOf(id);
    expect(await by('community-cadre', 'accept', id, { version })).toMatchObject({
      outcome: 'CONFLICT',
      incident: { id: inc(id), state: 'REPORTED', version: 3 },
    });
    expect(await traceOf(id)).toEqual(before);
  });

  test('that is current lets the verb through, and grows by one', async () => {
    const id = await written({ state: 'REPORTED', version: 3 });
    expect(await by('community-cadre', 'accept', id, { version: 3 })).toMatchObject({
      outcome: 'DONE',
      incident: { state: 'ACCEPTED', version: 4 },
    });
  });

  test('that is stale is a CONFLICT also where the state forbids the verb meanwhile', async () => {
    const id = await written({ state: 'ACCEPTED', version: 3 });
    expect((await by('community-cadre', 'accept', id, { version: 2 })).outcome).toBe('CONFLICT');
    expect((await by('community-cadre', 'accept', id, { version: 3 })).outcome).toBe('WRONG_STATE');
  });

  test('tells nothing to who may not: FORBIDDEN and NOT_FOUND come first', async () => {
    const id = await written({ state: 'REPORTED', version: 3 });
    expect((await by('grid-worker', 'accept', id, { version: 2 })).outcome).toBe('FORBIDDEN');
    expect((await by('neighbour', 'accept', id, { version: 2 })).outcome).toBe('NOT_FOUND');
  });
});

describe('an id', () => {
  const taken: Readonly<Record<string, () => object>> = {
    merge: () => ({ intoId: inc(uuid()) }),
    forward: () => ({ organizationId: org(town.seat('000-D1')), dueAt: daysAhead(1) }),
    suspend: () => ({ until: daysAhead(1) }),
  };
  const verbs = [
    ...['accept', 'reject', 'merge', 'file', 'cancel', 'dispatch', 'escalate', 'forward', 'reclaim', 'start', 'return'],
    ...['suspend', 'resume', 'resolve', 'verify', 'rework', 'close', 'reopen'],
  ];
  const asked = async (verb: string, id: string) => {
    const reason = reasoned.includes(verb) ? { reason: '说明' } : {};
    return (await town.as('community-cadre')).ask(
      `mutation ($input: ${inputTypeOf(verb)}!) { ${verb}Incident(input: $input) { incident { id } userErrors { code } } }`,
      { input: { id, ...reason, ...taken[verb]?.() } },
    );
  };

  test.each(verbs)('never given out and one out of sight are told apart by nobody: %s', async (verb) => {
    const [foreign] = await town.query<{ id: string }>(
      `select i.id from incident i join organization o on o.id = i.holder_id where o.code like '001%' limit 1`,
    );
    const unseen = await written({
      state: 'REPORTED',
      grid_id: town.seat('000-C9-G01'),
      place: town.placeOf('000-C9-G01'),
      holder_id: town.seat('000-C9'),
    });
    const answers = await Promise.all([uuid(), foreign!.id, unseen].map((id) => asked(verb, inc(id))));
    expect(answers[0]!.errors?.map(({ extensions }) => extensions?.code)).toEqual(['NOT_FOUND']);
    expect(answers[1]!.text).toBe(answers[0]!.text);
    expect(answers[2]!.text).toBe(answers[0]!.text);
  });

  test.each(verbs)('of another kind is a clear mistake: %s', async (verb) => {
    for (const id of [grd(town.seat('000-G01')), per(town.person('resident')), 'inc_1', '', uuid()]) {
      const { data } = await asked(verb, id);
      expect(data, id).toEqual({ [`${verb}Incident`]: { incident: null, userErrors: [{ code: 'INVALID' }] } });
    }
  });
});

describe('dispatching by the community', () => {
  type Target = (t: Town) => Record<string, unknown>;
  const toOrg =
    (code: string): Target =>
    (t) => ({ organizationId: org(t.seat(code)) });
  const toGrid =
    (code: string): Target =>
    (t) => ({ gridId: grd(t.seat(code)) });
  const toPerson =
    (name: Name): Target =>
    (t) => ({ assigneeId: per(t.person(name)) });

  const refused: readonly (readonly [what: string, target: Target, outcome: string, path: string | null])[] = [
    ['nowhere', () => ({}), 'INVALID', 'organizationId'],
    ['nowhere, said three times', () => ({ organizationId: null, gridId: null, assigneeId: null }), 'INVALID', 'organizationId'],
    ['to an organisation and a grid', (t) => ({ ...toOrg('000-PM1')(t), ...toGrid('000-G01')(t) }), 'INVALID', 'organizationId'],
    ['to a grid and a person', (t) => ({ ...toGrid('000-G01')(t), ...toPerson('grid-leader')(t) }), 'INVALID', 'organizationId'],
    ['to an organisation and a person', (t) => ({ ...toOrg('000-PM1')(t), ...toPerson('guard')(t) }), 'INVALID', 'organizationId'],
    ['to all three', (t) => ({ ...toOrg('000-PM1')(t), ...toGrid('000-G01')(t), ...toPerson('guard')(t) }), 'INVALID', 'organizationId'],
    ['to itself', toOrg('000-C1'), 'SKIP_LEVEL', 'organizationId'],
    ['to the street above', toOrg('000'), 'SKIP_LEVEL', 'organizationId'],
    ["to the company's own branch, two levels down", toOrg('000-PB9'), 'SKIP_LEVEL', 'organizationId'],
    ['to the community beside it', toOrg('000-C9'), 'SKIP_LEVEL', 'organizationId'],
    ['to the information centre', toOrg('000-IC'), 'SKIP_LEVEL', 'organizationId'],
    ['to a community of another jurisdiction', toOrg('001-C1'), 'SKIP_LEVEL', 'organizationId'],
    ['to a dissolved company', toOrg('000-PM8'), 'INVALID', 'organizationId'],
    ['to an organisation that never was', () => ({ organizationId: org(uuid()) }), 'NOT_FOUND', null],
    ['to a grid given as an organisation', (t) => ({ organizationId: grd(t.seat('000-G01')) }), 'INVALID', 'organizationId'],
    ['to a grid of the community beside it', toGrid('000-C9-G01'), 'SKIP_LEVEL', 'gridId'],
    ['to a grid of another jurisdiction', toGrid('001-C1-G01'), 'SKIP_LEVEL', 'gridId'],
    ['to a grid whose leader is still to come', toGrid('000-G90'), 'INVALID', 'gridId'],
    ['to a merged grid', toGrid('000-G91'), 'INVALID', 'gridId'],
    ['to a grid that never was', () => ({ gridId: grd(uuid()) }), 'NOT_FOUND', null],
    ['to a resident without a post', toPerson('resident'), 'INVALID', 'assigneeId'],
    ["to the company's guard", toPerson('guard'), 'INVALID', 'assigneeId'],
    ['to a cadre of the community beside it', toPerson('cadre-elsewhere'), 'INVALID', 'assigneeId'],
    ['to a leader of the community beside it', toPerson('leader-elsewhere'), 'INVALID', 'assigneeId'],
    ['to the dispatcher', toPerson('dispatcher'), 'INVALID', 'assigneeId'],
    ['to the former leader', toPerson('former-leader'), 'INVALID', 'assigneeId'],
    ['to the leader to come', toPerson('future-leader'), 'INVALID', 'assigneeId'],
    ['to a leader of another jurisdiction', () => ({ assigneeId: per(foreigner) }), 'INVALID', 'assigneeId'],
    ['to a person who never was', () => ({ assigneeId: per(uuid()) }), 'INVALID', 'assigneeId'],
  ];

  test.each(refused)('%s is refused and changes nothing', async (_what, target, outcome, path) => {
    const id = await written({ state: 'ACCEPTED' });
    const before = await traceOf(id);
    const answer = await by('community-cadre', 'dispatch', id, target(town));
    expect({ outcome: answer.outcome, path: answer.path }).toEqual({ outcome, path: path && [path] });
    expect(await traceOf(id)).toEqual(before);
  });

  const taken: readonly (readonly [what: string, target: Target, holder: string, previous: string | null, assignee: Name | null])[] = [
    ['to the property company', toOrg('000-PM1'), '000-PM1', '000-C1', null],
    ['to the other company', toOrg('000-PM9'), '000-PM9', '000-C1', null],
    ['to its grid', toGrid('000-G01'), '000-C1', null, 'grid-leader'],
    ['to the next grid', toGrid('000-G02'), '000-C1', null, 'next-leader'],
    ['to the cadre who does it', toPerson('community-cadre'), '000-C1', null, 'community-cadre'],
    ['to the other cadre', toPerson('second-cadre'), '000-C1', null, 'second-cadre'],
    ['to the grid worker', toPerson('grid-worker'), '000-C1', null, 'grid-worker'],
    ['to a worker of the next grid', toPerson('next-worker'), '000-C1', null, 'next-worker'],
  ];

  test.each(taken.flatMap((target) => ['ACCEPTED', 'RETURNED', 'REOPENED'].map((state) => [...target, state] as const)))(
    '%s: held by %3$s, assigned as said, when %5$s',
    async (_what, target, holder, previous, assignee, state) => {
      const id = await written({ state });
      expect(await by('community-cadre', 'dispatch', id, target(town))).toMatchObject({
        outcome: 'DONE',
        incident: { state: 'DISPATCHED', version: 2 },
      });
      const row = await rowOf(id);
      expect(row).toMatchObject({
        holder_id: town.seat(holder),
        previous_holder_id: previous && town.seat(previous),
        assignee_id: assignee && town.person(assignee),
      });
      // Every assignee is a handler, the first one too.
      expect(new Set(row.handler_ids)).toEqual(new Set([town.person('grid-leader'), ...(assignee ? [town.person(assignee)] : [])]));
      const [message] = await sentAbout(town, [id]);
      expect(message).toMatchObject({
        before: { holder: town.seat('000-C1'), assignee: town.person('grid-leader') },
        after: { holder: town.seat(holder), assignee: assignee && town.person(assignee) },
      });
    },
  );

  const sent: readonly (readonly [whom: string, target: Target, worker: Name])[] = [
    ['the property company', toOrg('000-PM1'), 'guard'],
    ['the leader of its grid', toGrid('000-G01'), 'grid-leader'],
    ['the worker of its grid', toPerson('grid-worker'), 'grid-worker'],
    ['a cadre', toPerson('second-cadre'), 'second-cadre'],
    ['the leader of the next grid', toGrid('000-G02'), 'next-leader'],
    ['a worker of the next grid', toPerson('next-worker'), 'next-worker'],
  ];
  const canDoIt = async (_whom: string, target: Target, worker: Name) => {
    const id = await written({ state: 'ACCEPTED' });
    expect((await by('community-cadre', 'dispatch', id, target(town))).outcome).toBe('DONE');
    const client = await town.as(worker);
    const { incident } = await client.data(graphql(`query StateOf($id: ID!) { incident(id: $id) { state } }`), { id: inc(id) });
    expect(incident).toEqual({ state: 'DISPATCHED' });
    for (const verb of ['start', 'resolve']) expect((await by(worker, verb, id)).outcome, verb).toBe('DONE');
  };
  test.each(sent)('to %s lets those see it and do it', canDoIt);
  const ofCompany: readonly (readonly [what: string, target: Target, outcome: string])[] = [
    ['to its manager', toPerson('property-staff'), 'DONE'],
    ['to its guard', toPerson('guard'), 'DONE'],
    ['to its own branch', toOrg('000-PB9'), 'DONE'],
    ['back up to the community', toOrg('000-C1'), 'SKIP_LEVEL'],
    ['across to the other company', toOrg('000-PM9'), 'SKIP_LEVEL'],
    ['to a grid of the community', toGrid('000-G01'), 'SKIP_LEVEL'],
    ['to a cadre of the community', toPerson('community-cadre'), 'INVALID'],
    ['to a grid leader', toPerson('grid-leader'), 'INVALID'],
    ['to somebody whose post there makes them no staff', toPerson('worthy'), 'INVALID'],
    ["to the other company's manager", toPerson('other-manager'), 'INVALID'],
  ];
  test.each(ofCompany)('the company, when an incident it handled is reopened, sends it %s: %s', async (_what, target, outcome) => {
    const id = await written({ state: 'REOPENED', ...atCompany() });
    expect((await by('property-staff', 'dispatch', id, target(town))).outcome).toBe(outcome);
  });
});

describe('who has left', () => {
  test('sees what they reported themselves, is told of nothing else, and does nothing more; the holder takes it back', async () => {
    const leader = await town.as('leaving-leader');
    const theirs = {
      ...{ grid_id: town.seat('000-C9-G02'), place: town.placeOf('000-C9-G02'), holder_id: town.seat('000-C9') },
      assignee_id: town.person('leaving-leader'),
    };
    const assigned = await written({ state: 'DISPATCHED', ...theirs });
    const started = await written({ state: 'IN_PROGRESS', ...theirs, handler_ids: [town.person('leaving-leader')] });
    const recorded = await written({ state: 'REPORTED', ...theirs, recorder_id: town.person('leaving-leader'), assignee_id: null });
    const own = await written({ state: 'REPORTED', ...theirs, reporter_id: town.person('leaving-leader') });
    const seen = async (filter = '') =>
      (await leader.data(`{ incidents(first: 100${filter && `, filter: { ${filter} }`}) { nodes { id } } }`)).incidents.nodes
        .map(({ id }: { id: string }) => id)
        .sort();
    const all = [assigned, started, recorded, own].map(inc).sort();
    expect(await seen()).toEqual(all);
    expect(await seen('assignedToViewer: true')).toEqual([assigned, started, own].map(inc).sort());
    const streams = ['incidentEvents { change incidentId }', 'viewerNotifications { kind incidentId }'].map((field) =>
      leader.subscribe(`subscription { ${field} }`),
    );
    onTestFinished(async () => {
      for (const stream of streams) await stream.close();
    });
    for (const stream of streams) await stream.next();

    const { appointments } = (await leader.data('{ viewer { appointments { id } } }')).viewer;
    for (const { id } of appointments)
      await (await town.as('admin')).data(
        'mutation ($input: EndAppointmentInput!) { endAppointment(input: $input) { userErrors { message } } }',
        { input: { id } },
      );
    expect(await seen()).toEqual([inc(own)]);
    expect(await seen('assignedToViewer: true')).toEqual([]);
    for (const [id, verb] of [
      [assigned, 'start'],
      [assigned, 'return'],
      [started, 'resolve'],
      [started, 'return'],
      [recorded, 'cancel'],
    ] as const)
      expect((await by('leaving-leader', verb, id)).outcome, verb).toBe('NOT_FOUND');
    // Of their own report they may do what every reporter may.
    const { incident } = await leader.data('query ($id: ID!) { incident(id: $id) { viewerActions { verb allowed } } }', { id: inc(own) });
    const allowed = incident.viewerActions.filter((action: { allowed: boolean }) => action.allowed);
    expect(allowed).toEqual(['cancelIncident', 'attachToIncident'].map((verb) => ({ verb, allowed: true })));

    expect((await by('cadre-elsewhere', 'return', assigned)).outcome).toBe('DONE');
    expect(await rowOf(assigned)).toMatchObject({ state: 'RETURNED', assignee_id: null, holder_id: town.seat('000-C9') });
    expect((await by('cadre-elsewhere', 'dispatch', assigned, { assigneeId: per(town.person('leader-elsewhere')) })).outcome).toBe('DONE');
    expect((await by('cadre-elsewhere', 'accept', recorded)).outcome).toBe('DONE');
    expect((await by('cadre-elsewhere', 'accept', own)).outcome).toBe('DONE');
    const [events, notifications] = await Promise.all(
      streams.map((stream) => stream.nextWhere((data) => Object.values<{ incidentId: string | null }>(data)[0]!.incidentId !== null)),
    );
    expect(events).toEqual({ incidentEvents: { change: 'CHANGED', incidentId: inc(own) } });
    expect(notifications).toEqual({ viewerNotifications: { kind: 'DECIDED', incidentId: inc(own) } });
  });

  test('holds nobody up: while they serve, only they return what is theirs, and whoever takes it back is told why', async () => {
    const id = await written({ state: 'DISPATCHED' });
    const reason = async () =>
      (
        await (
          await town.as('community-cadre')
        ).data('query ($id: ID!) { incident(id: $id) { viewerActions { verb reason } } }', {
          id: inc(id),
        })
      ).incident.viewerActions.find(({ verb }: { verb: string }) => verb === 'returnIncident').reason;
    expect(await reason()).toContain("the holder's staff may once that person's post has ended");
    await town.query('update incident set assignee_id = $2 where id = $1', [id, town.person('former-leader')]);
    expect(await reason()).toBeNull();
  });
});

describe('returning', () => {
  test.each(['DISPATCHED', 'IN_PROGRESS'])(
    'from the company that has it %s gives it back to the community, with nobody assigned',
    async (state) => {
      const id = await written({ state, ...atCompany() });
      expect((await by('guard', 'return', id)).outcome).toBe('DONE');
      expect(await rowOf(id)).toMatchObject({
        state: 'RETURNED',
        holder_id: town.seat('000-C1'),
        previous_holder_id: null,
        assignee_id: null,
      });
      // Whoever it was sent to has no more to do with it; the community sends it anew.
      expect((await by('property-staff', 'start', id)).outcome).toBe('NOT_FOUND');
      expect((await by('community-cadre', 'dispatch', id, { gridId: grd(town.seat('000-G01')) })).outcome).toBe('DONE');
    },
  );

  test.each(['DISPATCHED', 'IN_PROGRESS'])(
    'from the person who has it %s leaves it with the community, with nobody assigned',
    async (state) => {
      const id = await written({ state, assignee_id: town.person('grid-worker') });
      expect((await by('grid-worker', 'return', id)).outcome).toBe('DONE');
      expect(await rowOf(id)).toMatchObject({
        state: 'RETURNED',
        holder_id: town.seat('000-C1'),
        previous_holder_id: null,
        assignee_id: null,
      });
    },
  );

  test('goes back one step at a time: street, community, company', async () => {
    const id = await written({ state: 'ACCEPTED', holder_id: town.seat('000-C1'), previous_holder_id: town.seat('000') });
    expect((await by('community-cadre', 'dispatch', id, { organizationId: org(town.seat('000-PM1')) })).outcome).toBe('DONE');
    expect((await by('property-staff', 'return', id)).outcome).toBe('DONE');
    expect(await rowOf(id)).toMatchObject({ holder_id: town.seat('000-C1') });
  });

  test('from the own man of the company that sent him goes back to the company', async () => {
    const id = await written({ state: 'REOPENED', ...atCompany() });
    expect((await by('property-staff', 'dispatch', id, { assigneeId: per(town.person('guard')) })).outcome).toBe('DONE');
    expect((await by('guard', 'return', id)).outcome).toBe('DONE');
    expect(await rowOf(id)).toMatchObject({ holder_id: town.seat('000-PM1') });
  });

  test('keeps who handled it: they still may not verify', async () => {
    const id = await written({
      state: 'IN_PROGRESS',
      assignee_id: town.person('second-cadre'),
      handler_ids: [town.person('second-cadre')],
    });
    expect((await by('second-cadre', 'return', id)).outcome).toBe('DONE');
    expect((await rowOf(id)).handler_ids).toEqual([town.person('second-cadre')]);
  });
});

describe('reopening', () => {
  const reopened = (closed: number) => {
    const [reported, accepted, resolved, verified] = [4, 3, 2, 1].map((earlier) => daysAgo(closed + earlier));
    return written({
      state: 'CLOSED',
      reported_at: reported!,
      accepted_at: accepted!,
      resolved_at: resolved!,
      verified_at: verified!,
      closed_at: daysAgo(closed),
    });
  };
  const minute = 1 / 1440;
  /** access.csv, reopenIncident: the reporter within 14 days of closing, staff of the subtree at any time. */
  const windows: readonly (readonly [who: Name, days: number, outcome: string])[] = [
    ['resident', 0, 'DONE'],
    ['resident', 13, 'DONE'],
    ['resident', 14 - minute, 'DONE'],
    ['resident', 14 + minute, 'WRONG_STATE'],
    ['resident', 15, 'WRONG_STATE'],
    ['grid-leader', 15, 'DONE'],
    ['community-cadre', 400, 'DONE'],
    ['street-supervisor', 400, 'DONE'],
    ['grid-worker', 1, 'FORBIDDEN'],
    ['dispatcher', 1, 'FORBIDDEN'],
    ['neighbour', 1, 'NOT_FOUND'],
  ];
  test.each(windows)('by the %s after %d days: %s', async (who, days, outcome) => {
    const id = await reopened(days);
    const before = await traceOf(id);
    const client = await town.as(who);
    const { incident } = await client.data(graphql(`query MayReopen($id: ID!) { incident(id: $id) { viewerActions { verb allowed } } }`), {
      id: inc(id),
    });
    const promised = incident !== null && incident.viewerActions.find(({ verb }) => verb === 'reopenIncident')!.allowed;
    expect(promised).toBe(outcome === 'DONE');
    expect(await attempt(client, 'reopen', id)).toBe(outcome);
    if (outcome !== 'DONE') expect(await traceOf(id)).toEqual(before);
  });

  test('begins anew: what was resolved, verified and closed is open; who handled it last may verify now', async () => {
    const id = await written({
      state: 'CLOSED',
      assignee_id: town.person('grid-worker'),
      handler_ids: [town.person('grid-leader'), town.person('grid-worker'), town.person('community-cadre')],
    });
    const { accepted_at, reported_at } = await rowOf(id);
    expect((await by('resident', 'reopen', id)).outcome).toBe('DONE');
    expect(await rowOf(id)).toMatchObject({
      state: 'REOPENED',
      resolved_at: null,
      verified_at: null,
      closed_at: null,
      accepted_at,
      reported_at,
      assignee_id: town.person('grid-worker'),
      handler_ids: [town.person('grid-worker')],
    });
    expect((await by('grid-worker', 'start', id)).outcome).toBe('DONE');
    expect((await by('grid-worker', 'resolve', id)).outcome).toBe('DONE');
    // The leader handled it before it was opened again: it is theirs to verify now, and no longer the cadre's.
    expect((await by('community-cadre', 'verify', id)).outcome).toBe('FORBIDDEN');
    expect((await by('grid-leader', 'verify', id)).outcome).toBe('DONE');
    expect((await by('second-cadre', 'close', id)).outcome).toBe('DONE');
    const row = await rowOf(id);
    const times = [row.reported_at, row.accepted_at, row.resolved_at, row.verified_at, row.closed_at].map(Number);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('takes a fresh closing for a fresh fourteen days', async () => {
    const id = await reopened(13);
    expect((await by('resident', 'reopen', id)).outcome).toBe('DONE');
    for (const [who, verb] of [
      ['grid-leader', 'start'],
      ['grid-leader', 'resolve'],
      ['community-cadre', 'verify'],
      ['community-cadre', 'close'],
      ['resident', 'reopen'],
    ] as const)
      expect((await by(who, verb, id)).outcome, verb).toBe('DONE');
  });
});

describe('verifying', () => {
  let everybodyAt: (code: string) => Promise<string[]>;
  beforeAll(() => {
    everybodyAt = async (code) =>
      (
        await town.query<{ person_id: string }>(
          `select distinct a.person_id from appointment a left join grid g on g.id = a.grid_id
           where (a.organization_id = $1 or (g.community_id = $1 and a.position in ('GRID_LEADER', 'GRID_WORKER'))) and a.valid_from <= now() and (a.valid_to is null or a.valid_to > now())`,
          [town.seat(code)],
        )
      ).map(({ person_id }) => person_id);
  });

  interface Case {
    readonly what: string;
    readonly row: () => Promise<Partial<Row>>;
    /** What each who asks is told. */
    readonly told: Readonly<Partial<Record<Name, string>>>;
  }
  const people = (...names: Name[]) => names.map((name) => town.person(name));

  /** Who verifies: somebody of the reporting staff's organisation, else the grid's leader, else a community cadre; never a handler. */
  const cases: readonly Case[] = [
    {
      what: "a resident's report that the leader did not touch",
      row: async () => ({ handler_ids: people('grid-worker') }),
      told: {
        'grid-leader': 'DONE',
        'community-cadre': 'FORBIDDEN',
        'grid-worker': 'FORBIDDEN',
        'street-supervisor': 'FORBIDDEN',
        resident: 'FORBIDDEN',
      },
    },
    {
      what: "a resident's report that the leader handled",
      row: async () => ({ handler_ids: people('grid-leader') }),
      told: {
        'grid-leader': 'SELF_VERIFICATION',
        'community-cadre': 'DONE',
        'second-cadre': 'DONE',
        'grid-worker': 'FORBIDDEN',
        chief: 'FORBIDDEN',
      },
    },
    {
      what: "a resident's report that the leader and one cadre handled",
      row: async () => ({ handler_ids: people('grid-leader', 'community-cadre') }),
      told: { 'grid-leader': 'SELF_VERIFICATION', 'community-cadre': 'SELF_VERIFICATION', 'second-cadre': 'DONE' },
    },
    {
      what: "a resident's report on a vacant grid",
      row: async () => ({
        grid_id: town.seat('000-G90'),
        place: town.placeOf('000-G90'),
        assignee_id: null,
        handler_ids: people('second-cadre'),
      }),
      told: {
        'community-cadre': 'DONE',
        'second-cadre': 'SELF_VERIFICATION',
        'future-leader': 'NOT_FOUND',
        'grid-leader': 'NOT_FOUND',
        dispatcher: 'FORBIDDEN',
      },
    },
    {
      what: "the community's own report",
      row: async () => ({ reporting_organization_id: town.seat('000-C1'), reporter_id: town.person('grid-worker') }),
      told: {
        'grid-worker': 'DONE',
        'community-cadre': 'DONE',
        'second-cadre': 'DONE',
        'grid-leader': 'SELF_VERIFICATION',
        'next-worker': 'NOT_FOUND',
        chief: 'FORBIDDEN',
        dispatcher: 'FORBIDDEN',
      },
    },
    {
      what: "the information centre's report",
      row: async () => ({
        reporting_organization_id: town.seat('000-IC'),
        reporter_id: town.person('dispatcher'),
        handler_ids: people('grid-worker'),
      }),
      told: {
        dispatcher: 'DONE',
        'second-dispatcher': 'DONE',
        'grid-leader': 'FORBIDDEN',
        'community-cadre': 'FORBIDDEN',
        'grid-worker': 'FORBIDDEN',
      },
    },
    {
      what: "the information centre's report that all its dispatchers handled",
      row: async () => ({ reporting_organization_id: town.seat('000-IC'), handler_ids: await everybodyAt('000-IC') }),
      told: { dispatcher: 'SELF_VERIFICATION', 'grid-leader': 'DONE', 'community-cadre': 'FORBIDDEN' },
    },
    {
      what: "the information centre's report that all its dispatchers and the leader handled",
      row: async () => ({
        reporting_organization_id: town.seat('000-IC'),
        handler_ids: [...(await everybodyAt('000-IC')), town.person('grid-leader')],
      }),
      told: { 'second-dispatcher': 'SELF_VERIFICATION', 'grid-leader': 'SELF_VERIFICATION', 'community-cadre': 'DONE' },
    },
    {
      what: "the street's report",
      row: async () => ({ reporting_organization_id: town.seat('000'), reporter_id: town.person('street-supervisor') }),
      told: { 'street-supervisor': 'DONE', 'community-cadre': 'FORBIDDEN', 'grid-leader': 'SELF_VERIFICATION', auditor: 'NOT_FOUND' },
    },
    {
      what: 'what the company handled, after a report by a resident',
      row: async () => ({ ...atCompany(), handler_ids: people('grid-leader', 'property-staff') }),
      told: { 'property-staff': 'FORBIDDEN', guard: 'FORBIDDEN', 'community-cadre': 'DONE' },
    },
  ];
  test.each(
    cases.flatMap(({ what, row, told }) => Object.entries(told).map(([who, outcome]) => [what, who as Name, outcome, row] as const)),
  )('%s, the %s is told: %s', async (_what, who, outcome, row) => {
    const id = await written({ state: 'RESOLVED', ...(await row()) });
    const before = await traceOf(id);
    expect((await by(who, 'verify', id)).outcome).toBe(outcome);
    if (outcome !== 'DONE') expect(await traceOf(id)).toEqual(before);
  });

  test('somebody whose post at the reporting organisation has ended is not of it', async () => {
    const id = await written({
      state: 'RESOLVED',
      reporting_organization_id: town.seat('000-C1'),
      reporter_id: town.person('former-leader'),
    });
    expect((await by('former-leader', 'verify', id)).outcome).toBe('FORBIDDEN');
  });

  test('whoever starts or resolves is a handler: they may close what others verified, and not verify', async () => {
    const id = await written({ state: 'DISPATCHED' });
    expect((await by('community-cadre', 'start', id)).outcome).toBe('DONE');
    expect((await by('second-cadre', 'resolve', id)).outcome).toBe('DONE');
    expect(new Set((await rowOf(id)).handler_ids)).toEqual(new Set(people('grid-leader', 'community-cadre', 'second-cadre')));
    for (const who of ['grid-leader', 'community-cadre', 'second-cadre'] as const)
      expect((await by(who, 'verify', id)).outcome, who).toBe('SELF_VERIFICATION');
  });
});
