import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '../../kit/app.js';
import { Client } from '../../kit/client.js';
import { done, type Outcome, perform } from './act.js';
import { type Guest, type Hall, openHall, registrationsOf } from './hall.js';

/** Many who register, withdraw and come at once: no place is given twice, and the order of arrival is kept. */

let hall: Hall;
/** A second server on the same database: races are between processes too. */
let beside: App;
beforeAll(async () => {
  hall = await openHall();
  beside = await startApp({ database: hall.database, clock: hall.clock });
});
afterAll(async () => {
  expect([...hall.app.bugs, ...beside.bugs]).toEqual([]);
  await beside.stop();
  await hall.close();
});

/** Comes again where the server asks to, as clients do. */
async function retried(ask: () => Promise<Outcome>): Promise<Outcome> {
  for (;;) {
    const answer = await ask();
    if (!['AT_CAPACITY', 'TIMEOUT'].includes(answer.outcome)) return answer;
  }
}

test('200 people register at once for the last 10 places: 10 in, 190 waiting in the order of arrival, nobody twice', async () => {
  const id = await hall.activity({ capacity: 10 });
  const guests = await hall.people(200);
  const answers = await Promise.all(
    guests.map(({ client }) => retried(() => perform(client, 'registerForActivity', { activityId: id }, 'state number registeredAt'))),
  );
  expect(answers.filter(({ outcome }) => outcome !== 'DONE')).toEqual([]);
  const arrived = answers.map(({ row }) => row).sort((a, b) => a.number - b.number);
  expect(arrived.map(({ number }) => number)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
  expect(arrived.map(({ state }) => state)).toEqual([...Array(10).fill('SIGNED_UP'), ...Array(190).fill('WAITLISTED')]);
  const times = arrived.map(({ registeredAt }) => registeredAt);
  expect(times).toEqual([...times].sort());
  const standing = await registrationsOf(hall.cadre, id);
  expect(new Set(standing.map(({ person }) => person)).size).toBe(200);
  expect(standing.map(({ waits }) => waits)).toEqual([...Array(10).fill(null), ...Array.from({ length: 190 }, (_, n) => n + 1)]);
});

test('one person who registers many times at once is registered once', async () => {
  const id = await hall.activity({ capacity: 3 });
  const [guest] = (await hall.people(1)) as [Guest];
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => retried(() => perform(guest.client, 'registerForActivity', { activityId: id }))),
  );
  expect(answers.filter(({ outcome }) => outcome === 'DONE')).toHaveLength(1);
  expect(await registrationsOf(hall.cadre, id)).toHaveLength(1);
});

test('nobody is left with a place at an activity that was cancelled meanwhile', async () => {
  for (let round = 0; round < 5; round++) {
    const id = await hall.activity({ capacity: 5 });
    const guests = await hall.people(8);
    await Promise.all([
      ...guests.map(({ client }) => retried(() => perform(client, 'registerForActivity', { activityId: id }))),
      retried(() => perform(hall.cadre, 'cancelActivity', { id, reason: '场地占用' })),
    ]);
    const standing = await registrationsOf(hall.cadre, id);
    expect(standing.filter(({ state }) => state !== 'CANCELLED')).toEqual([]);
  }
});

test('whatever many do at once, on two servers: never more than there are places, none free while somebody waits, first come first served', async () => {
  const guests = await hall.people(14);
  const elsewhere = guests.map(({ id, client }) => ({ id, client: new Client(beside.url, client.token) }));
  let seed = 20_261_122;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  for (let round = 0; round < 4; round++) {
    let capacity = 2 + random(4);
    const id = await hall.activity({ capacity });
    for (let wave = 0; wave < 4; wave++) {
      const wanted = Math.max(1, capacity + random(5) - 2);
      const answers = await Promise.all([
        ...guests.map((guest, n) => {
          const { client } = random(2) ? guest : elsewhere[n]!;
          const verb = random(3) ? 'registerForActivity' : 'withdrawFromActivity';
          return retried(() => perform(client, verb, { activityId: id }));
        }),
        retried(() => perform(hall.cadre, 'updateActivity', { id, capacity: wanted }, 'capacity')),
      ]);
      for (const { outcome } of answers) expect(['DONE', 'WRONG_STATE', 'INVALID']).toContain(outcome);
      if (answers.at(-1)!.outcome === 'DONE') capacity = wanted;
      const standing = await registrationsOf(hall.cadre, id);
      const of = (state: string) => standing.filter((one) => one.state === state).map(({ number }) => number);
      const [placed, waiting] = [of('SIGNED_UP'), of('WAITLISTED')];
      expect(placed.length).toBeLessThanOrEqual(capacity);
      if (waiting.length > 0) expect(placed.length).toBe(capacity);
      // Who waits came after everybody who has a place.
      expect(Math.max(0, ...placed)).toBeLessThan(Math.min(Number.POSITIVE_INFINITY, ...waiting));
      const present = standing.filter(({ state }) => state !== 'CANCELLED').map(({ person }) => person);
      expect(new Set(present).size).toBe(present.length);
    }
    await done(hall.cadre, 'cancelActivity', { id, reason: '测试结束' });
  }
});
