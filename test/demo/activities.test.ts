import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, startApp } from '../kit/app.js';

/** What the sources tell of activities, asked of the public graph by an officer of the street or town. */

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

interface Figures {
  readonly activities: number;
  readonly participantCount: number;
  readonly beneficiaryPersonTimes: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
}
const FIELDS = 'activities participantCount beneficiaryPersonTimes byKind { kind count } outcomes { kind count }';
// biome-ignore lint/suspicious/noExplicitAny: the shape is the selection's.
const figuresOf = ({ byKind, outcomes, ...rest }: any): Figures => {
  const counts = (all: readonly { kind: string; count: number }[]) => Object.fromEntries(all.map(({ kind, count }) => [kind, count]));
  return { ...rest, kinds: counts(byKind), outcomes: counts(outcomes) };
};
async function figures(code: string, from: string, to: string): Promise<Figures> {
  const officer = await app.as('street-supervisor', code);
  const { organization } = await officer.data(
    `{ organization(code: "${code}") { activityFigures(period: { from: "${from}", to: "${to}" }) { ${FIELDS} } } }`,
  );
  return figuresOf(organization.activityFigures);
}
/** Of the team of a kind in 001. */
async function ofTeam(kind: string): Promise<Figures> {
  const officer = await app.as('street-supervisor', '001');
  const { volunteerTeams } = await officer.data(
    `{ volunteerTeams(filter: { kinds: [${kind}] }) { nodes { activityFigures(period: { from: "2024-01-01", to: "2024-09-01" }) { ${FIELDS} } } } }`,
  );
  return figuresOf(volunteerTeams.nodes[0].activityFigures);
}
async function titles(code: string, filter: string): Promise<readonly string[]> {
  const officer = await app.as('street-supervisor', code);
  const { activities } = await officer.data(
    `{ activities(first: 100, filter: { ${filter} }, orderBy: { field: STARTS_AT, direction: ASC }) { nodes { title } } }`,
  );
  return activities.nodes.map(({ title }: { title: string }) => title);
}

describe('000', () => {
  test('五里情怀·邻里节 is a series of festivals', async () => {
    expect((await titles('000', 'kinds: [FESTIVAL], text: "五里情怀"')).length).toBeGreaterThanOrEqual(2);
  });
  test('三治融合 is a tag that activities are found by', async () => {
    expect(await titles('000', 'governance: [MORALITY]')).toContain('邻里节：百家宴');
  });
  test('主题党日、党建文化节 are open to everybody', async () => {
    for (const kind of ['PARTY_DAY', 'PARTY_CULTURE_FESTIVAL'])
      expect((await titles('000', `kinds: [${kind}], open: true`)).length).toBeGreaterThanOrEqual(1);
  });
});

describe('001', () => {
  test('文化娱乐23场, 义诊19次, 家庭教育47场 to the end of August 2024; 主题活动18次', async () => {
    const { kinds } = await figures('001', '2024-01-01', '2024-09-01');
    expect(kinds).toMatchObject({ CULTURE: 23, CLINIC: 19, FAMILY_EDUCATION: 47, THEME: 18 });
    expect(kinds.TRAINING).toBeGreaterThanOrEqual(1);
  });
  test('社区红娘: 120余名单身青年, 50余对', async () => {
    const { participantCount, outcomes } = await ofTeam('MATCHMAKING');
    expect(participantCount).toBeGreaterThanOrEqual(120);
    expect(participantCount).toBeLessThanOrEqual(132);
    expect(outcomes.PAIRS_INTRODUCED).toBeGreaterThanOrEqual(50);
    expect(outcomes.PAIRS_INTRODUCED).toBeLessThanOrEqual(55);
  });
  test('面对面: 35条信息, 26名 over 8个小区', async () => {
    const { activities, outcomes } = await ofTeam('WOMEN_EMPLOYMENT');
    expect({ activities, outcomes }).toEqual({ activities: 8, outcomes: { JOBS_POSTED: 35, JOBS_PLACED: 26 } });
  });
  test.each(['春联', '掐辫子', '厨艺', '庆三八', '庆七一', '送粥', '手工灯笼', '送花'])('%s is in a title', async (word) => {
    expect((await titles('001', `kinds: [THEME], text: "${word}"`)).length).toBeGreaterThanOrEqual(1);
  });
  test('grid workers took part in 平安社区、环境整治、健康义诊', async () => {
    const officer = await app.as('street-supervisor', '001');
    for (const kind of ['PATROL', 'CLEAN_UP', 'CLINIC']) {
      const { activities } = await officer.data(
        `{ activities(first: 100, filter: { kinds: [${kind}] }) { nodes { registrations { nodes { state person { appointments { position } } } } } } }`,
      );
      const came = activities.nodes.flatMap(({ registrations }: { registrations: { nodes: unknown[] } }) => registrations.nodes);
      const isWorker = ({ state, person }: { state: string; person: { appointments: { position: string }[] } }) =>
        state === 'CHECKED_IN' && person.appointments.some(({ position }) => position === 'GRID_WORKER');
      expect(came.filter(isWorker).length, kind).toBeGreaterThanOrEqual(1);
    }
  });
});

test('002: 60余次, 4000余人次, small, medium and large, called in WeChat groups', async () => {
  const { activities, beneficiaryPersonTimes } = await figures('002', '2024-01-01', '2025-01-01');
  expect(activities).toBeGreaterThanOrEqual(60);
  expect(activities).toBeLessThanOrEqual(66);
  expect(beneficiaryPersonTimes).toBeGreaterThanOrEqual(4_000);
  expect(beneficiaryPersonTimes).toBeLessThanOrEqual(4_400);
  for (const scale of ['SMALL', 'MEDIUM', 'LARGE'])
    expect((await titles('002', `scales: [${scale}], channels: [WECHAT_GROUP]`)).length, scale).toBeGreaterThanOrEqual(1);
});

test('003: 生态就业培训, 人人做公益', async () => {
  const { kinds } = await figures('003', '2024-01-01', '2025-01-01');
  expect(kinds.TRAINING).toBeGreaterThanOrEqual(1);
  expect((await titles('003', 'text: "人人做公益"')).length).toBeGreaterThanOrEqual(1);
});

test('004: the events that are named', async () => {
  expect(await titles('004', 'kinds: [COMPETITION]')).toHaveLength(4);
  expect(await titles('004', 'kinds: [CLEAN_UP]')).toEqual(['清理小广告', '疏通消防通道']);
  for (const word of ['元宵', '端午', '建党', '全民健身', '包饺子', '茶话会', '看电影', '我的中国梦'])
    expect((await titles('004', `text: "${word}"`)).length, word).toBe(1);
});
