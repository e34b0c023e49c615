/** A city: 150 streets with 555,000 seats. How soon a server answers, how long reads wait while the directory changes, and what it takes in memory. */
import type pg from 'pg';
import { type Answer, ask } from './check.ts';
import { ISSUER } from './dataset.ts';
import { residentOf } from './memory.ts';
import type { Server } from './servers.ts';

const STREETS = 150;
const COMMUNITIES = 60;
/** Of each community, on two levels: 20 grids, of which each has two below it. */
const FIRST_LEVEL = 20;
const GRIDS = FIRST_LEVEL * 3;
/** Of each street. */
const DEPARTMENTS = 39;
export const SEATS = STREETS * (1 + COMMUNITIES * (1 + GRIDS) + DEPARTMENTS);

const RULES = `'SYNTHETIC'`;
const uid = (noun: string, n: string) => `city.uid('${noun}', ${n}, street)`;

/** Every row follows from its number. A tenth of the grids have a boundary. */
export const city = `
create schema city;
create function city.uid(noun text, n bigint, street int) returns uuid language sql immutable parallel safe as $$
  select overlay(overlay(overlay(md5(noun || ' ' || n || ' ' || street) placing '7' from 13 for 1) placing '8' from 17 for 1) placing lpad(to_hex(street), 4, '0') from 29)::uuid $$;
-- In base 36, as kernel/place writes it: organisations are added to these.
create function city.segment(n int) returns text language sql immutable parallel safe as $$
  select '00' || substr('0123456789abcdefghijklmnopqrstuvwxyz', n / 36 + 1, 1) || substr('0123456789abcdefghijklmnopqrstuvwxyz', n % 36 + 1, 1) $$;
create table city.street as select street, ${uid('street', '0')} as id, 'c' || lpad(street::text, 3, '0') as place, 'S' || street as code from generate_series(1, ${STREETS}) street;

insert into organization (id, jurisdiction_id, provenance, code, name, kind, place, child_count, number)
select id, id, ${RULES}, code, '第' || street || '街道', 'STREET_OFFICE', place, ${COMMUNITIES + DEPARTMENTS}, street from city.street;
insert into organization (id, jurisdiction_id, provenance, code, name, kind, parent_id, place, child_count)
select ${uid('community', 'c')}, id, ${RULES}, code || '-C' || c, '第' || c || '社区', 'COMMUNITY', id, place || city.segment(c), ${GRIDS}
from city.street, generate_series(1, ${COMMUNITIES}) c;
insert into organization (id, jurisdiction_id, provenance, code, name, kind, parent_id, place)
select ${uid('department', 'd')}, id, ${RULES}, code || '-D' || d, '第' || d || '部门', 'GOVERNMENT_DEPARTMENT', id, place || city.segment(${COMMUNITIES} + d)
from city.street, generate_series(1, ${DEPARTMENTS}) d;
insert into grid (id, jurisdiction_id, provenance, code, name, level, kind, community_id, place, child_count, boundary)
select ${uid('grid', 'c * 1000 + g')}, id, ${RULES}, code || '-C' || c || '-G' || g, '网格', 1, 'GENERAL', ${uid('community', 'c')}, place || city.segment(c) || city.segment(g), 2,
  case when g <= ${FIRST_LEVEL * 0.3} then json_build_object('type', 'Polygon', 'coordinates', json_build_array(json_build_array(
    json_build_array(100 + street / 10.0, 20 + c / 100.0 + g / 10000.0), json_build_array(100.00009 + street / 10.0, 20 + c / 100.0 + g / 10000.0),
    json_build_array(100.00009 + street / 10.0, 20.00009 + c / 100.0 + g / 10000.0), json_build_array(100 + street / 10.0, 20 + c / 100.0 + g / 10000.0)))) end
from city.street, generate_series(1, ${COMMUNITIES}) c, generate_series(1, ${FIRST_LEVEL}) g;
insert into grid (id, jurisdiction_id, provenance, code, name, level, kind, parent_id, community_id, place)
select ${uid('part', 'c * 1000 + g * 10 + p')}, id, ${RULES}, code || '-C' || c || '-G' || g || '-' || p, '网格', 2, 'GENERAL', ${uid('grid', 'c * 1000 + g')}, ${uid('community', 'c')},
  place || city.segment(c) || city.segment(g) || city.segment(p)
from city.street, generate_series(1, ${COMMUNITIES}) c, generate_series(1, ${FIRST_LEVEL}) g, generate_series(1, 2) p;

insert into person (id, jurisdiction_id, provenance, name, place)
select ${uid('person', 'n')}, id, ${RULES}, '王建国', place || city.segment(1 + n % ${COMMUNITIES}) from city.street, generate_series(1, 100) n;
insert into account (id, jurisdiction_id, provenance, issuer, subject, person_id)
select ${uid('account', 'n')}, id, ${RULES}, '${ISSUER}', 'city-' || street || '-' || n, ${uid('person', 'n')} from city.street, generate_series(1, 2) n;
insert into appointment (id, jurisdiction_id, provenance, person_id, position, organization_id, place, full_time, valid_from)
select ${uid('post', 'n')}, id, ${RULES}, ${uid('person', 'n')}, (array['SYSTEM_ADMINISTRATOR', 'STREET_OFFICER'])[n], id, place, true, '2020-01-01'
from city.street, generate_series(1, 2) n;
`;

/** Whom the token of a street's administrator or officer names. */
const subjectOf = (street: number, who: 'admin' | 'officer') => `city-${street}-${who === 'admin' ? 1 : 2}`;
const CHANGED = 7;
/** One of the street that is changed, two of others; null is nobody. */
const READERS = [subjectOf(CHANGED, 'officer'), subjectOf(8, 'officer'), subjectOf(140, 'officer'), null];
const READ = 'query ($code: String!) { organization(code: $code) { name kind parent { name } } }';
const SPACING_MS = 4;

export interface CityFigure {
  readonly phase: string;
  readonly reads: number;
  /** Milliseconds that a read took. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Resident memory of the process at its end, in MiB. */
  readonly memory: number;
}

/** Reads from four sides go on all the time while one kind of change happens after the other, each a few times a second. */
export async function* measureCity(
  server: Server,
  client: pg.Client,
  tokenFor: (subject: string) => string,
  milliseconds: number,
): AsyncGenerator<CityFigure> {
  const url = `${server.url}/graphql`;
  const admin = tokenFor(subjectOf(CHANGED, 'admin'));
  const publicId = (prefix: string, uuid: string) => `${prefix}_${uuid.replaceAll('-', '')}`;
  const { rows } = await client.query<{ street: string; persons: string[] }>(
    `select id as street, array(select city.uid('person', n, street) from generate_series(3, 100) n) as persons from city.street where street = $1`,
    [CHANGED],
  );
  const { street, persons } = rows[0]!;
  const run = Date.now().toString(36).toUpperCase();
  let count = 0;
  const done = async (field: string, type: string, input: object, selection: string): Promise<Answer> => {
    const answer = await ask(url, admin, {
      query: `mutation ($input: ${type}!) { done: ${field}(input: $input) { ${selection} userErrors { code message } } }`,
      variables: { input },
    });
    if (answer.done.userErrors.length > 0) throw new Error(JSON.stringify(answer.done.userErrors));
    return answer.done;
  };
  const person = () => publicId('per', persons[count++ % persons.length]!);
  const changes: Readonly<Record<string, () => Promise<unknown>>> = {
    calm: async () => {},
    organisations: () => {
      const code = `S${CHANGED}-${run}-${count++}`;
      const input = { parentId: publicId('org', street), code, name: '新部门', kind: 'GOVERNMENT_DEPARTMENT' };
      return done('createOrganization', 'CreateOrganizationInput', input, 'organization { id }');
    },
    posts: async () => {
      const input = { personId: person(), organizationId: publicId('org', street), position: 'STREET_OFFICER' };
      const { appointment } = await done('appointPerson', 'AppointPersonInput', input, 'appointment { id }');
      await done('endAppointment', 'EndAppointmentInput', { id: appointment.id }, 'appointment { id }');
    },
    accounts: async () => {
      const input = { personId: person(), issuer: ISSUER, subject: `city-new-${run}-${count}` };
      await done('linkAccount', 'LinkAccountInput', input, 'account { id }');
      await done('revokeTokens', 'RevokeTokensInput', { personId: input.personId }, 'person { id }');
      await done('unlinkAccount', 'UnlinkAccountInput', input, 'account { id }');
    },
  };
  await readFor(milliseconds, async () => {});
  for (const [phase, change] of Object.entries(changes)) {
    // The first opens connections to write by.
    await change();
    const times = (await readFor(milliseconds, change)).sort((a, b) => a - b);
    const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))]!;
    yield { phase, reads: times.length, p50: at(0.5), p99: at(0.99), max: at(1), memory: residentOf(server.pid) };
  }

  async function readFor(duration: number, change: () => Promise<unknown>): Promise<number[]> {
    const times: number[] = [];
    const end = performance.now() + duration;
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const read = async (subject: string | null, i: number) => {
      const token = subject && tokenFor(subject);
      for (let n = 0; performance.now() < end; n++) {
        const body = { query: READ, variables: { code: `S${1 + ((n * 7 + i) % STREETS)}-C${1 + (n % COMMUNITIES)}` } };
        const from = performance.now();
        await ask(url, token, body);
        times.push(performance.now() - from);
        await pause(SPACING_MS);
      }
    };
    const write = async () => {
      while (performance.now() < end) await Promise.all([change(), pause(200)]);
    };
    await Promise.all([...READERS.map(read), write()]);
    return times;
  }
}

/** Milliseconds from the start of a server's process until it has answered somebody's first read. */
export async function timeToFirstAnswer(start: () => Promise<Server>, token: string): Promise<{ server: Server; milliseconds: number }> {
  const from = performance.now();
  const server = await start();
  await ask(`${server.url}/graphql`, token, { query: READ, variables: { code: 'S9-C1' } });
  return { server, milliseconds: performance.now() - from };
}
export const firstReader = subjectOf(9, 'officer');
