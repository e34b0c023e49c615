import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicId } from '../../../src/kernel/ids.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { anyQuorum, openForum } from '../ballots/forum.js';
import { done, outcomeOf, perform, personOf } from '../deliberation/hall.js';
import { toldOf } from '../notifications/told.js';

/** Covenants: drafted, adopted by a session, signed by households, watched over, and what becomes of breaches. */

let app: App;
let forum: Awaited<ReturnType<typeof openForum>>;
let resident: Client;
let household: { id: string; grid: string };
beforeAll(async () => {
  app = await startApp();
  forum = await openForum(app);
  resident = await app.as('resident');
  const [found] = await app.database.query<{ id: string; grid_id: string }>(
    `select h.id, d.grid_id from household h join dwelling d on d.id = h.dwelling_id join household_member m on m.household_id = h.id and m.valid_to is null
     where m.person_id = (select person_id from account where subject = 'resident@000')`,
  );
  household = { id: publicId('Household', found!.id), grid: publicId('Grid', found!.grid_id) };
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

const draft = (more: object = {}) =>
  done(forum.cadre, 'draftCovenant', {
    ...{ organizationId: forum.organization.id, kind: 'RESIDENT_CONVENTION', title: '公约', text: '第一稿' },
    ...more,
  }).then(({ id }) => id as string);

const submit = async (id: string, body?: string) => {
  const { topic, session } = await forum.before(body ?? (await forum.body({ rules: { ...anyQuorum, publicityDays: 0 } })));
  await done(forum.cadre, 'submitCovenant', { id, topicId: topic });
  return { topic, session };
};
/** The topic of a draft is decided, in a session that is over. */
async function decide(id: string, result = 'ADOPTED', isOver = true, body?: string) {
  const { topic, session } = await submit(id, body);
  const chair = forum.members[0]!;
  await done(chair, 'decideByConsensus', { id: topic, result, resolution: '同意' });
  if (isOver) await done(chair, 'closeSession', { id: session });
  return topic;
}
/** A covenant in force. */
async function adopted(more: object = {}) {
  const id = await draft(more);
  await decide(id);
  await done(forum.cadre, 'adoptCovenant', { id });
  return { id, covenantVersion: (await read(forum.cadre, id)).currentVersion.id as string };
}
const VERSION = 'id number text status from to session { state } topic { id } signatureCount signatureRate { numerator denominator }';
const read = async (client: Client, id: string) =>
  (
    await client.data(
      `query ($id: ID!) { covenant(id: $id) { state supervisors { id } currentVersion { ${VERSION} } versions { ${VERSION} } history { nodes { verb actor { id } } } } }`,
      { id },
    )
  ).covenant;

describe('a covenant', () => {
  test('is for staff until a session adopts it, then for everybody; without the draft of the next version', async () => {
    const id = await draft();
    expect(await read(app.anonymous, id)).toBe(null);
    expect(await read(resident, id)).toBe(null);
    await decide(id);
    await done(forum.cadre, 'adoptCovenant', { id });
    await done(forum.cadre, 'reviseCovenant', { id, text: '第二稿' });
    const known = await read(app.anonymous, id);
    expect(known).toMatchObject({ state: 'ADOPTED', currentVersion: { number: 1, text: '第一稿', status: 'IN_FORCE', session: null } });
    expect(known.versions).toHaveLength(1);
    for (const { actor } of known.history.nodes) expect(actor).toBe(null);
    expect((await read(forum.cadre, id)).versions.map(({ status }: { status: string }) => status)).toEqual(['DRAFT', 'IN_FORCE']);
  });

  test('is drafted by staff in their own subtree', async () => {
    const input = { organizationId: forum.organization.id, kind: 'CHARTER', title: '章程', text: '全文' };
    expect(await outcomeOf(resident, 'draftCovenant', input)).toBe('FORBIDDEN');
    expect(await outcomeOf(await app.as('grid-leader'), 'draftCovenant', input)).toBe('FORBIDDEN');
    expect(await outcomeOf(await app.as('grid-leader'), 'draftCovenant', { ...input, organizationId: null, gridId: forum.grid.id })).toBe(
      'DONE',
    );
    expect(await outcomeOf(await app.as('street-supervisor', '001'), 'draftCovenant', input)).toBe('FORBIDDEN');
  });

  test.each([
    ['was rejected', (id: string) => decide(id, 'REJECTED')],
    ['was deferred', (id: string) => decide(id, 'DEFERRED')],
    ['was adopted in a session that still sits', (id: string) => decide(id, 'ADOPTED', false)],
    ['is not decided', submit],
    ['does not exist', () => undefined],
  ])('is not adopted by a topic that %s', async (_, prepare: (id: string) => unknown) => {
    const id = await draft();
    await prepare(id);
    expect(await outcomeOf(forum.cadre, 'adoptCovenant', { id })).toBe('WRONG_STATE');
    expect((await read(forum.cadre, id)).state).toBe('DRAFT');
  });

  test('is put on a topic that is still to be decided, of a body of all of its place, and for no other version', async () => {
    const id = await draft();
    const gridTopic = await forum.propose(await forum.body({ gridId: forum.grid.id, rules: anyQuorum }));
    const taken = (await submit(await draft())).topic;
    const over = await decide(await draft(), 'REJECTED');
    for (const topicId of [gridTopic, taken, over])
      expect(await perform(forum.cadre, 'submitCovenant', { id, topicId })).toMatchObject({ outcome: 'INVALID', path: 'topicId' });
    const { topic } = await submit(id);
    expect((await read(forum.cadre, id)).versions[0].topic.id).toBe(topic);
    await submit(id);
    expect((await read(forum.cadre, id)).versions[0].topic.id).not.toBe(topic);
  });

  test('is read by who sees the topic that decides on it, and by nobody without a token', async () => {
    const id = await draft();
    const { topic } = await submit(id);
    const seen = async (client: Client) =>
      (await client.data('query ($id: ID!) { topic(id: $id) { covenantVersion { text status covenant { title state } } } }', { id: topic }))
        .topic;
    expect(await seen(resident)).toEqual({
      covenantVersion: { text: '第一稿', status: 'DRAFT', covenant: { title: '公约', state: 'DRAFT' } },
    });
    expect(await seen(app.anonymous)).toBe(null);
    expect(await read(resident, id)).toBe(null);
  });

  test('is revised until people vote on it, and not while they do', async () => {
    const id = await draft();
    const { topic } = await submit(id);
    await done(forum.cadre, 'reviseCovenant', { id, text: '会上修改' });
    await done(forum.members[0]!, 'openBallot', { id: topic, method: 'YES_NO_ABSTAIN' });
    expect(await outcomeOf(forum.cadre, 'reviseCovenant', { id, text: '表决中修改' })).toBe('WRONG_STATE');
    expect(await outcomeOf(forum.cadre, 'submitCovenant', { id, topicId: await forum.propose(await forum.body()) })).toBe('WRONG_STATE');
    expect((await read(forum.cadre, id)).versions[0]).toMatchObject({ text: '会上修改', topic: { id: topic } });
  });

  test('is adopted as it stood when it was decided', async () => {
    const id = await draft();
    await decide(id);
    expect(await outcomeOf(forum.cadre, 'submitCovenant', { id, topicId: await forum.propose(await forum.body()) })).toBe('WRONG_STATE');
    await done(forum.cadre, 'reviseCovenant', { id, text: '会后改动' });
    expect((await read(forum.cadre, id)).versions[0].topic).toBe(null);
    expect(await outcomeOf(forum.cadre, 'adoptCovenant', { id })).toBe('WRONG_STATE');
    await decide(id);
    await done(forum.cadre, 'adoptCovenant', { id });
    expect((await read(app.anonymous, id)).currentVersion.text).toBe('会后改动');
  });

  test('holds when the publicity of its decision is over, and the version before holds until then', async () => {
    const id = await draft();
    await decide(id);
    await done(forum.cadre, 'adoptCovenant', { id });
    await done(forum.cadre, 'reviseCovenant', { id, text: '第二稿' });
    const body = await forum.body({ rules: { ...anyQuorum, publicityDays: 5 } });
    await decide(id, 'ADOPTED', true, body);
    const {
      versions: [{ from: first }],
    } = await read(app.anonymous, id);
    expect(await perform(forum.cadre, 'adoptCovenant', { id, from: first })).toMatchObject({ outcome: 'INVALID', path: 'from' });
    await done(forum.cadre, 'adoptCovenant', { id });
    const { versions } = await read(app.anonymous, id);
    expect(versions.map(({ number, status }: { number: number; status: string }) => [number, status])).toEqual([
      [2, 'COMING'],
      [1, 'IN_FORCE'],
    ]);
    expect(versions[0].from > first).toBe(true);
    expect(versions[1].to).toBe(versions[0].from);
    await done(forum.cadre, 'endCovenant', { id, reason: '换届' });
    const ended = await read(app.anonymous, id);
    expect(ended.currentVersion).toBe(null);
    expect(ended.versions.map(({ status }: { status: string }) => status)).toEqual(['PAST', 'PAST']);
    expect(await outcomeOf(forum.cadre, 'reviseCovenant', { id, text: '第三稿' })).toBe('WRONG_STATE');
  });

  test('is adopted once, however many adopt at a time', async () => {
    const id = await draft();
    await decide(id);
    const outcomes = await Promise.all([1, 2, 3].map(() => outcomeOf(forum.cadre, 'adoptCovenant', { id })));
    expect(outcomes.filter((outcome) => outcome === 'DONE')).toHaveLength(1);
    for (const outcome of outcomes) expect(['DONE', 'CONFLICT', 'WRONG_STATE']).toContain(outcome);
    expect((await read(forum.cadre, id)).versions).toHaveLength(1);
  });

  test('ends with its grid', async () => {
    const officer = await app.as('street-supervisor');
    const { grid } = (await officer.data('{ grid: organization(code: "000-C1") { id } }')) as { grid: { id: string } };
    const made = await done(officer, 'createGrid', { code: '000-COV', name: '公约网格', kind: 'GENERAL', communityId: grid.id });
    const id = (await done(officer, 'draftCovenant', { gridId: made.id, kind: 'GRID_COVENANT', title: '契约', text: '全文' })).id;
    await done(officer, 'closeGrid', { id: made.id, successorId: forum.grid.id });
    expect((await read(officer, id)).state).toBe('WITHDRAWN');
  });
});

describe('a signature', () => {
  test('is given once by an adult of the household, counted, and withdrawn by the same', async () => {
    const { id, covenantVersion } = await adopted();
    expect(await toldOf(resident, id)).toEqual(['COVENANT_ADOPTED']);
    const sign = { covenantVersionId: covenantVersion, householdId: household.id };
    const outcomes = await Promise.all([1, 2, 3].map(() => outcomeOf(resident, 'signCovenant', sign)));
    expect(outcomes.filter((outcome) => outcome === 'DONE')).toHaveLength(1);
    for (const outcome of outcomes) expect(['DONE', 'WRONG_STATE', 'CONFLICT']).toContain(outcome);
    const counted = async () => (await read(resident, id)).currentVersion;
    expect(await counted()).toMatchObject({ signatureCount: 1, signatureRate: { numerator: 1 } });
    expect((await read(app.anonymous, id)).currentVersion).toMatchObject({ signatureCount: 1, signatureRate: null });
    const list = async (client: Client) =>
      (
        await client.data(
          'query ($id: ID!) { node(id: $id) { ... on CovenantVersion { signatures(first: 5) { nodes { id signedBy { id } withdrawnAt } } } } }',
          {
            id: covenantVersion,
          },
        )
      ).node.signatures.nodes;
    const [signature] = await list(resident);
    expect(signature.signedBy.id).toBe(await personOf(resident));
    expect(await list(app.anonymous)).toEqual([]);
    expect(await list(await app.as('property-staff'))).toEqual([]);
    expect(await list(await app.as('grid-worker'))).toHaveLength(1);
    expect(await outcomeOf(await app.as('grid-worker'), 'withdrawCovenantSignature', { id: signature.id })).toBe('FORBIDDEN');
    await done(resident, 'withdrawCovenantSignature', { id: signature.id });
    expect(await outcomeOf(resident, 'withdrawCovenantSignature', { id: signature.id })).toBe('WRONG_STATE');
    expect(await counted()).toMatchObject({ signatureCount: 0 });
    expect(await outcomeOf(resident, 'signCovenant', sign)).toBe('DONE');
  });

  test('is given for nobody else, by no child, for no home outside, and not to what does not hold', async () => {
    const { id, covenantVersion } = await adopted();
    const sign = { covenantVersionId: covenantVersion, householdId: household.id };
    expect(await outcomeOf(await app.as('grid-worker'), 'signCovenant', sign)).toBe('FORBIDDEN');
    const aged = (birth: string) =>
      app.database.query(
        `update resident set birth_date = $1 where person_id = (select person_id from account where subject = 'resident@000')`,
        [birth],
      );
    const [{ birth_date: before }] = (await app.database.query<{ birth_date: string }>(
      `select birth_date::text from resident where person_id = (select person_id from account where subject = 'resident@000')`,
    )) as [{ birth_date: string }];
    await aged('2015-01-01');
    expect(await perform(resident, 'signCovenant', sign)).toMatchObject({ outcome: 'INVALID', path: 'householdId' });
    await aged(before);
    const elsewhere = await forum.cadre.data('{ grids(first: 15, filter: { levels: [1] }) { nodes { id code community { code } } } }');
    const other = elsewhere.grids.nodes.find(
      (one: { id: string; code: string; community: { code: string } }) =>
        one.community.code === '000-C1' && one.code !== '000-COV' && one.id !== household.grid,
    );
    const far = await adopted({ organizationId: null, gridId: other.id });
    expect(await perform(resident, 'signCovenant', { ...sign, covenantVersionId: far.covenantVersion })).toMatchObject({
      outcome: 'INVALID',
      path: 'householdId',
    });
    await done(forum.cadre, 'endCovenant', { id, reason: '换届' });
    expect(await outcomeOf(resident, 'signCovenant', sign)).toBe('WRONG_STATE');
  });
});

describe('a breach', () => {
  const report = (client: Client, covenantId: string) =>
    done(client, 'reportCovenantBreach', { covenantId, text: '高空抛物' }).then(({ id }) => id as string);
  const seen = async (client: Client, id: string) =>
    (
      await client.data(
        'query ($id: ID!) { covenantBreach(id: $id) { state reporter { id } topic { id title covenantBreach { id } } incident { id title covenantBreach { id } } viewerActions(allowed: true) { verb } } }',
        { id },
      )
    ).covenantBreach;

  test('becomes an incident of its reporter, linked both ways', async () => {
    const { id: covenant } = await adopted();
    const id = await report(resident, covenant);
    const {
      incidentCategories: [category],
    } = await forum.cadre.data('{ incidentCategories { id } }');
    const turn = { id, title: '三楼高空抛物', categoryId: category.id };
    expect(await perform(forum.cadre, 'turnBreachIntoIncident', turn)).toMatchObject({ outcome: 'REQUIRED', path: 'gridId' });
    await done(forum.cadre, 'turnBreachIntoIncident', { ...turn, gridId: household.grid });
    for (const client of [forum.cadre, resident])
      expect(await seen(client, id)).toMatchObject({
        ...{ state: 'TURNED_INTO_INCIDENT', incident: { title: '三楼高空抛物', covenantBreach: { id } } },
        reporter: { id: await personOf(resident) },
      });
    expect(await outcomeOf(forum.cadre, 'dismissBreach', { id, reason: '不属实' })).toBe('WRONG_STATE');
  });

  test('becomes a topic, or nothing of it is done', async () => {
    const { id: covenant } = await adopted();
    const id = await report(resident, covenant);
    const turn = { id, title: '高空抛物', category: 'THROWN_OBJECTS' };
    const bodyId = await forum.body();
    await done(forum.cadre, 'turnBreachIntoTopic', { ...turn, bodyId });
    expect(await seen(forum.cadre, id)).toMatchObject({ state: 'TURNED_INTO_TOPIC', topic: { title: '高空抛物', covenantBreach: { id } } });
    // A topic that is not admitted yet is for staff and its proposer.
    expect(await seen(resident, id)).toMatchObject({ topic: null });
  });

  test('becomes one thing, however many decide at a time; and nothing is left of what was refused', async () => {
    const { id: covenant } = await adopted();
    const id = await report(resident, covenant);
    const bodyId = await forum.body();
    const {
      incidentCategories: [category],
    } = await forum.cadre.data('{ incidentCategories { id } }');
    const outcomes = await Promise.all([
      outcomeOf(forum.cadre, 'turnBreachIntoTopic', { id, title: '只此一件', category: 'OTHER', bodyId }),
      outcomeOf(forum.cadre, 'turnBreachIntoTopic', { id, title: '只此一件', category: 'OTHER', bodyId }),
      outcomeOf(forum.cadre, 'turnBreachIntoIncident', { id, title: '只此一件', categoryId: category.id, gridId: household.grid }),
      outcomeOf(forum.cadre, 'dismissBreach', { id, reason: '不属实' }),
    ]);
    expect(outcomes.filter((outcome) => outcome === 'DONE')).toHaveLength(1);
    const [{ made }] = (await app.database.query(
      `select (select count(*)::int from topic where title = '只此一件') + (select count(*)::int from incident where title = '只此一件') as made`,
    )) as [{ made: number }];
    expect(made).toBe((await seen(forum.cadre, id)).state === 'DISMISSED' ? 0 : 1);
  });

  test('is reported of what holds, not of what will', async () => {
    const id = await draft();
    await decide(id, 'ADOPTED', true, await forum.body({ rules: { ...anyQuorum, publicityDays: 5 } }));
    await done(forum.cadre, 'adoptCovenant', { id });
    expect(await outcomeOf(resident, 'reportCovenantBreach', { covenantId: id, text: '高空抛物' })).toBe('WRONG_STATE');
  });

  test('is decided by who watches over the covenant, who is not told who reported it', async () => {
    const { id: covenant } = await adopted();
    const id = await report(resident, covenant);
    const watcher = await app.as('property-staff');
    expect(await seen(watcher, id)).toBe(null);
    const self = { id: covenant, supervisorIds: [await personOf(forum.cadre)] };
    expect(await outcomeOf(forum.cadre, 'nameCovenantSupervisors', self)).toBe('FORBIDDEN');
    await done(forum.cadre, 'nameCovenantSupervisors', { id: covenant, supervisorIds: [await personOf(watcher)] });
    expect(await seen(watcher, id)).toMatchObject({ state: 'REPORTED', reporter: null });
    expect((await seen(watcher, id)).viewerActions).toHaveLength(3);
    // Whoever neither lives nor serves there any more watches over nothing.
    const [post] = await app.database.query<{ id: string; valid_to: string | null }>(
      `update appointment set valid_from = valid_from - 100, valid_to = current_date - 1 where valid_to is null
         and person_id = (select person_id from account where subject = 'property-staff@000') returning id, valid_to`,
    );
    const [home] = await app.database.query<{ id: string; place: string }>(
      `with before as (select id, place from person where id = (select person_id from account where subject = 'property-staff@000'))
       update person set place = null from before where person.id = before.id returning before.id, before.place`,
    );
    expect(await seen(watcher, id)).toBe(null);
    expect(await outcomeOf(watcher, 'dismissBreach', { id, reason: '已离任' })).toBe('NOT_FOUND');
    await app.database.query('update appointment set valid_to = null where id = $1', [post!.id]);
    await app.database.query('update person set place = $2 where id = $1', [home!.id, home!.place]);
    await expect.poll(() => seen(watcher, id).then((breach) => breach?.state)).toBe('REPORTED');
    expect((await seen(resident, id)).viewerActions).toEqual([]);
    await done(watcher, 'dismissBreach', { id, reason: '已自行整改' });
    expect(await outcomeOf(await app.as('resident', '001'), 'reportCovenantBreach', { covenantId: covenant, text: '外区' })).toBe(
      'FORBIDDEN',
    );
  });
});
