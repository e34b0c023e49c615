import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recount } from '../../src/modules/ballots/recount.js';
import { type App, startApp } from '../kit/app.js';

/** What the sources tell of bodies, sessions and topics, asked of the public graph by a resident. */

let app: App;
beforeAll(async () => {
  app = await startApp({ demoNow: new Date('2026-11-21T09:00:00+08:00') });
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

const ask = async (code: string, field: string) => (await (await app.as('resident', code)).data(`{ answer: ${field} }`)).answer;
const YEAR = 'period: { from: "2025-11-21", to: "2026-11-21" }';
const bodies = async (code: string, filter: string, fields: string, first = 10) => {
  const list = `deliberationBodies(first: ${first}, filter: { ${filter} }) { totalCount nodes { ${fields} } }`;
  return (await ask(code, `organization(code: "${code}") { ${list} }`)).deliberationBodies;
};
const body = async (code: string, filter: string, fields: string) => {
  const { nodes } = await bodies(code, filter, fields, 2);
  expect(nodes).toHaveLength(1);
  return nodes[0];
};
const topics = async (code: string, filter: string, fields = 'title') =>
  (await ask(code, `topics(first: 100, filter: { ${filter} }) { nodes { ${fields} } }`)).nodes;
const COMPLIANCE = `meetingCompliance(${YEAR}) { numerator denominator value }`;
const MEMBERS = 'members(first: 30) { totalCount nodes { capacity party } }';
const held = (kind: string) => `sessions(first: 1, filter: { kinds: [${kind}], held: true }) { totalCount }`;
const some = { totalCount: expect.toSatisfy((count: number) => count >= 1) };

describe('000', () => {
  test('睦邻议事、睦邻论坛', async () => {
    const { nodes } = await bodies('000', 'kinds: [NEIGHBOUR_FORUM]', 'name');
    expect(nodes.map(({ name }: { name: string }) => name).sort()).toEqual(['睦邻议事', '睦邻论坛'].sort());
  });
  test.each(['ESTATE_MATTER', 'NEIGHBOUR_MATTER', 'FAMILY_DIFFICULTY', 'PRACTICAL_MATTER'])(
    '小区大事、邻里琐事、各家难事、各类实事: %s',
    async (scale) => {
      expect((await topics('000', `scales: [${scale}]`)).length).toBeGreaterThanOrEqual(1);
    },
  );
  test.each(['FILIAL_PIETY', 'PET_KEEPING', 'WASTE_SORTING'])('孝老爱亲、文明养宠、垃圾分类: %s', async (category) => {
    expect((await topics('000', `categories: [${category}]`)).length).toBeGreaterThanOrEqual(1);
  });
  test('物业公司、物业委员会、居民代表会议20多次', async () => {
    const joint = await body('000', 'kinds: [JOINT_CONFERENCE]', `${held('JOINT')} ${MEMBERS}`);
    expect(joint.sessions.totalCount).toBeGreaterThanOrEqual(20);
    expect(joint.sessions.totalCount).toBeLessThanOrEqual(22);
    const parties = joint.members.nodes.map(({ party }: { party: string }) => party);
    expect(parties).toEqual(expect.arrayContaining(['PROPERTY_COMPANY', 'OWNERS_COMMITTEE', 'RESIDENTS']));
  });
  test('a secret ballot is closed, and anybody counts it again', async () => {
    const [topic] = await topics('000', 'stages: [DECIDED], categories: [NEIGHBOUR_DISPUTE]', 'ballot { id }');
    const ballot = await ask(
      '000',
      `ballot(id: "${topic.ballot.id}") { id secret method options electorate cast publicKey signingKey opening { label total proof }
         sealedBallots(first: 100) { nodes { receipt content signature } } }`,
    );
    expect(ballot).toMatchObject({ secret: true, cast: ballot.sealedBallots.nodes.length });
    expect(ballot.cast).toBeGreaterThan(3);
    expect(recount({ ...ballot, sealedBallots: ballot.sealedBallots.nodes })).toEqual({ totals: [ballot.cast - 2, 1, 1], faults: [] });
  });
  test('a ballot is open, its tally hidden', async () => {
    const [{ ballot }] = await topics('000', 'stages: [VOTING]', 'ballot { state secret cast electorate tally { votes } result }');
    expect(ballot).toMatchObject({ state: 'OPEN', secret: false, tally: null, result: null });
    expect(ballot.cast).toBeLessThan(ballot.electorate);
    expect(ballot.cast).toBeGreaterThan(0);
  });
  test('新能源物业问题: decided by vote, carried out, evaluated and archived', async () => {
    const found = await topics(
      '000',
      'categories: [PROPERTY_MANAGEMENT]',
      'title stage result ballot { secret cast electorate result } decision { isDone } evaluation { value }',
    );
    expect(found).toEqual([
      {
        ...{ title: '新能源小区物业问题', stage: 'ARCHIVED', result: 'ADOPTED', decision: { isDone: true }, evaluation: { value: 0.8 } },
        ballot: { secret: false, cast: 9, electorate: 9, result: 'ADOPTED' },
      },
    ]);
  });
});

describe('001', () => {
  test('居民议事厅: 社区工作者、退休干部、优秀党员; 五方', async () => {
    const hall = await body('001', 'kinds: [RESIDENT_COUNCIL]', `name rules { text } ${MEMBERS} ${held('COUNCIL')} ${COMPLIANCE}`);
    expect(hall).toMatchObject({ name: '居民议事厅', sessions: { totalCount: 12 }, meetingCompliance: { value: 1 } });
    const of = (key: 'capacity' | 'party') => hall.members.nodes.map((member: Record<string, string>) => member[key]);
    expect(of('capacity')).toEqual(expect.arrayContaining(['COMMUNITY_WORKER', 'RETIRED_CADRE', 'OUTSTANDING_PARTY_MEMBER']));
    expect(of('party')).toEqual(expect.arrayContaining(['COMMUNITY', 'ESTATE', 'PROPERTY_COMPANY', 'SOCIAL_ORGANIZATION', 'RESIDENTS']));
  });
  test('急难愁盼8件, each with its finished work', async () => {
    const done = await topics('001', 'stages: [ARCHIVED]', 'decision { isDone } category');
    expect(done).toHaveLength(8);
    for (const { decision } of done) expect(decision.isDone).toBe(true);
    const categories = new Set(done.map(({ category }: { category: string }) => category));
    expect(categories).toEqual(new Set(['PROPERTY_SERVICE', 'INFRASTRUCTURE']));
  });
  test('the work was made by the decision, and staff see it', async () => {
    const cadre = await app.as('community-cadre', '001');
    const found = await cadre.data(
      '{ topics(first: 20, filter: { stages: [ARCHIVED] }) { nodes { title decidedAt execution { title state channel reportedAt } } } }',
    );
    for (const { title, decidedAt, execution } of found.topics.nodes) {
      expect(execution).toMatchObject([{ title, state: 'CLOSED', channel: 'COUNCIL_HALL' }]);
      expect(execution[0].reportedAt > decidedAt).toBe(true);
    }
  });
});

describe('002', () => {
  test('领导小组每季度会议', async () => {
    const { recurrence, meetingCompliance } = await body('002', 'kinds: [LEADING_GROUP]', `recurrence { frequency } ${COMPLIANCE}`);
    expect(recurrence).toEqual({ frequency: 'QUARTERLY' });
    expect(meetingCompliance).toEqual({ numerator: 4, denominator: 4, value: 1 });
  });
  test('九个网格党支部每周例会, but for the week of the Spring Festival', async () => {
    const { totalCount, nodes } = await bodies('002', 'kinds: [BRANCH_MEETING]', `recurrence { frequency } ${COMPLIANCE}`);
    expect(totalCount).toBe(9);
    for (const { recurrence, meetingCompliance } of nodes) {
      expect(recurrence).toEqual({ frequency: 'WEEKLY' });
      expect(meetingCompliance).toEqual({ numerator: 51, denominator: 52, value: 51 / 52 });
    }
  });
  test('邻里纠纷、信访调解、家政就业', async () => {
    const found = await topics('002', 'categories: [NEIGHBOUR_DISPUTE, PETITION_MEDIATION, HOUSEKEEPING_EMPLOYMENT]', 'category');
    expect(new Set(found.map(({ category }: { category: string }) => category)).size).toBe(3);
  });
});

describe('003', () => {
  test('议事组织全覆盖: each of the 57 grids has a body of its own', async () => {
    const { grids } = await ask(
      '003',
      'organization(code: "003") { grids(first: 100) { nodes { id deliberationBodies(first: 5) { nodes { grid { id } } } } } }',
    );
    expect(grids.nodes).toHaveLength(57);
    for (const { id, deliberationBodies } of grids.nodes) expect(deliberationBodies.nodes).toContainEqual({ grid: { id } });
  });
  test('爱心议事会、民心亭议事园, 定期议 and 临时议; 议事规则 in versions', async () => {
    const love = await body('003', 'kinds: [LOVE_COUNCIL]', `name ${COMPLIANCE} rulesVersions { number text }`);
    expect(love).toMatchObject({ name: '爱心议事会', meetingCompliance: { value: 1 }, rulesVersions: [{ number: 2 }, { number: 1 }] });
    const garden = await body('003', 'kinds: [PAVILION_GARDEN]', `name ${COMPLIANCE} ${held('TEMPORARY')}`);
    expect(garden).toMatchObject({ name: '民心亭议事园', meetingCompliance: { value: 1 }, sessions: some });
  });
  test('裕鸿佳苑第四社区每月15号晚网格夜谈会: a year, and one was missed', async () => {
    const { deliberationBodies } = await ask(
      '003',
      `organization(code: "003-C4") { deliberationBodies(first: 20) { nodes { name recurrence { rule time } ${COMPLIANCE}
         calendar(first: 13) { nodes { dueAt status session { kind } } } } } }`,
    );
    const talk = deliberationBodies.nodes.find(({ name }: { name: string }) => name === '网格夜谈会');
    expect(talk).toMatchObject({ recurrence: { rule: 'FREQ=MONTHLY;BYMONTHDAY=15', time: '19:00' } });
    expect(talk.meetingCompliance).toEqual({ numerator: 11, denominator: 12, value: 11 / 12 });
    const dues: { dueAt: string; status: string; session: object | null }[] = talk.calendar.nodes;
    expect(dues.map(({ dueAt }) => dueAt.slice(8))).toEqual(Array(13).fill('15T11:00:00.000Z'));
    expect(dues.map(({ status }) => status)).toEqual(['HELD', 'HELD', 'MISSED', ...Array(9).fill('HELD'), 'UPCOMING']);
    for (const { status, session } of dues) expect(session).toEqual(status === 'HELD' ? { kind: 'NIGHT_TALK' } : null);
  });
  test('三驾马车: 居委会、业委会、物业 meet each month, chaired by the branch of the estate', async () => {
    const joint = await body(
      '003',
      'kinds: [JOINT_CONFERENCE]',
      `${MEMBERS} ${COMPLIANCE} chairRoster { appointments { position } } ${held('JOINT')}`,
    );
    expect(joint.members.totalCount).toBe(3);
    expect(new Set(joint.members.nodes.map(({ party }: { party: string }) => party))).toEqual(
      new Set(['RESIDENTS_COMMITTEE', 'OWNERS_COMMITTEE', 'PROPERTY_COMPANY']),
    );
    expect(joint.meetingCompliance).toEqual({ numerator: 12, denominator: 12, value: 1 });
    expect(joint.chairRoster[0].appointments).toContainEqual({ position: 'PARTY_SECRETARY' });
  });
  test('社区党建联席会轮值主席制: the chair goes round', async () => {
    const conference = await body(
      '003',
      'kinds: [COMMUNITY_PARTY_CONFERENCE]',
      'chairRoster { id } nextChairs(count: 1) { id } sessions(first: 12, orderBy: { field: SCHEDULED_AT, direction: ASC }) { nodes { chair { id } } }',
    );
    const roster = conference.chairRoster;
    expect(roster).toHaveLength(5);
    const { nodes } = conference.sessions;
    expect(nodes.map(({ chair }: { chair: object }) => chair)).toEqual(nodes.map((_: object, n: number) => roster[n % 5]));
    expect(conference.nextChairs).toEqual([roster[nodes.length % 5]]);
  });
  test('每季度警情通报', async () => {
    const briefing = await body('003', 'kinds: [RESIDENT_REPRESENTATIVES]', `recurrence { frequency } ${COMPLIANCE} ${held('BRIEFING')}`);
    expect(briefing).toMatchObject({
      recurrence: { frequency: 'QUARTERLY' },
      meetingCompliance: { value: 1 },
      sessions: { totalCount: 4 },
    });
  });
  test.each(['HEARING', 'COORDINATION', 'EVALUATION'])('听证会、协调会、评议会: %s', async (kind) => {
    expect(await ask('003', `deliberationSessions(first: 1, filter: { kinds: [${kind}], held: true }) { totalCount }`)).toEqual(some);
  });
  test('养宠、分类、毁绿、高空抛物、楼道堆物、晾晒', async () => {
    const six = ['PET_KEEPING', 'WASTE_SORTING', 'GREEN_DAMAGE', 'THROWN_OBJECTS', 'CORRIDOR_CLUTTER', 'DRYING'];
    const found = await topics('003', `categories: [${six}]`, 'category');
    expect(new Set(found.map(({ category }: { category: string }) => category))).toEqual(new Set(six));
  });
  test('民提、民议、民决、民评', async () => {
    const cadre = await app.as('community-cadre', '003');
    for (const stage of ['PROPOSED', 'DELIBERATING', 'DECIDED', 'EVALUATED'])
      expect((await cadre.data(`{ topics(first: 1, filter: { stages: [${stage}] }) { totalCount } }`)).topics, stage).toEqual(some);
  });
  test('监督检查结果公开: by three departments, published by the residential party organisation, for everybody', async () => {
    const { disclosureNotices } = await app.anonymous.data(
      '{ disclosureNotices(first: 10) { nodes { department { name } supervised { kind } publisher { kind } state } } }',
    );
    const departments = disclosureNotices.nodes.map(({ department }: { department: { name: string } }) => department.name);
    expect(departments.sort()).toEqual(['房管部门', '公安部门', '司法部门'].sort());
    for (const { publisher, supervised } of disclosureNotices.nodes) {
      expect(publisher.kind).toBe('COMMUNITY_PARTY_GENERAL_BRANCH');
      expect(['PROPERTY_COMPANY', 'OWNERS_COMMITTEE']).toContain(supervised.kind);
    }
  });
  test('发现、会商、处置、反馈: a topic out of an incident, its session, its work, and its end', async () => {
    const cadre = await app.as('community-cadre', '003');
    const found = await cadre.data(
      `{ topics(first: 5, filter: { stages: [REPORTED_DONE], categories: [OTHER] }) { nodes {
           proposerKind incident { state } session { kind } execution { state } decision { isDone } } } }`,
    );
    expect(found.topics.nodes).toEqual([
      {
        ...{ proposerKind: 'INCIDENT', incident: { state: 'CLOSED' }, session: { kind: 'COORDINATION' } },
        ...{ execution: [{ state: 'CLOSED' }], decision: { isDone: true } },
      },
    ]);
  });
});

test('004: 民议事厅', async () => {
  const hall = await body('004', 'kinds: [RESIDENT_COUNCIL]', `name ${COMPLIANCE} topics(first: 5) { totalCount }`);
  expect(hall).toMatchObject({ name: '民议事厅', meetingCompliance: { value: 1 }, topics: { totalCount: 3 } });
});

describe('covenants, as everybody reads them', () => {
  const covenants = async (code: string, fields: string, filter = '') =>
    (await app.anonymous.data(`{ organization(code: "${code}") { covenants(first: 10${filter}) { nodes { ${fields} } } } }`)).organization
      .covenants.nodes;
  const TEXT = 'title kind currentVersion { number text status signatureCount signatureRate { value } } versions { number status }';
  test('000: 五里情怀、五里礼数、五里公约', async () => {
    const found = await covenants('000', TEXT);
    expect(found.map(({ title }: { title: string }) => title).sort()).toEqual(['五里情怀', '五里礼数', '五里公约'].sort());
    const of = (title: string) => found.find((one: { title: string }) => one.title === title);
    expect(of('五里公约').versions).toEqual([
      { number: 2, status: 'IN_FORCE' },
      { number: 1, status: 'PAST' },
    ]);
    expect(of('五里礼数').versions).toEqual([
      { number: 2, status: 'COMING' },
      { number: 1, status: 'IN_FORCE' },
    ]);
    for (const { currentVersion } of found) {
      expect(currentVersion).toMatchObject({ status: 'IN_FORCE', signatureRate: null });
      expect(currentVersion.text).not.toBe('');
    }
    expect(of('五里公约').currentVersion.signatureCount).toBeGreaterThan(20);
  });
  test('003: 网格契约 制定、监督; 自治章程', async () => {
    const cadre = await app.as('resident', '003');
    const { covenants: grid } = await cadre.data(
      `{ covenants(first: 5, filter: { kinds: [GRID_COVENANT], within: ${JSON.stringify(await ask('003', 'organization(code: "003") { id }').then(({ id }) => id))} }) { nodes {
           grid { level } supervisors { id } currentVersion { drafters { id } session { kind quorum { reached } } signatureRate { numerator denominator } } } } }`,
    );
    expect(grid.nodes).toHaveLength(1);
    const [{ supervisors, currentVersion }] = grid.nodes;
    expect(supervisors).toHaveLength(2);
    expect(currentVersion).toMatchObject({ drafters: Array(3).fill({ id: expect.any(String) }), session: { quorum: { reached: true } } });
    expect(currentVersion.signatureRate.numerator).toBeGreaterThan(0);
    expect(currentVersion.signatureRate.denominator).toBeGreaterThan(currentVersion.signatureRate.numerator);
    expect(await covenants('003', 'kind', ', filter: { kinds: [CHARTER] }')).toEqual([{ kind: 'CHARTER' }]);
  });
  test('004: 居民公约, adopted by the hall', async () => {
    const [found] = await ask(
      '004',
      'organization(code: "004") { covenants(first: 5) { nodes { currentVersion { session { body { name } } } } } }',
    ).then(({ covenants }) => covenants.nodes);
    expect(found.currentVersion.session.body).toEqual({ name: '民议事厅' });
  });
  test('each state of covenants and of breaches is somewhere, for staff', async () => {
    const states = new Set<string>();
    const breaches = new Set<string>();
    for (const code of ['000', '001', '002']) {
      const officer = await app.as('street-supervisor', code);
      const found = await officer.data('{ covenants(first: 20) { nodes { state } } covenantBreaches(first: 20) { nodes { state } } }');
      for (const { state } of found.covenants.nodes) states.add(state);
      for (const { state } of found.covenantBreaches.nodes) breaches.add(state);
    }
    expect([...states].sort()).toEqual(['ADOPTED', 'DRAFT', 'ENDED', 'WITHDRAWN']);
    expect([...breaches].sort()).toEqual(['DISMISSED', 'REPORTED', 'TURNED_INTO_INCIDENT', 'TURNED_INTO_TOPIC']);
  });
});

test.each(['000', '001', '002', '003', '004'])(
  '%s: every ballot is counted as it was cast, and every session had its quorum',
  async (code) => {
    const cadre = await app.as('street-supervisor', code);
    const { topics, deliberationSessions } = await cadre.data(
      `{ topics(first: 100) { nodes { ballot { state result quorum { reached } cast tally { option votes } } } }
       deliberationSessions(first: 100, filter: { held: true }) { nodes { quorum { reached } } } }`,
    );
    for (const { ballot } of topics.nodes) {
      if (ballot?.state !== 'CLOSED') continue;
      const [yes, no] = ballot.tally;
      expect(ballot).toMatchObject({ result: 'ADOPTED', quorum: { reached: true } });
      expect(yes.votes * 2).toBeGreaterThan(ballot.cast);
      expect(yes.votes + no.votes).toBe(ballot.cast - 1);
    }
    for (const { quorum } of deliberationSessions.nodes) expect(quorum.reached).toBe(true);
  },
);

test('one query: what is due in my grids this month, who chairs, what waits, what was decided last, and whether it is done', async () => {
  const cadre = await app.as('community-cadre', '001');
  const { sessionsDue } = await cadre.data(
    `{ sessionsDue(first: 20, filter: { mine: true, dueAt: { from: "2026-12-01T00:00:00+08:00", to: "2027-01-01T00:00:00+08:00" } }) { nodes {
         dueAt chair { id } session { agenda { topic { title stage } } }
         body { topics(first: 3, filter: { stages: [ARCHIVED, IMPLEMENTING] }) { nodes { title decision { isDone responsible { id } } } } } } } }`,
  );
  const [due] = sessionsDue.nodes;
  expect(due.session.agenda).toEqual([{ topic: { title: '小区快递柜选址', stage: 'DELIBERATING' } }]);
  expect(due.chair.id).toMatch(/^per_/);
  expect(due.body.topics.nodes).toHaveLength(3);
  for (const { decision } of due.body.topics.nodes) expect(decision.isDone).toBe(true);
});
