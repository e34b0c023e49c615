import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_ISSUER } from '../../../src/demo/personas.js';
import { dayOf } from '../../../src/kernel/clock.js';
import { publicId } from '../../../src/kernel/ids.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { done, outcomeOf, perform, personOf } from '../deliberation/hall.js';
import { toldOf } from '../notifications/told.js';

/** The chief of a stairwell is selected in six steps, in order, each by its own actors; with a public notice that objections are heard in. */

let ahead = 0;
const start = Date.parse('2026-11-23T09:00:00+08:00') - Date.now();
const clock = () => new Date(Date.now() + start + ahead);
const passDays = (days: number) => {
  ahead += days * 86_400_000;
};
/** Monday 23 November is the first; Wednesday 25 is made a day off, so that five working days end on Tuesday 1 December. */
const FROM_NOTICE_TO_LAST_DAY = 8;
/** By then any notice is over, whatever days off there are. */
const LONG = 20;

let app: App;
let cadre: Client;
let street: Client;
let branch: Client;
let stranger: Client;
interface House {
  readonly stairwell: string;
  readonly place: string;
  /** Adults who live there. */
  readonly neighbours: readonly Client[];
}
const houses: House[] = [];
/** A stairwell that no other test takes. */
const house = (): House => houses.pop()!;

beforeAll(async () => {
  app = await startApp({ clock });
  [cadre, street, branch, stranger] = (await Promise.all(
    (['community-cadre', 'street-supervisor', 'police', 'property-staff'] as const).map((name) => app.as(name)),
  )) as [Client, Client, Client, Client];
  const root = (await app.anonymous.data('{ organization(code: "000") { id } }')).organization.id;
  const dayOff = 'mutation ($input: SetCalendarDayInput!) { setCalendarDay(input: $input) { userErrors { code } } }';
  await (await app.as('admin')).data(dayOff, { input: { organizationId: root, date: '2026-11-25', kind: 'HOLIDAY' } });
  const { organizations } = await street.data(
    '{ organizations(first: 1, filter: { kinds: [COMMUNITY_PARTY_COMMITTEE] }) { nodes { id } } }',
  );
  await done(street, 'appointPerson', {
    ...{ personId: await personOf(branch), position: 'PARTY_SECRETARY', organizationId: organizations.nodes[0].id, from: '2026-01-01' },
  });
  const found = await app.database.query<{ id: string; place: string; people: string[] }>(
    `select s.id, s.place, (array_agg(r.person_id order by r.person_id))[1:5] as people from stairwell s join resident r on r.place = s.place
     where s.jurisdiction_id = (select id from organization where code = '000') and r.status = 'ACTIVE' and r.birth_date < '2000-01-01'
       and not exists (select from account a where a.person_id = r.person_id) group by s.id, s.place having count(*) >= 8 order by s.place limit 10`,
  );
  for (const [n, { id, place, people }] of found.entries()) {
    await app.database.query(
      `insert into account (id, jurisdiction_id, issuer, subject, person_id)
       select gen_random_uuid(), p.jurisdiction_id, $1, 'home-' || $2::int || '-' || nth || '@000', p.id from unnest($3::uuid[]) with ordinality named(id, nth) join person p on p.id = named.id`,
      [DEMO_ISSUER, n, people],
    );
    houses.push({
      ...{ stairwell: publicId('Stairwell', id), place },
      neighbours: await Promise.all(people.map((_, nth) => app.as(`home-${n}-${nth + 1}` as never))),
    });
  }
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

const stand = async ({ stairwell, neighbours }: House, nth = 0): Promise<string> =>
  (await done(neighbours[nth]!, 'nominateForStairwell', { stairwellId: stairwell, statement: '愿为邻里服务' })).id;
const recommend = async ({ neighbours }: House, id: string, candidate = 0) => {
  for (const nth of [0, 1, 2, 3, 4].filter((nth) => nth !== candidate).slice(0, 3))
    await done(neighbours[nth]!, 'recommendCandidate', { id });
};
/** On public notice; with `isOver`, after its last day. */
const onNotice = async (home: House, isOver = false, nth = 0): Promise<string> => {
  const id = await stand(home, nth);
  await recommend(home, id, nth);
  await done(cadre, 'recommendForCommunity', { id });
  await review(id);
  if (isOver) passDays(LONG);
  return id;
};
/** From the review to the notice. */
const review = async (id: string) => {
  await done(branch, 'reviewSelection', { id });
  await done(street, 'approveSelection', { id });
  await done(cadre, 'publiciseSelection', { id });
};
const object = async (client: Client, selectionId: string) =>
  (await done(client, 'objectToSelection', { selectionId, text: '常年不在家' })).id as string;
const decide = (id: string, isUpheld: boolean) => ({ id, isUpheld, decision: '已核实' });

const FIELDS =
  'state candidateName statement candidate { id } recommendationCount recommendationsNeeded publicisedOn publicUntil appointment { position person { id } selection { id } } history { nodes { verb to actor { id } note } }';
const read = async (client: Client, id: string) =>
  (await client.data(`query ($id: ID!) { selection(id: $id) { ${FIELDS} } }`, { id })).selection;
const stateOf = async (id: string) => (await read(cadre, id)).state;
const chiefOf = async (stairwell: string) =>
  (await cadre.data('query ($id: ID!) { node(id: $id) { ... on Stairwell { chief { id } } } }', { id: stairwell })).node.chief;

const steps = [
  ['recommendCandidate', ['SELF_NOMINATED'], 'neighbour'],
  ['recommendForCommunity', ['RESIDENTS_RECOMMENDED'], 'cadre'],
  ['reviewSelection', ['COMMUNITY_RECOMMENDED', 'RETURNED'], 'branch'],
  ['approveSelection', ['GENERAL_BRANCH_REVIEWED'], 'street'],
  ['publiciseSelection', ['STREET_APPROVED'], 'cadre'],
  ['appointCandidate', ['PUBLICITY'], 'cadre or street'],
  ['rejectSelection', ['any'], 'cadre, street or branch'],
  ['withdrawSelection', ['any'], 'candidate'],
] as const;
const next: Readonly<Record<string, string>> = {
  ...{ recommendForCommunity: 'COMMUNITY_RECOMMENDED', reviewSelection: 'GENERAL_BRANCH_REVIEWED', approveSelection: 'STREET_APPROVED' },
  ...{ publiciseSelection: 'PUBLICITY', appointCandidate: 'APPOINTED', rejectSelection: 'REJECTED' },
  withdrawSelection: 'WITHDRAWN',
};
const ended = ['APPOINTED', 'REJECTED', 'WITHDRAWN'];
const actors = ['candidate', 'neighbour', 'neighbour 2', 'neighbour 3', 'cadre', 'street', 'branch', 'stranger'] as const;
type Actor = (typeof actors)[number];

describe('the six steps', () => {
  test('are taken in order, each by its own actors, whoever tries what and whenever', async () => {
    const home = house();
    const clients: Readonly<Record<Actor, Client>> = {
      ...{ candidate: home.neighbours[0]!, neighbour: home.neighbours[1]!, 'neighbour 2': home.neighbours[2]! },
      ...{ 'neighbour 3': home.neighbours[3]!, cadre, street, branch, stranger },
    };
    /** What the rules say, beside the product. */
    class Model {
      state = 'SELF_NOMINATED';
      lastDay = '';
      recommended = new Set<Actor>();

      outcome(actor: Actor, verb: string): string {
        const [, from, who] = steps.find(([name]) => name === verb)!;
        const isActor = actor.startsWith('neighbour') ? who === 'neighbour' : who.split(/, | or /).includes(actor);
        const isKnown = actor !== 'stranger' || ['PUBLICITY', 'APPOINTED'].includes(this.state);
        if (!isKnown) return 'NOT_FOUND';
        if (!isActor) return 'FORBIDDEN';
        const isOver = ended.includes(this.state);
        if (from[0] === 'any' ? isOver : !(from as readonly string[]).includes(this.state)) return 'WRONG_STATE';
        if (verb === 'recommendCandidate' && this.recommended.has(actor)) return 'WRONG_STATE';
        if (verb === 'appointCandidate' && dayOf(clock()) <= this.lastDay) return 'WRONG_STATE';
        return 'DONE';
      }
      take(actor: Actor, verb: string): void {
        if (verb === 'recommendCandidate') {
          this.recommended.add(actor);
          if (this.recommended.size === 3) this.state = 'RESIDENTS_RECOMMENDED';
        } else this.state = next[verb]!;
      }
    }
    const goOn = fc.constant('the step that is next' as const);
    const tries = fc.tuple(fc.constantFrom(...actors), fc.constantFrom(...steps.map(([verb]) => verb)));
    const days = fc.record({ days: fc.integer({ min: 1, max: 10 }) });
    const action = fc.oneof({ weight: 5, arbitrary: goOn }, { weight: 4, arbitrary: tries }, { weight: 1, arbitrary: days });
    const reached = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 8, maxLength: 16 }), async (actions) => {
        const id = await stand(home);
        const model = new Model();
        for (const one of actions) {
          if (typeof one === 'object' && 'days' in one) {
            passDays(one.days);
            continue;
          }
          const [actor, verb] =
            one === 'the step that is next'
              ? (actors
                  .flatMap((actor) => steps.slice(0, 6).map(([verb]) => [actor, verb] as const))
                  .find(([actor, verb]) => model.outcome(actor, verb) === 'DONE') ?? (['cadre', 'appointCandidate'] as const))
              : one;
          const expected = model.outcome(actor, verb);
          const found = await perform(clients[actor], verb, { id, ...(verb === 'rejectSelection' ? { reason: '不符合条件' } : {}) });
          expect([actor, verb, model.state, found.outcome]).toEqual([actor, verb, model.state, expected]);
          if (expected !== 'DONE') continue;
          model.take(actor, verb);
          if (verb === 'publiciseSelection') model.lastDay = (await read(cadre, id)).publicUntil;
          reached.add(model.state);
        }
        const { state, history } = await read(cadre, id);
        expect(state).toBe(model.state);
        // The history tells each step once, from one state to the next.
        const course = history.nodes
          .map(({ to }: { to: string }) => to)
          .filter((to: string, n: number, all: string[]) => to !== all[n - 1]);
        expect(new Set(course).size).toBe(course.length);
        if (model.state === 'APPOINTED') {
          const [chief] = await app.database.query<{ id: string }>(
            `select id from appointment where stairwell_id = (select id from stairwell where place = $1) and position = 'STAIRWELL_CHIEF' and valid_to is null`,
            [home.place],
          );
          await done(street, 'endAppointment', { id: publicId('Appointment', chief!.id) });
          passDays(1);
        } else if (!ended.includes(model.state)) await done(street, 'rejectSelection', { id, reason: '下一位' });
      }),
      { numRuns: 8 },
    );
    expect(reached.has('GENERAL_BRANCH_REVIEWED')).toBe(true);
  }, 60_000);

  test('begin with somebody who lives there and stands for themselves, once at a time', async () => {
    const home = house();
    const other = houses.at(-1)!;
    const input = { stairwellId: home.stairwell, statement: '愿意' };
    expect(await outcomeOf(other.neighbours[0]!, 'nominateForStairwell', input)).toBe('FORBIDDEN');
    expect(await outcomeOf(cadre, 'nominateForStairwell', input)).toBe('FORBIDDEN');
    const outcomes = await Promise.all([1, 2, 3].map(() => outcomeOf(home.neighbours[0]!, 'nominateForStairwell', input)));
    expect(outcomes.filter((outcome) => outcome === 'DONE')).toHaveLength(1);
    for (const outcome of outcomes) expect(['DONE', 'WRONG_STATE', 'CONFLICT']).toContain(outcome);
    await app.database.query(`update resident set birth_date = '2015-01-01' where person_id = $1`, [
      bare(await personOf(home.neighbours[1]!)),
    ]);
    expect(await outcomeOf(home.neighbours[1]!, 'nominateForStairwell', input)).toBe('INVALID');
  });

  test('are known to those who take them; from the notice on to everybody, by name to who signed in', async () => {
    const home = house();
    const id = await stand(home);
    for (const client of [app.anonymous, stranger, await app.as('admin')]) expect(await read(client, id)).toBe(null);
    for (const client of [cadre, street, branch, home.neighbours[0]!, home.neighbours[1]!, await app.as('grid-worker')])
      expect(await read(client, id), 'known').toMatchObject({ state: 'SELF_NOMINATED' });
    expect((await read(home.neighbours[1]!, id)).history.nodes[0].actor).toBe(null);
    await recommend(home, id);
    await done(cadre, 'recommendForCommunity', { id });
    await review(id);
    const [row] = await app.database.query<{ name: string }>('select name from person where id = $1', [
      bare(await personOf(home.neighbours[0]!)),
    ]);
    expect(await read(app.anonymous, id)).toMatchObject({ state: 'PUBLICITY', candidateName: null, statement: null });
    expect(await read(stranger, id)).toMatchObject({ candidateName: row!.name, statement: '愿为邻里服务' });
    await done(cadre, 'rejectSelection', { id, reason: '本人放弃' });
    expect(await read(app.anonymous, id)).toBe(null);
    expect((await read(home.neighbours[0]!, id)).history.nodes.at(-1)).toMatchObject({ to: 'REJECTED', note: '本人放弃' });
  });

  test('are taken for nobody by themselves, whatever posts they hold', async () => {
    const home = house();
    const candidate = home.neighbours[0]!;
    const { organization } = await street.data('{ organization(code: "000-C1") { id } }');
    const { id: post } = await done(street, 'appointPerson', {
      ...{ personId: await personOf(candidate), position: 'COMMUNITY_CADRE', organizationId: organization.id, from: '2026-01-01' },
    });
    await app.caughtUp();
    const id = await stand(home);
    expect(await outcomeOf(candidate, 'recommendCandidate', { id })).toBe('FORBIDDEN');
    await recommend(home, id);
    expect(await outcomeOf(candidate, 'recommendForCommunity', { id })).toBe('FORBIDDEN');
    await done(cadre, 'recommendForCommunity', { id });
    await review(id);
    const objection = await object(stranger, id);
    expect(await outcomeOf(candidate, 'decideSelectionObjection', decide(objection, false))).toBe('FORBIDDEN');
    await done(cadre, 'decideSelectionObjection', decide(objection, false));
    passDays(LONG);
    expect(await outcomeOf(candidate, 'appointCandidate', { id })).toBe('FORBIDDEN');
    expect(await outcomeOf(candidate, 'rejectSelection', { id, reason: '放弃' })).toBe('FORBIDDEN');
    await done(street, 'endAppointment', { id: post });
    await done(cadre, 'appointCandidate', { id });
  });
});

test('a candidate stands down at any time before the end, and may stand again', async () => {
  const home = house();
  const own = home.neighbours[0]!;
  const id = await onNotice(home);
  expect(await outcomeOf(cadre, 'withdrawSelection', { id })).toBe('FORBIDDEN');
  await done(own, 'withdrawSelection', { id, note: '工作调动' });
  expect((await read(own, id)).history.nodes.at(-1)).toMatchObject({ verb: 'withdrawSelection', to: 'WITHDRAWN', note: '工作调动' });
  expect(await read(app.anonymous, id)).toBe(null);
  expect(await outcomeOf(own, 'withdrawSelection', { id })).toBe('WRONG_STATE');
  passDays(LONG);
  expect(await outcomeOf(cadre, 'appointCandidate', { id })).toBe('WRONG_STATE');
  expect(await stateOf(await stand(home))).toBe('SELF_NOMINATED');
});

describe('the public notice', () => {
  test('is up for five working days of the calendar; the appointment is made afterwards, by the rules of all appointments', async () => {
    // The day off lies ahead of the first day alone: the other tests have let time pass.
    ahead = 0;
    const home = house();
    const id = await onNotice(home);
    expect(await read(stranger, id)).toMatchObject({ publicisedOn: '2026-11-23', publicUntil: '2026-12-01' });
    passDays(FROM_NOTICE_TO_LAST_DAY);
    expect(await perform(cadre, 'appointCandidate', { id })).toMatchObject({ outcome: 'WRONG_STATE', path: 'id' });
    const objection = await object(stranger, id);
    await done(cadre, 'decideSelectionObjection', decide(objection, false));
    passDays(1);
    expect(await outcomeOf(stranger, 'objectToSelection', { selectionId: id, text: '晚了' })).toBe('WRONG_STATE');
    await done(cadre, 'appointCandidate', { id });
    const person = await personOf(home.neighbours[0]!);
    expect(await chiefOf(home.stairwell)).toEqual({ id: person });
    expect((await read(cadre, id)).appointment).toEqual({ position: 'STAIRWELL_CHIEF', person: { id: person }, selection: { id } });
    // A chief holds the role: neighbours are theirs from then on.
    await app.caughtUp();
    const { viewer } = await home.neighbours[0]!.data('{ viewer { roles { role } } }');
    expect(viewer.roles).toContainEqual({ role: 'STAIRWELL_CHIEF' });
    // Whoever is chief does not stand again, and nobody follows while they are.
    expect(await outcomeOf(home.neighbours[0]!, 'nominateForStairwell', { stairwellId: home.stairwell, statement: '连任' })).toBe(
      'WRONG_STATE',
    );
    const second = await onNotice(home, true, 1);
    expect(await perform(cadre, 'appointCandidate', { id: second })).toMatchObject({ outcome: 'INVALID', path: 'id' });
    expect(await stateOf(second)).toBe('PUBLICITY');
  });

  test('is over with nobody appointed while an objection is open; one that is upheld returns the candidate to the review', async () => {
    const home = house();
    const id = await onNotice(home);
    const own = home.neighbours[0]!;
    expect(await outcomeOf(own, 'objectToSelection', { selectionId: id, text: '我自己' })).toBe('FORBIDDEN');
    const both = await Promise.all([1, 2].map(() => outcomeOf(stranger, 'objectToSelection', { selectionId: id, text: '常年不在家' })));
    expect(both.filter((outcome) => outcome === 'DONE')).toHaveLength(1);
    const list = async (client: Client) =>
      (await client.data('query ($id: ID!) { selection(id: $id) { objections(first: 5) { nodes { id state text } } } }', { id })).selection
        .objections.nodes;
    const [first] = await list(stranger);
    expect(await list(own)).toEqual([]);
    const second = await object(cadre, id);
    passDays(LONG);
    expect(await perform(cadre, 'appointCandidate', { id })).toMatchObject({ outcome: 'WRONG_STATE' });
    expect(await outcomeOf(cadre, 'decideSelectionObjection', decide(second, false))).toBe('FORBIDDEN');
    await done(street, 'decideSelectionObjection', decide(second, false));
    expect(await outcomeOf(cadre, 'appointCandidate', { id })).toBe('WRONG_STATE');
    await done(cadre, 'decideSelectionObjection', decide(first.id, true));
    expect(await stateOf(id)).toBe('RETURNED');
    expect(await read(app.anonymous, id)).toBe(null);
    expect(await outcomeOf(cadre, 'decideSelectionObjection', decide(first.id, false))).toBe('WRONG_STATE');
    expect(await outcomeOf(street, 'approveSelection', { id })).toBe('WRONG_STATE');
    await review(id);
    expect(await outcomeOf(cadre, 'appointCandidate', { id })).toBe('WRONG_STATE');
    passDays(LONG);
    await done(cadre, 'appointCandidate', { id });
    // The candidate is told of each step that others take, and who objected, what became of that.
    const [advanced, decided] = ['SELECTION_ADVANCED', 'SELECTION_OBJECTION_DECIDED'];
    expect(await toldOf(own, id)).toEqual([
      ...[advanced, advanced, advanced, advanced, 'SELECTION_PUBLICISED', decided, decided],
      ...[advanced, advanced, 'SELECTION_PUBLICISED', 'SELECTION_ENDED'],
    ]);
    expect(await toldOf(stranger, id)).toEqual([decided]);
  });

  test('ends for one candidate of a stairwell, however many appoint, object and decide at a time', async () => {
    const home = house();
    const ids = [await onNotice(home), await onNotice(home, false, 1), await onNotice(home, false, 2)] as const;
    const objection = await object(stranger, ids[2]);
    passDays(LONG);
    const outcomes = await Promise.all([
      ...ids.flatMap((id) => [cadre, street].map((client) => outcomeOf(client, 'appointCandidate', { id }))),
      outcomeOf(street, 'decideSelectionObjection', decide(objection, true)),
      outcomeOf(stranger, 'objectToSelection', { selectionId: ids[0], text: '晚了' }),
    ]);
    // Whoever was rejected is known to staff alone.
    for (const outcome of outcomes) expect(['DONE', 'WRONG_STATE', 'CONFLICT', 'INVALID', 'NOT_FOUND']).toContain(outcome);
    expect(outcomes.slice(0, 6).filter((outcome) => outcome === 'DONE')).toHaveLength(1);
    const states = await Promise.all(ids.map(stateOf));
    expect(states.filter((state) => state === 'APPOINTED')).toHaveLength(1);
    expect(states.filter((state) => state === 'REJECTED')).toHaveLength(2);
    const [{ chiefs, open }] = (await app.database.query(
      `select (select count(*)::int from appointment a join stairwell s on s.id = a.stairwell_id where s.place = $1 and a.position = 'STAIRWELL_CHIEF') as chiefs,
         (select count(*)::int from selection s join selection_objection o on o.selection_id = s.id where s.place = $1 and s.state = 'APPOINTED' and o.state <> 'DISMISSED') as open`,
      [home.place],
    )) as [{ chiefs: number; open: number }];
    expect({ chiefs, open }).toEqual({ chiefs: 1, open: 0 });
  });

  test('is over for who moves away', async () => {
    const home = house();
    const id = await onNotice(home, true);
    const person = await personOf(home.neighbours[0]!);
    const [{ household, resident }] = (await app.database.query(
      `select m.household_id as household, r.id as resident from household_member m join resident r on r.person_id = m.person_id where m.person_id = $1 and m.valid_to is null`,
      [bare(person)],
    )) as [{ household: string; resident: string }];
    await done(cadre, 'leaveHousehold', {
      ...{ id: publicId('Household', household), residentId: publicId('Resident', resident), reason: 'MOVED' },
    });
    expect(await stateOf(id)).toBe('REJECTED');
    expect(await chiefOf(home.stairwell)).toBe(null);
  });
});

const bare = (id: string): string => id.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
