import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicId } from '../../../src/kernel/ids.js';
import { graphql } from '../../generated/index.js';
import { bare, grd, historyOf, inc, move, type Name, openTown, org, per, report, type Step, sentAbout, type Town } from './town.js';

let town: Town;
beforeAll(async () => {
  town = await openTown();
  for (const course of Object.values(courses)) await play(course);
}, 120_000);
afterAll(() => town.close());

/** One step of a course: who does what, what it leads to, and for which organisation they act. */
type Turn = readonly [
  who: Name,
  verb: string,
  from: string | null,
  to: string,
  organization: string | null,
  input?: (t: Town) => Record<string, unknown>,
];

interface Course {
  readonly reportedBy: Name;
  readonly input?: (t: Town) => Record<string, unknown>;
  readonly reportedFor: string | null;
  readonly turns: readonly Turn[];
  id: string;
  /** The history as it was after each step. */
  readonly seen: Step[][];
}

const course = (reportedBy: Name, reportedFor: string | null, turns: readonly Turn[], input?: Course['input']): Course => ({
  reportedBy,
  reportedFor,
  turns,
  input,
  id: '',
  seen: [],
});
const toGrid = (code: string) => (t: Town) => ({ gridId: grd(t.seat(code)) });
const toCompany = (t: Town) => ({ organizationId: org(t.seat('000-PM1')) });
const toPerson = (name: Name) => (t: Town) => ({ assigneeId: per(t.person(name)) });

/** Histories as the sources tell them, driven by the people of the grid. */
const courses: Readonly<Record<string, Course>> = {
  'that goes straight through the grid': course('resident', null, [
    ['community-cadre', 'accept', 'REPORTED', 'ACCEPTED', '000-C1'],
    ['community-cadre', 'dispatch', 'ACCEPTED', 'DISPATCHED', '000-C1', toGrid('000-G01')],
    ['grid-leader', 'start', 'DISPATCHED', 'IN_PROGRESS', '000-C1'],
    ['grid-leader', 'resolve', 'IN_PROGRESS', 'RESOLVED', '000-C1'],
    ['second-cadre', 'verify', 'RESOLVED', 'VERIFIED', '000-C1'],
    ['community-cadre', 'close', 'VERIFIED', 'CLOSED', '000-C1'],
  ]),
  'that the company handles, and its reporter has opened again': course('resident', null, [
    ['second-cadre', 'accept', 'REPORTED', 'ACCEPTED', '000-C1'],
    ['second-cadre', 'dispatch', 'ACCEPTED', 'DISPATCHED', '000-C1', toCompany],
    ['guard', 'start', 'DISPATCHED', 'IN_PROGRESS', '000-PM1'],
    ['property-staff', 'resolve', 'IN_PROGRESS', 'RESOLVED', '000-PM1'],
    ['community-cadre', 'verify', 'RESOLVED', 'VERIFIED', '000-C1'],
    ['property-staff', 'close', 'VERIFIED', 'CLOSED', '000-PM1'],
    ['resident', 'reopen', 'CLOSED', 'REOPENED', null],
    ['guard', 'start', 'REOPENED', 'IN_PROGRESS', '000-PM1'],
    ['guard', 'resolve', 'IN_PROGRESS', 'RESOLVED', '000-PM1'],
    ['grid-leader', 'verify', 'RESOLVED', 'VERIFIED', '000-C1'],
    ['guard', 'close', 'VERIFIED', 'CLOSED', '000-PM1'],
    ['street-supervisor', 'reopen', 'CLOSED', 'REOPENED', '000'],
  ]),
  'that comes back twice': course('grid-worker', '000-C1', [
    ['community-cadre', 'accept', 'REPORTED', 'ACCEPTED', '000-C1'],
    ['community-cadre', 'dispatch', 'ACCEPTED', 'DISPATCHED', '000-C1', toPerson('grid-worker')],
    ['grid-worker', 'return', 'DISPATCHED', 'RETURNED', '000-C1'],
    ['community-cadre', 'dispatch', 'RETURNED', 'DISPATCHED', '000-C1', toPerson('second-cadre')],
    ['second-cadre', 'start', 'DISPATCHED', 'IN_PROGRESS', '000-C1'],
    ['second-cadre', 'return', 'IN_PROGRESS', 'RETURNED', '000-C1'],
    ['community-cadre', 'dispatch', 'RETURNED', 'DISPATCHED', '000-C1', toGrid('000-G01')],
    ['community-cadre', 'start', 'DISPATCHED', 'IN_PROGRESS', '000-C1'],
    ['community-cadre', 'resolve', 'IN_PROGRESS', 'RESOLVED', '000-C1'],
  ]),
  'that its reporter withdraws': course('resident', null, [['resident', 'cancel', 'REPORTED', 'CANCELLED', null]]),
  'that the community withdraws': course('neighbour', null, [
    ['community-cadre', 'accept', 'REPORTED', 'ACCEPTED', '000-C1'],
    ['second-cadre', 'cancel', 'ACCEPTED', 'CANCELLED', '000-C1'],
  ]),
  'that is not taken up': course('neighbour', null, [['community-cadre', 'reject', 'REPORTED', 'REJECTED', '000-C1']]),
  'that somebody else reports for a neighbour': course(
    'community-cadre',
    '000-C1',
    [['second-cadre', 'accept', 'REPORTED', 'ACCEPTED', '000-C1']],
    (t) => ({ onBehalfOf: per(t.person('neighbour')), channel: 'PHONE' }),
  ),
};

/** For whom somebody acts, where that is not plain: it is by the post that lets them. */
const actingFor: Readonly<Record<string, Course>> = {
  'is returned by the company': course('resident', null, [
    ['community-cadre', 'accept', 'REPORTED', 'ACCEPTED', '000-C1'],
    ['community-cadre', 'dispatch', 'ACCEPTED', 'DISPATCHED', '000-C1', toCompany],
    ['property-staff', 'return', 'DISPATCHED', 'RETURNED', '000-PM1'],
  ]),
  'is returned by a guard whom the company sent': course('resident', null, [
    ['community-cadre', 'accept', 'REPORTED', 'ACCEPTED', '000-C1'],
    ['community-cadre', 'dispatch', 'ACCEPTED', 'DISPATCHED', '000-C1', toCompany],
    ['guard', 'start', 'DISPATCHED', 'IN_PROGRESS', '000-PM1'],
    ['guard', 'return', 'IN_PROGRESS', 'RETURNED', '000-PM1'],
  ]),
  'is started by the leader of the next grid': course('resident', null, [
    ['community-cadre', 'accept', 'REPORTED', 'ACCEPTED', '000-C1'],
    ['community-cadre', 'dispatch', 'ACCEPTED', 'DISPATCHED', '000-C1', toGrid('000-G02')],
    ['next-leader', 'start', 'DISPATCHED', 'IN_PROGRESS', '000-C1'],
  ]),
  'is reported by the street': course('street-supervisor', '000', []),
  'is reported by the information centre': course('dispatcher', '000-IC', []),
  'is reported by a chief, who is no staff': course('chief', null, []),
};

const kinds: Readonly<Record<string, string>> = {
  accept: 'ACCEPTED',
  reject: 'REJECTED',
  cancel: 'CANCELLED',
  dispatch: 'DISPATCHED',
  start: 'STARTED',
  return: 'RETURNED',
  resolve: 'RESOLVED',
  verify: 'VERIFIED',
  close: 'CLOSED',
  reopen: 'REOPENED',
};
const isReasoned = (verb: string) => ['reject', 'cancel', 'return', 'reopen'].includes(verb);
const noteOf = (who: Name, verb: string) => `${who}：${verb}`;

async function play(told: Course): Promise<void> {
  const { incident } = await report(town, await town.as(told.reportedBy), told.input?.(town));
  told.id = bare(incident!.id);
  told.seen.push(await historyOf(town, [told.id]));
  for (const [n, [who, verb, , , , input]] of told.turns.entries()) {
    const words = { [isReasoned(verb) ? 'reason' : 'note']: noteOf(who, verb) };
    // Each step says which version it means: none is skipped.
    const { outcome } = await move(await town.as(who), verb, told.id, { ...words, version: n + 1, ...input?.(town) });
    if (outcome !== 'DONE') throw new Error(`${who} could not ${verb}: ${outcome}`);
    told.seen.push(await historyOf(town, [told.id]));
  }
}

const wantedOf = ({ reportedBy, reportedFor, turns }: Course) => [
  { kind: 'REPORTED', from_state: null, to_state: 'REPORTED', actor_id: town.person(reportedBy), organization: reportedFor, note: null },
  ...turns.map(([who, verb, from, to, organization]) => ({
    kind: kinds[verb],
    from_state: from,
    to_state: to,
    actor_id: town.person(who),
    organization,
    note: noteOf(who, verb),
  })),
];

async function foundOf({ id }: Course) {
  const codes = new Map(
    (await town.query<{ id: string; code: string }>('select id, code from organization')).map(({ id, code }) => [id, code]),
  );
  return (await historyOf(town, [id])).map(({ kind, from_state, to_state, actor_id, organization_id, note }) => ({
    kind,
    from_state,
    to_state,
    actor_id,
    organization: organization_id && codes.get(organization_id),
    note,
  }));
}

describe.each(Object.entries(courses))('the history of an incident %s', (_name, told) => {
  test('says of each step what happened, who did it for whom, and why', async () => {
    expect(await foundOf(told)).toEqual(wantedOf(told));
  });

  test('is only ever added to', () => {
    for (const [n, later] of told.seen.entries()) {
      expect(later).toHaveLength(n + 1);
      expect(later.slice(0, n)).toEqual(told.seen[n - 1] ?? []);
    }
  });

  test('goes out in the same order, one message for each step, with no version left out', async () => {
    const [events, messages] = [told.seen.at(-1)!, await sentAbout(town, [told.id])];
    expect(messages.map(({ eventId }) => eventId)).toEqual(events.map(({ id }) => id));
    expect(messages.map(({ version }) => version)).toEqual(events.map((_, n) => n + 1));
    for (const [n, { before, after }] of messages.entries()) {
      // What one step leaves, the next one finds.
      expect(before).toEqual(messages[n - 1]?.after ?? null);
      expect(after.state).toBe(events[n]!.to_state);
    }
    const [row] = await town.query('select * from incident where id = $1', [told.id]);
    expect(row!.version).toBe(events.length);
    expect(messages.at(-1)!.after).toMatchObject({
      state: row!.state,
      holder: row!.holder_id,
      assignee: row!.assignee_id,
      reporter: row!.reporter_id,
    });
  });

  test('carries no words and no names to where messages go', async () => {
    const text = JSON.stringify(await sentAbout(town, [told.id]));
    for (const word of ['路灯坏了', '：']) expect(text).not.toContain(word);
  });

  test('is told by the graph in the same order, forwards and backwards', async () => {
    const cadre = await town.as('community-cadre');
    const { incident } = await cadre.data(
      graphql(`query HistoryBothWays($id: ID!) { incident(id: $id) { version updatedAt
        events(first: 100) { totalCount nodes { id kind from to at note } } back: events(last: 3) { nodes { id } pageInfo { hasPreviousPage } } } }`),
      { id: inc(told.id) },
    );
    const events = told.seen.at(-1)!;
    expect(incident!.events).toEqual({
      totalCount: events.length,
      nodes: events.map(({ id, kind, from_state, to_state, at, note }) => ({
        id: publicId('IncidentEvent', id),
        kind,
        from: from_state,
        to: to_state,
        at: at.toISOString(),
        note,
      })),
    });
    expect(incident!.back).toEqual({
      nodes: events.slice(-3).map(({ id }) => ({ id: publicId('IncidentEvent', id) })),
      pageInfo: { hasPreviousPage: events.length > 3 },
    });
    expect(incident).toMatchObject({ version: events.length, updatedAt: events.at(-1)!.at.toISOString() });
  });

  test('has times that rise', async () => {
    const at = told.seen.at(-1)!.map((step) => Number(step.at));
    expect(at).toEqual([...at].sort((a, b) => a - b));
    const [row] = await town.query('select * from incident where id = $1', [told.id]);
    const times = [row!.reported_at, row!.accepted_at, row!.resolved_at, row!.verified_at, row!.closed_at].filter(Boolean).map(Number);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Number(row!.reported_at)).toBe(at[0]);
  });

  test('lies in its jurisdiction: the last sixteen bits of every id say so', async () => {
    const ids = [told.id, ...told.seen.at(-1)!.map(({ id }) => id)];
    expect(new Set(ids.map((id) => Number.parseInt(id.slice(-4), 16)))).toEqual(new Set([1]));
  });
});

describe('for whom somebody acts is kept when an incident', () => {
  test.each(Object.entries(actingFor))('%s', async (_name, told) => {
    await play(told);
    expect(await foundOf(told)).toEqual(wantedOf(told));
  });
});

test('an incident was accepted, resolved, verified and closed at the instants that its history says', async () => {
  for (const { id } of Object.values(courses)) {
    const [row] = await town.query('select * from incident where id = $1', [id]);

    const history = await historyOf(town, [id]);
    const last = (kind: string) => history.findLast((step) => step.kind === kind)?.at;
    for (const kind of ['ACCEPTED', 'RESOLVED', 'VERIFIED', 'CLOSED']) {
      const stored = row![`${kind.toLowerCase()}_at`];
      if (stored) expect(stored, kind).toEqual(last(kind));
    }
  }
});

describe('serial numbers', () => {
  const shanghaiDay = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '');

  test('of fifty reports at once are fifty, of this jurisdiction and day; whoever reports later has a higher one', async () => {
    const clients = await Promise.all(
      (['resident', 'neighbour', 'grid-leader', 'chief', 'community-cadre'] as const).map((who) => town.as(who)),
    );
    const reported = await Promise.all(Array.from({ length: 50 }, (_, n) => report(town, clients[n % 5]!)));
    const serials = reported.map(({ incident }) => incident!.serialNumber);
    expect(new Set(serials).size).toBe(50);
    const rows = await town.query<{ serial_number: string; reported_at: Date }>(
      'select serial_number, reported_at from incident where serial_number = any($1)',
      [serials],
    );
    expect(rows).toHaveLength(50);
    for (const { serial_number, reported_at } of rows) {
      expect(serial_number).toMatch(/^000-\d{8}-\d{6,}$/);
      expect(serial_number.split('-')[1]).toBe(shanghaiDay(reported_at));
    }
    let highest = Math.max(...serials.map((serial) => Number(serial.split('-')[2])));
    for (let n = 0; n < 25; n++) {
      const { incident } = await report(town, clients[n % 5]!);
      const next = Number(incident!.serialNumber.split('-')[2]);
      expect(next).toBeGreaterThan(highest);
      highest = next;
    }
  });

  test('are counted for each jurisdiction on its own', async () => {
    const somewhere = graphql(`query Somewhere($code: String!) {
      grids(first: 1, filter: { text: $code }) { nodes { id code } } incidentCategories { id code } }`);
    const reportNumbered = graphql(`mutation ReportNumbered($input: ReportIncidentInput!) {
      reportIncident(input: $input) { incident { id serialNumber events { nodes { id } } } userErrors { code } } }`);
    const ask = async (jurisdiction: string) => {
      const client = await town.as('grid-leader', jurisdiction);
      const { grids, incidentCategories } = await client.data(somewhere, { code: `${jurisdiction}-` });
      const { reportIncident } = await client.data(reportNumbered, {
        input: { title: '路灯坏了', categoryId: incidentCategories[0]!.id, gridId: grids.nodes[0]!.id, channel: 'WECHAT' },
      });
      return reportIncident!.incident!;
    };
    for (const [number, jurisdiction] of [
      ['0002', '001'],
      ['0003', '002'],
      ['0005', '004'],
    ] as const) {
      const [one, two] = [await ask(jurisdiction), await ask(jurisdiction)];
      expect(one.serialNumber).toMatch(new RegExp(`^${jurisdiction}-\\d{8}-000001$`));
      expect(two.serialNumber).toMatch(new RegExp(`^${jurisdiction}-\\d{8}-000002$`));
      for (const { id } of [one, two, ...one.events.nodes, ...two.events.nodes]) expect(id.slice(-4)).toBe(number);
    }
  });
});

test('none of this is a bug to the server', () => {
  expect(town.app.bugs).toEqual([]);
});
