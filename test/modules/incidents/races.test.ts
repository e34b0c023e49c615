import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { graphql } from '../../generated/index.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import {
  attempt,
  bare,
  daysAgo,
  grd,
  historyOf,
  inc,
  type Moved,
  move,
  type Name,
  openTown,
  org,
  per,
  type Row,
  report,
  sentAbout,
  type Town,
  uuid,
} from './town.js';

let town: Town;
/** A second server on the same database: races are between processes too. */
let beside: App;
beforeAll(async () => {
  town = await openTown();
  beside = await startApp({ database: town.database });
});
afterAll(async () => {
  await beside.stop();
  await town.close();
});

const atOther = async (who: Name): Promise<Client> => beside.as(who as never, '000');
const written = async (row: Omit<Row, 'id'>): Promise<string> => {
  const id = uuid();
  await town.write([{ id, ...row }]);
  return id;
};
const resolved = () => written({ state: 'RESOLVED', version: 5, accepted_at: daysAgo(8), resolved_at: daysAgo(5) });
const rowOf = async (id: string) => (await town.query('select * from incident where id = $1', [id]))[0]!;

/**
 * Starts all of them while somebody holds the incident's row, and lets go when each waits at it: then all have read the same version,
 * whatever the machine is doing.
 */
async function atOnce<T>(id: string, asks: readonly (() => Promise<T>)[]): Promise<T[]> {
  const holder = new pg.Client({ connectionString: town.database.url });
  await holder.connect();
  try {
    await holder.query('begin');
    await holder.query('select from incident where id = $1 for update', [id]);
    const answers = Promise.all(asks.map((ask) => ask()));
    for (let waiting = 0; waiting < asks.length; ) {
      // pg_stat_activity keeps what it said first within a transaction: another connection asks.
      const [row] = await town.query<{ waiting: number }>(
        `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ilike '%incident%'`,
      );
      waiting = row!.waiting;
    }
    await holder.query('commit');
    return await answers;
  } finally {
    await holder.end();
  }
}

const outcomesOf = (answers: readonly Moved[]) => answers.map(({ outcome }) => outcome).sort();

describe('two who verify at the same instant', () => {
  const inputs: readonly (readonly [what: string, input: object])[] = [
    ['with the same version', { version: 5 }],
    ['without a version', {}],
  ];
  const servers: readonly (readonly [what: string, other: (who: Name) => Promise<Client>])[] = [
    ['on one server', (who) => town.as(who)],
    ['on two servers', atOther],
  ];

  test.each(inputs.flatMap(([what, input]) => servers.map(([where, other]) => [what, where, input, other] as const)))(
    '%s, %s: one does, the other is told CONFLICT and shown what became of it',
    async (_what, _where, input, other) => {
      const id = await resolved();
      const [one, two] = [await town.as('community-cadre'), await other('second-cadre')];
      const answers = await atOnce(id, [() => move(one, 'verify', id, { ...input }), () => move(two, 'verify', id, { ...input })]);
      expect(outcomesOf(answers)).toEqual(['CONFLICT', 'DONE']);
      for (const { incident } of answers) expect(incident).toEqual({ id: inc(id), state: 'VERIFIED', version: 6 });
      expect(await historyOf(town, [id])).toMatchObject([{ kind: 'VERIFIED', from_state: 'RESOLVED' }]);
      expect(await sentAbout(town, [id])).toMatchObject([{ version: 6 }]);
    },
  );

  test('left to chance, twenty times over: still one each time', async () => {
    const [one, two] = [await town.as('community-cadre'), await atOther('second-cadre')];
    for (let round = 0; round < 20; round++) {
      const id = await resolved();
      const version = round % 2 ? { version: 5 } : {};
      const answers = await Promise.all([move(one, 'verify', id, version), move(two, 'verify', id, version)]);
      const outcomes = answers.map(({ outcome }) => outcome);
      // A request without a version that comes in when the other is done already has lost no race: it is told the state.
      const late = round % 2 ? ['CONFLICT'] : ['CONFLICT', 'WRONG_STATE'];
      expect(
        outcomes.filter((outcome) => outcome === 'DONE'),
        `round ${round}`,
      ).toHaveLength(1);
      expect(late, `round ${round}`).toContain(outcomes.find((outcome) => outcome !== 'DONE'));
      expect(await historyOf(town, [id])).toHaveLength(1);
    }
  });

  test('and one who closes what the other has just verified is told WRONG_STATE by the state they saw, or comes second', async () => {
    const id = await resolved();
    const [one, two] = [await town.as('community-cadre'), await town.as('second-cadre')];
    const [verified, closed] = await Promise.all([move(one, 'verify', id), move(two, 'close', id)]);
    expect(verified!.outcome).toBe('DONE');
    expect(['WRONG_STATE', 'CONFLICT', 'DONE']).toContain(closed!.outcome);
    expect((await historyOf(town, [id])).map(({ kind }) => kind)).toEqual(
      closed!.outcome === 'DONE' ? ['VERIFIED', 'CLOSED'] : ['VERIFIED'],
    );
  });
});

test('of several verbs at the same instant one wins, and no change of a loser is left', async () => {
  const [cadre, leader] = [await town.as('community-cadre'), await town.as('grid-leader')];
  const id = await written({ state: 'DISPATCHED', version: 3, accepted_at: daysAgo(8), assignee_id: town.person('grid-leader') });
  const answers = await atOnce(id, [
    () => move(leader, 'start', id),
    () => move(leader, 'return', id),
    () => move(cadre, 'start', id),
    () => move(leader, 'return', id),
  ]);
  expect(outcomesOf(answers)).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'DONE']);
  const row = await rowOf(id);
  expect(row.version).toBe(4);
  const [leaderId, cadreId] = [town.person('grid-leader'), town.person('community-cadre')];
  const wanted = [
    { state: 'IN_PROGRESS', assignee_id: leaderId, handler_ids: [leaderId] },
    { state: 'RETURNED', assignee_id: null, handler_ids: [leaderId] },
    { state: 'IN_PROGRESS', assignee_id: leaderId, handler_ids: [leaderId, cadreId] },
    { state: 'RETURNED', assignee_id: null, handler_ids: [leaderId] },
  ][answers.findIndex(({ outcome }) => outcome === 'DONE')]!;
  expect(row).toMatchObject(wanted);
  expect(await historyOf(town, [id])).toHaveLength(1);
});

/** The table of transitions once more: what may follow what. */
const legal = new Set([
  'REPORTED ACCEPTED ACCEPTED',
  'REPORTED REJECTED REJECTED',
  'REPORTED CANCELLED CANCELLED',
  'ACCEPTED CANCELLED CANCELLED',
  'ACCEPTED DISPATCHED DISPATCHED',
  'RETURNED DISPATCHED DISPATCHED',
  'REOPENED DISPATCHED DISPATCHED',
  'DISPATCHED STARTED IN_PROGRESS',
  'REOPENED STARTED IN_PROGRESS',
  'DISPATCHED RETURNED RETURNED',
  'IN_PROGRESS RETURNED RETURNED',
  'IN_PROGRESS RESOLVED RESOLVED',
  'RESOLVED VERIFIED VERIFIED',
  'VERIFIED CLOSED CLOSED',
  'CLOSED REOPENED REOPENED',
]);

describe('ten people who do whatever comes to their mind to one incident', () => {
  const people: readonly Name[] = [
    'resident',
    'grid-leader',
    'grid-worker',
    'community-cadre',
    'second-cadre',
    'property-staff',
    'guard',
    'street-supervisor',
    'dispatcher',
    'next-leader',
  ];
  /** No reject and no cancel among them: they would end the game. */
  const verbs = ['accept', 'dispatch', 'start', 'return', 'resolve', 'verify', 'close', 'reopen'];
  const answers: { who: Name; verb: string; outcome: string }[] = [];
  let id: string;

  beforeAll(async () => {
    id = bare((await report(town, await town.as('resident'))).incident!.id);
    const targets = [
      { organizationId: org(town.seat('000-PM1')) },
      { gridId: grd(town.seat('000-G01')) },
      { gridId: grd(town.seat('000-G02')) },
      { assigneeId: per(town.person('grid-worker')) },
      { assigneeId: per(town.person('guard')) },
    ];
    await Promise.all(
      people.map(async (who, n) => {
        const client = n % 3 === 0 ? await atOther(who) : await town.as(who);
        // Seeded, each their own: the same play each time, as far as the race lets it.
        let seed = 20_191_212 + n;
        const pick = <T>(items: readonly T[]): T => {
          seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
          return items[(seed >>> 8) % items.length]!;
        };
        for (let turn = 0; turn < 30; turn++) {
          // Half of what they do is what they were just told they may; by then somebody else may have been faster.
          const { incident } = await client.data(
            graphql(`query AllowedNow($id: ID!) { incident(id: $id) { viewerActions { verb allowed } } }`),
            { id: inc(id) },
          );
          const allowed = (incident?.viewerActions ?? [])
            .filter((action) => action.allowed && verbs.includes(action.verb.replace('Incident', '')))
            .map((action) => action.verb.replace('Incident', ''));
          const verb = allowed.length > 0 && pick([true, false]) ? pick(allowed) : pick(verbs);
          // One cadre keeps their hands off: else a day comes when nobody is left who may verify.
          if (who === 'second-cadre' && ['start', 'resolve'].includes(verb)) continue;
          const moved = await move(client, verb, id, verb === 'dispatch' ? pick(targets) : {});
          answers.push({ who, verb, outcome: moved.outcome });
        }
      }),
    );
  });

  test('leave a history that follows the table, each step from where the last one led', async () => {
    const [report, ...steps] = await historyOf(town, [id]);
    expect(report).toMatchObject({ kind: 'REPORTED', from_state: null, to_state: 'REPORTED' });
    let state = 'REPORTED';
    for (const { kind, from_state, to_state } of steps) {
      expect(from_state).toBe(state);
      expect(legal).toContain(`${from_state} ${kind} ${to_state}`);
      state = to_state;
    }
    expect((await rowOf(id)).state).toBe(state);
    // The play was worth it.
    expect(steps.length).toBeGreaterThan(10);
    expect(answers.filter(({ outcome }) => outcome === 'CONFLICT' || outcome === 'WRONG_STATE').length).toBeGreaterThan(0);
  });

  test('leave one event and one message for each version, in order, and one answer DONE for each event', async () => {
    const [events, messages, row] = [await historyOf(town, [id]), await sentAbout(town, [id]), await rowOf(id)];
    expect(messages.map(({ version }) => version)).toEqual(Array.from({ length: row.version as number }, (_, n) => n + 1));
    expect(messages.map(({ eventId }) => eventId)).toEqual(events.map((event) => event.id));
    expect(messages.map(({ after }) => after.state)).toEqual(events.map(({ to_state }) => to_state));
    const done = answers.filter(({ outcome }) => outcome === 'DONE');
    expect(done.map(({ who, verb }) => `${who} ${verb}`).sort()).toEqual(
      events
        .slice(1)
        .map(({ actor_id, kind }) => `${people.find((who) => town.person(who) === actor_id)} ${verbOf(kind)}`)
        .sort(),
    );
  });

  test('are told nothing but what the table has', () => {
    const told = new Set(answers.map(({ outcome }) => outcome));
    const known = ['DONE', 'CONFLICT', 'WRONG_STATE', 'FORBIDDEN', 'NOT_FOUND', 'NOT_HOLDER', 'SELF_VERIFICATION', 'SKIP_LEVEL', 'INVALID'];
    expect([...told].filter((outcome) => !known.includes(outcome))).toEqual([]);
  });

  test('see times that rise', async () => {
    const at = (await historyOf(town, [id])).map((step) => Number(step.at));
    expect(at).toEqual([...at].sort((a, b) => a - b));
  });
});

const verbOf = (kind: string) =>
  ({
    ACCEPTED: 'accept',
    DISPATCHED: 'dispatch',
    STARTED: 'start',
    RETURNED: 'return',
    RESOLVED: 'resolve',
    VERIFIED: 'verify',
    CLOSED: 'close',
    REOPENED: 'reopen',
  })[kind];

describe('one idempotency key, sent ten times at once,', () => {
  test('makes one incident; who does not get it is told that it is under way', async () => {
    const [here, there] = [await town.as('resident'), await atOther('resident')];
    const input = { idempotencyKey: uuid(), title: '同一件事' };
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => report(town, n % 2 ? here : there, input)));
    const rows = await town.query<{ id: string }>('select id from incident where title = $1', [input.title]);
    expect(rows).toHaveLength(1);
    for (const { outcome, incident } of answers) {
      expect(['DONE', 'IN_FLIGHT']).toContain(outcome);
      expect(incident?.id ?? null).toBe(outcome === 'DONE' ? inc(rows[0]!.id) : null);
    }
    expect(answers.some(({ outcome }) => outcome === 'DONE')).toBe(true);
    expect(await report(town, here, input)).toMatchObject({ outcome: 'DONE', incident: { id: inc(rows[0]!.id) } });
    expect(await historyOf(town, [rows[0]!.id])).toHaveLength(1);
  });

  test('moves one incident once', async () => {
    const id = await written({ state: 'REPORTED' });
    const [here, there] = [await town.as('community-cadre'), await atOther('community-cadre')];
    const key = { idempotencyKey: uuid() };
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => attempt(n % 2 ? here : there, 'accept', id, key)));
    for (const outcome of answers) expect(['DONE', 'IN_FLIGHT']).toContain(outcome);
    expect(await historyOf(town, [id])).toHaveLength(1);
    // A repeat, however late, answers as the first: also when the incident has moved on.
    expect(await attempt(here, 'dispatch', id, { gridId: grd(town.seat('000-G01')) })).toBe('DONE');
    expect(await move(here, 'accept', id, key)).toMatchObject({ outcome: 'DONE', incident: { state: 'DISPATCHED', version: 3 } });
    expect(await historyOf(town, [id])).toHaveLength(2);
  });

  test('with another input is refused, whoever comes first', async () => {
    const client = await town.as('neighbour');
    const idempotencyKey = uuid();
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => report(town, client, { idempotencyKey, title: `第${n}件` })));
    expect(answers.filter(({ outcome }) => outcome === 'DONE')).toHaveLength(1);
    for (const { outcome } of answers) expect(['DONE', 'IN_FLIGHT', 'IDEMPOTENCY_MISMATCH']).toContain(outcome);
    expect(await town.query(`select from incident where title ~ '^第[0-9]件$'`)).toHaveLength(1);
  });

  test('that was refused by a rule can be used again', async () => {
    const id = await written({ state: 'REPORTED' });
    const client = await town.as('community-cadre');
    const key = { idempotencyKey: uuid() };
    expect(await attempt(client, 'close', id, key)).toBe('WRONG_STATE');
    expect(await attempt(client, 'accept', id, key)).toBe('DONE');
    expect(await attempt(client, 'reject', id, key)).toBe('IDEMPOTENCY_MISMATCH');
  });
});

test('ten reports at once without a key are ten', async () => {
  const client = await town.as('resident');
  await Promise.all(Array.from({ length: 10 }, () => report(town, client, { title: '十件事' })));
  expect(await town.query(`select from incident where title = '十件事'`)).toHaveLength(10);
});

test('none of this is a bug to the servers', () => {
  expect([...town.app.bugs, ...beside.bugs]).toEqual([]);
});
