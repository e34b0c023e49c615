import { DEMO_ISSUER } from '../../../src/demo/personas.js';
import { type Clock, clockFrom } from '../../../src/kernel/clock.js';
import { newId, parseId, publicId } from '../../../src/kernel/ids.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';
import { done, makeActivity } from './act.js';

/** It is a quarter past eight in Shanghai, an hour before the activities that tests make begin. */
const NOW = new Date('2026-12-01T00:15:00Z');
/** The jurisdiction that the tests play in: 泰兴市济川街道. */
const NUMBER = 1;

export interface Hall {
  /** What its servers go by. */
  readonly clock: Clock;
  readonly app: App;
  readonly database: TestDatabase;
  /** Public ids. */
  readonly community: string;
  readonly grid: string;
  readonly cadre: Client;
  /** People with accounts who hold no post. */
  readonly people: (count: number) => Promise<readonly Guest[]>;
  /** A team of the community, and who leads it. */
  readonly team: (name: string) => Promise<{ readonly id: string; readonly leader: Guest }>;
  /** Somebody becomes a member of a team. */
  readonly join: (guest: Guest, team: { readonly id: string; readonly leader: Guest }) => Promise<void>;
  /** Whoever belongs to a team has done so since a day. */
  readonly belongSince: (team: { readonly id: string }, day: string) => Promise<void>;
  /** An activity of the community, brought to a state. Answers its id. */
  readonly activity: (input?: Readonly<Record<string, unknown>>, state?: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

export interface Guest {
  /** Public id of the person. */
  readonly id: string;
  readonly client: Client;
}

export async function openHall(): Promise<Hall> {
  const database = await demoDatabase();
  const clock = clockFrom(NOW);
  const app = await startApp({ database, clock });
  const cadre = await app.as('community-cadre');
  const data = await cadre.data('{ organization(code: "000-C1") { id } grid(code: "000-G01") { id } }');
  const [{ id: root, place }] = (await database.query(
    `select root.id, grid.place from organization root join grid on grid.jurisdiction_id = root.id and grid.code = '000-G01' where root.code = '000'`,
  )) as [{ id: string; place: string }];
  let made = 0;
  const people: Hall['people'] = async (count) => {
    const guests = Array.from({ length: count }, () => ({ person: newId(NUMBER), account: newId(NUMBER), name: `guest-${++made}` }));
    await database.query(`insert into person (id, jurisdiction_id, name, place) select id, $2, '来宾', $3 from unnest($1::uuid[]) id`, [
      guests.map(({ person }) => person),
      root,
      place,
    ]);
    await database.query(
      `insert into account (id, jurisdiction_id, issuer, subject, person_id)
       select account, $1, $2, name || '@000', person from unnest($3::uuid[], $4::text[], $5::uuid[]) guest(account, name, person)`,
      [root, DEMO_ISSUER, guests.map(({ account }) => account), guests.map(({ name }) => name), guests.map(({ person }) => person)],
    );
    return Promise.all(
      guests.map(async ({ person, name }) => ({ id: publicId('Person', person), client: await app.as(name as never, '000') })),
    );
  };
  return {
    ...{ clock, app, database },
    community: data.organization.id,
    grid: data.grid.id,
    cadre,
    people,
    async team(name) {
      const [leader] = (await people(1)) as [Guest];
      const input = { organizationId: data.organization.id, name, kind: 'OTHER', leaderId: leader.id };
      const { createTeam } = await cadre.data(
        'mutation ($input: CreateTeamInput!) { createTeam(input: $input) { volunteerTeam { id } userErrors { message } } }',
        { input },
      );
      return { id: createTeam.volunteerTeam.id, leader };
    },
    async join({ client }, { id, leader }) {
      const { joinTeam } = await client.data(
        'mutation ($id: ID!) { joinTeam(input: { teamId: $id }) { teamMembership { id } userErrors { message } } }',
        { id },
      );
      await leader.client.data('mutation ($id: ID!) { admitMember(input: { id: $id }) { userErrors { message } } }', {
        id: joinTeam.teamMembership.id,
      });
    },
    async belongSince({ id }, day) {
      const { uuid } = parseId(id)!;
      await database.query('update volunteer_team set founded_on = $2 where id = $1', [uuid, day]);
      await database.query(`update team_membership set valid_from = $2 where team_id = $1 and state = 'ACTIVE'`, [uuid, day]);
    },
    activity: (input = {}, state = 'SIGN_UP') => makeActivity(cadre, { organizationId: data.organization.id, ...input }, state),
    close: async () => {
      await app.stop();
      await database.close();
    },
  };
}

/** Everybody registers, one after another; answers what became of each. */
export async function registerAll(guests: readonly Guest[], activityId: string): Promise<readonly string[]> {
  const states: string[] = [];
  for (const { client } of guests) states.push((await done(client, 'registerForActivity', { activityId })).state);
  return states;
}

/** How the registrations of an activity stand, in the order of arrival, as its runner sees them. */
export async function registrationsOf(
  runner: Client,
  id: string,
): Promise<readonly { person: string; state: string; number: number; waits: number | null }[]> {
  const found = [];
  for (let after: string | null = null, more = true; more; ) {
    // biome-ignore lint/suspicious/noExplicitAny: the shape is the selection's.
    const { activity }: any = await runner.data(
      `query ($id: ID!, $after: String) { activity(id: $id) { registrations(first: 100, after: $after) {
        nodes { state number waitingPosition person { id } } pageInfo { hasNextPage endCursor } } } }`,
      { id, after },
    );
    const { nodes, pageInfo } = activity.registrations;
    found.push(...nodes);
    [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
  }
  return found.map(({ state, number, waitingPosition, person }) => ({ person: person.id, state, number, waits: waitingPosition }));
}
