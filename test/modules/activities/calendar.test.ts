import ical, { type VEvent } from 'node-ical';
import { convertIcsCalendar } from 'ts-ics';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { done, said } from './act.js';
import { type Guest, type Hall, openHall } from './hall.js';

/** Calendar feeds: what their addresses answer, read by two parsers that did not write it. */

let hall: Hall;
beforeAll(async () => {
  hall = await openHall();
});
afterAll(async () => {
  expect(hall.app.bugs).toEqual([]);
  await hall.close();
});

interface Created {
  readonly id: string;
  readonly address: string | null;
  readonly refusals: readonly string[];
}
async function create(who: Client, input: object = {}): Promise<Created> {
  const { data, errors } = await who.ask(
    'mutation ($input: CreateCalendarFeedInput!) { made: createCalendarFeed(input: $input) { address calendarFeed { id } userErrors { code } } }',
    { input },
  );
  const refusals = [
    ...(errors ?? []).map(({ extensions }) => String(extensions?.code)),
    ...(data?.made?.userErrors ?? []).map(({ code }: { code: string }) => code),
  ];
  return { id: data?.made?.calendarFeed?.id, address: data?.made?.address ?? null, refusals };
}
const revoke = async (who: Client, id: string): Promise<readonly string[]> => {
  const { data, errors } = await who.ask(
    'mutation ($id: ID!) { gone: revokeCalendarFeed(input: { id: $id }) { calendarFeed { revokedAt } userErrors { code } } }',
    { id },
  );
  return errors ? errors.map(({ extensions }) => String(extensions?.code)) : data.gone.userErrors.map(({ code }: { code: string }) => code);
};
const get = (address: string | null, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  fetch(`${hall.app.url}${address}`, { headers, method });
async function read(address: string | null) {
  const response = await get(address);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
  const text = await response.text();
  const events = Object.values(ical.sync.parseICS(text)).filter((part): part is VEvent => part?.type === 'VEVENT');
  return { text, events, titles: events.map(({ summary }) => String(summary)).sort() };
}
const register = (guest: Guest, activityId: string) => done(guest.client, 'registerForActivity', { activityId });
const one = async () => ((await hall.people(1)) as [Guest])[0];

describe('the text', () => {
  const title = '“邻里节”，百家宴、猜灯谜；A, B; C\\D';
  const venue = '五里墩社区居民活动中心二楼多功能厅，东门进，请从北侧楼梯上楼，电梯检修中；联系电话见公告栏';
  const description = `第一行：自带碗筷。\n第二行, 带孩子的请注意; 反斜杠 \\ 与“引号”。\n${'很长的一段中文说明'.repeat(30)}`;

  test('opens in two parsers: Chinese, long lines, commas, semicolons, backslashes and line breaks; instants, place, number of the change', async () => {
    const guest = await one();
    const id = await hall.activity({ title, venue, description });
    await register(guest, id);
    const { address } = await create(guest.client);
    const { text, events } = await read(address);

    const lines = text.split('\r\n');
    expect(lines.at(-1)).toBe('');
    expect(lines).toContain('REFRESH-INTERVAL;VALUE=DURATION:PT1H');
    expect(lines.every((line) => Buffer.byteLength(line) <= 75 && !/[\r\n]/.test(line))).toBe(true);
    expect(lines.filter((line) => line.startsWith(' ')).length).toBeGreaterThan(5);

    const [event] = events;
    expect(event).toMatchObject({ uid: `${id}@mulin`, summary: title, location: venue, status: 'CONFIRMED', transparency: 'OPAQUE' });
    expect(event!.description).toBe(`我的报名：已报名\n${description}\n主办：五里墩社区`);
    expect([event!.start.toISOString(), event!.end!.toISOString()]).toEqual([
      `${said.startsAt.slice(0, -1)}.000Z`,
      `${said.endsAt.slice(0, -1)}.000Z`,
    ]);

    const other = convertIcsCalendar(undefined, text);
    expect(other).toMatchObject({ version: '2.0', method: 'PUBLISH' });
    expect(other.events).toHaveLength(1);
    expect(other.events![0]).toMatchObject({
      uid: `${id}@mulin`,
      summary: title,
      location: venue,
      status: 'CONFIRMED',
      description: event!.description,
    });
    expect(other.events![0]!.start.date).toEqual(new Date(said.startsAt));

    const before = other.events![0]!;
    await done(hall.cadre, 'updateActivity', { id, venue: '广场', startsAt: '2026-12-01T02:00:00Z' });
    const [after] = convertIcsCalendar(undefined, (await read(address)).text).events!;
    expect(after).toMatchObject({ uid: before.uid, location: '广场' });
    expect(after!.sequence).toBeGreaterThan(before.sequence!);
    const { activity } = await hall.cadre.data('query ($id: ID!) { activity(id: $id) { updatedAt } }', { id });
    expect(after!.lastModified!.date.getTime()).toBe(Math.floor(Date.parse(activity.updatedAt) / 1_000) * 1_000);
    expect(after!.start.date).toEqual(new Date('2026-12-01T02:00:00Z'));
  });

  test('what waits is tentative, what was called off is cancelled, what was withdrawn is gone', async () => {
    const [first, waiting] = (await hall.people(2)) as [Guest, Guest];
    const { address } = await create(waiting.client);
    const [full, calledOff, withdrawn] = [
      await hall.activity({ title: '满员', capacity: 1 }),
      await hall.activity({ title: '取消' }),
      await hall.activity({ title: '退出' }),
    ];
    await register(first, full);
    for (const id of [full, calledOff, withdrawn]) await register(waiting, id);
    await done(hall.cadre, 'cancelActivity', { id: calledOff, reason: '下雨' });
    await done(waiting.client, 'withdrawFromActivity', { activityId: withdrawn });
    const statuses = async () => Object.fromEntries((await read(address)).events.map(({ summary, status }) => [String(summary), status]));
    expect(await statuses()).toEqual({ 满员: 'TENTATIVE', 取消: 'CANCELLED' });
    await done(first.client, 'withdrawFromActivity', { activityId: full });
    expect(await statuses()).toEqual({ 满员: 'CONFIRMED', 取消: 'CANCELLED' });
  });

  test('the same calendar is not sent again', async () => {
    const guest = await one();
    const { address } = await create(guest.client);
    const first = await get(address);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const etag = first.headers.get('etag')!;
    const again = await get(address, { 'if-none-match': etag });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const head = await get(address, {}, 'HEAD');
    expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, etag, '']);
    expect((await get(address, {}, 'POST')).status).toBe(405);
    await register(guest, await hall.activity());
    expect((await get(address, { 'if-none-match': etag })).status).toBe(200);
  });
});

describe('what it shows', () => {
  test('one’s own: what one registered for and what one’s teams do; of a team: what it does', async () => {
    const [team, guest] = [await hall.team('晨练队'), await one()];
    await hall.join(guest, team);
    const registered = await hall.activity({ title: '自己报名' });
    await register(guest, registered);
    await hall.activity({ title: '本队活动', teamIds: [team.id] }, 'PUBLISHED');
    await hall.activity({ title: '本队草稿', teamIds: [team.id] }, 'DRAFT');
    await hall.activity({ title: '别人的' }, 'PUBLISHED');
    const [own, ofTeam] = [await create(guest.client, { name: '手机' }), await create(guest.client, { teamId: team.id })];
    expect((await read(own.address)).titles).toEqual(['本队活动', '自己报名']);
    expect((await read(ofTeam.address)).titles).toEqual(['本队活动']);
    expect((await read(ofTeam.address)).text).toContain('X-WR-CALNAME:晨练队');
    // Its leader sees drafts.
    expect((await read((await create(team.leader.client, { teamId: team.id })).address)).titles).toEqual(['本队活动', '本队草稿']);

    const mine = await guest.client.data('{ viewer { person { calendarFeeds { id name team { name } revokedAt } } } }');
    expect(mine.viewer.person.calendarFeeds).toEqual([
      { id: own.id, name: '手机', team: null, revokedAt: null },
      { id: ofTeam.id, name: null, team: { name: '晨练队' }, revokedAt: null },
    ]);
  });

  test('who left the team sees nothing of it any more', async () => {
    const [team, guest] = [await hall.team('乒乓球队'), await one()];
    await hall.join(guest, team);
    await hall.activity({ title: '友谊赛', teamIds: [team.id] }, 'PUBLISHED');
    const [own, ofTeam] = [await create(guest.client), await create(guest.client, { teamId: team.id })];
    expect((await read(own.address)).titles).toEqual(['友谊赛']);
    const { volunteerTeam } = await team.leader.client.data(
      'query ($id: ID!) { volunteerTeam(id: $id) { members(first: 20) { nodes { id person { id } } } } }',
      { id: team.id },
    );
    const { id } = volunteerTeam.members.nodes.find(({ person }: { person: { id: string } }) => person.id === guest.id);
    const { leaveTeam } = await guest.client.data('mutation ($id: ID!) { leaveTeam(input: { id: $id }) { userErrors { message } } }', {
      id,
    });
    expect(leaveTeam.userErrors).toEqual([]);
    for (const { address } of [own, ofTeam]) expect((await read(address)).titles).toEqual([]);
  });

  test('a team is followed by its members and by who manages it', async () => {
    const [team, stranger] = [await hall.team('书法队'), await one()];
    expect((await create(stranger.client, { teamId: team.id })).refusals).toEqual(['FORBIDDEN']);
    expect((await create(hall.cadre, { teamId: team.id })).refusals).toEqual([]);
    expect((await create(await hall.app.as('community-cadre', '001'), { teamId: team.id })).refusals).toEqual(['NOT_FOUND']);
    expect((await create(await hall.app.as('dashboard'))).refusals).toEqual(['FORBIDDEN']);
    expect((await create(hall.app.anonymous)).refusals).toEqual(['UNAUTHENTICATED']);
  });
});

describe('addresses', () => {
  /** All that tells one that is nothing from another. */
  const nothing = async (address: string) => {
    const response = await get(address);
    return [response.status, await response.text(), response.headers.get('content-type')];
  };
  const never = `/calendar/${'A'.repeat(43)}.ics`;

  test('one that was never issued, one that was revoked, and one of somebody whose account is gone are nothing, all alike', async () => {
    const [guest, leaver, owner] = (await hall.people(3)) as [Guest, Guest, Guest];
    const [revoked, ofLeaver, ofRevoker] = [await create(guest.client), await create(leaver.client), await create(owner.client)];
    expect(await revoke(leaver.client, revoked.id)).toEqual(['NOT_FOUND']);
    expect(await revoke(guest.client, revoked.id)).toEqual([]);
    expect(await revoke(guest.client, revoked.id)).toEqual(['WRONG_STATE']);
    await hall.database.query('update account set unlinked_at = now() where person_id = $1', [uuidOf(leaver.id)]);
    await owner.client.data('mutation { revokeTokens(input: {}) { userErrors { message } } }');
    const all = [];
    for (const address of [never, '/calendar/x.ics', revoked.address!, ofLeaver.address!, ofRevoker.address!])
      all.push(await nothing(address));
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(all[0]![0]).toBe(404);
  });

  test('are kept nowhere but with who was told: not in the database, not in a repeat', async () => {
    const guest = await one();
    const input = { idempotencyKey: 'calendar-1' };
    const [first, again] = [await create(guest.client, input), await create(guest.client, input)];
    expect([again.id, again.address]).toEqual([first.id, null]);
    const secret = first.address!.slice('/calendar/'.length, -'.ics'.length);
    const tables = await hall.database.query<{ name: string }>(
      `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
    );
    for (const { name } of tables) {
      const found = await hall.database.query(`select from ${name} whole where whole::text like '%' || $1 || '%' limit 1`, [secret]);
      expect(found, name).toEqual([]);
    }
  });

  test('are not guessed: who tries too many has to wait', async () => {
    const app = await startApp({ database: hall.database, clock: hall.clock, rates: { failedTokens: 3 } });
    onTestFinished(() => app.stop());
    const answers = [];
    for (let n = 0; n < 4; n++) answers.push(await fetch(`${app.url}/calendar/${'B'.repeat(42)}${n}.ics`));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 429]);
    expect(Number(answers[3]!.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('are ten at most for one person, also when many are asked for at once', async () => {
    const guest = await one();
    const all = await Promise.all(Array.from({ length: 15 }, () => create(guest.client)));
    expect(all.filter(({ refusals }) => refusals.length === 0)).toHaveLength(10);
    expect(all.flatMap(({ refusals }) => refusals)).toEqual(Array(5).fill('LIMIT_EXCEEDED'));
    expect(await revoke(guest.client, all.find(({ address }) => address)!.id)).toEqual([]);
    expect((await create(guest.client)).refusals).toEqual([]);
  });
});

const uuidOf = (id: string): string => id.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
