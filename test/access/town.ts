import { createHash } from 'node:crypto';
import { blindIndex, cellOf, type Keyring, seal } from '../../src/auth/cipher.js';
import { dayOf } from '../../src/kernel/clock.js';
import { checkCharacter } from '../../src/kernel/id-number.js';
import { publicId } from '../../src/kernel/ids.js';
import { remembered } from '../../src/kernel/memo.js';
import { type App, startApp } from '../kit/app.js';
import type { Client } from '../kit/client.js';
import type { TestDatabase } from '../kit/database.js';
import { inDepth } from '../kit/depth.js';
import { keysOf, newKeyFile } from '../kit/keys.js';
import { sightOf } from '../modules/incidents/sight.js';
import type { Town } from '../modules/incidents/town.js';
import { ownHouseholds } from '../modules/residents/access.js';
import { madeId } from '../read/made-id.js';
import { type Viewer, viewerOf } from '../read/viewer.js';
import { asViewer, enrichedDatabase, loadWorld, type Noun, type Row, type World } from '../read/world.js';
import type { Ask } from './noun-rules.js';

/** Somebody who asks, with the roles that follow from their posts, reckoned beside the product. */
export interface Asker {
  readonly name: string;
  readonly client: Client;
  readonly viewer: Viewer;
}

/** Every persona of one jurisdiction, some of two others, people of several posts, and nobody. */
export const askerNames: readonly string[] = [
  ...[
    'resident',
    'grid-leader',
    'grid-worker',
    'community-cadre',
    'street-supervisor',
    'dispatcher',
    'police',
    'property-staff',
    'chief',
  ].map((persona) => `${persona}@000`),
  ...['auditor@000', 'admin@000', 'dashboard@000', 'partner@000', 'router@000'],
  ...['resident@001', 'community-cadre@001', 'street-supervisor@001', 'dashboard@001', 'auditor@001', 'admin@001'],
  ...['deep-worker@002', 'three-posts@002', 'many-hats@000', 'admin-leader@002', 'grid-leader@002', 'anonymous'],
];

/** They hold the same roles as somebody else of the list, in another jurisdiction or on another seat. */
const alike: readonly string[] = [
  ...['resident@001', 'community-cadre@001', 'street-supervisor@001', 'dashboard@001', 'auditor@001', 'admin@001'],
  ...['grid-leader@002', 'router@000'],
];
/** Whoever tries every verb and every field: somebody for each set of roles, or everybody where CI is set. */
export const actorNames: readonly string[] = inDepth(
  askerNames,
  askerNames.filter((name) => !alike.includes(name)),
);

/** Where a row lies, seen from who asks. */
export const relations = ['own', 'sibling', 'ancestor', 'other jurisdiction', 'missing'] as const;
export type Relation = (typeof relations)[number];

export interface AccessTown {
  readonly app: App;
  readonly database: TestDatabase;
  readonly keyring: Keyring;
  readonly world: World;
  readonly today: string;
  readonly askers: ReadonlyMap<string, Asker>;
  /** Rows of a noun to ask for, by where they lie for somebody: the same ones in every run. */
  sample(asker: Asker, noun: Noun, most?: number, fits?: (row: Row) => boolean): readonly (readonly [Relation, Row])[];
  close(): Promise<void>;
}

/** The demo, with what it is too well-behaved to have (test/read/world), personal data of every kind, and lines in the audit log. */
export async function openAccessTown(prepare: (database: TestDatabase) => Promise<void> = async () => {}): Promise<AccessTown> {
  const database = await enrichedDatabase();
  await prepare(database);
  const keys = await newKeyFile();
  const keyring = await keysOf(keys);
  await fillIn(database, keyring);
  await writeNotes(database, keyring);
  await moveIn(database);
  await hireBelow(database);
  const app = await startApp({ database, keyFile: keys.where });
  const world = await loadWorld(database);
  const today = dayOf(new Date());
  const askers = new Map<string, Asker>();
  for (const name of askerNames) askers.set(name, { name, client: await asViewer(app, name), viewer: viewerOf(world, name, today) });
  return {
    ...{ app, database, keyring, world, today, askers },
    sample: (asker, noun, most = 5, fits) => sampleOf(world, asker, noun, most, fits),
    close: async () => {
      await app.stop();
      await database.close();
    },
  };
}

/** What decides what somebody sees of the town as it is now. */
export async function askOf({ askers, database, world, today, keyring }: AccessTown, name: string): Promise<Ask> {
  const [persona, jurisdiction = '000'] = name.split('@') as [never, string];
  const sight = await sightOf({ query: database.query } as Town, { name: persona, jurisdiction });
  return { viewer: askers.get(name)!.viewer, world, today, keyring, sight };
}

/** Phones and id numbers for some, people who live at a community or a street, and an audit log in each jurisdiction. */
async function fillIn({ query }: TestDatabase, keyring: Keyring): Promise<void> {
  const roots = await query<{ id: string; code: string; number: number; place: string }>(
    `select id, code, number, place from organization where parent_id is null and code in ('000', '001', '002')`,
  );
  for (const { id: jurisdictionId, code, number, place } of roots) {
    const homes = [place, `${place}0001`, null];
    for (const [n, home] of homes.entries())
      await query('insert into person (id, jurisdiction_id, name, phone, place) values ($1, $2, $3, $4, $5)', [
        madeId(70_000 + n, number),
        jurisdictionId,
        `上官住${'甲乙丙'[n]}`,
        `1380000${number}00${n}`,
        home,
      ]);
    const people = await query<{ id: string }>(
      'select id from person where jurisdiction_id = $1 and id_number_sealed is null order by id',
      [jurisdictionId],
    );
    const cards = people.flatMap(({ id }, n) => {
      if (n % 3) return [];
      const first17 = `3212831985${String(101 + (n % 12) * 100 + (n % 28)).padStart(4, '0')}${String(n % 1000).padStart(3, '0')}`;
      const idNumber = first17 + checkCharacter(first17);
      const sealed = seal(keyring, cellOf({ id, jurisdictionId }, 'person', 'id_number_sealed'), idNumber);
      const index = blindIndex(keyring, jurisdictionId, 'id_number', `${idNumber} ${n}`);
      return [{ id, phone: `139${10_000_000 + n}`, masked: `${'*'.repeat(14)}${idNumber.slice(-4)}`, sealed, index }];
    });
    await query(
      `update person set phone = coalesce(person.phone, card.phone), id_number_masked = masked, id_number_sealed = sealed, id_number_index = index
       from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::bytea[]) card (id, phone, masked, sealed, index) where card.id = person.id`,
      (['id', 'phone', 'masked', 'sealed', 'index'] as const).map((key) => cards.map((card) => card[key])),
    );
    for (let n = 0; n < 6; n++)
      await query(
        `insert into audit (id, jurisdiction_id, at, actor_id, client, action, subject_noun, subject_id, purpose, fields)
         values ($1, $2, now(), $3, $4, 'revealPersonalData', 'Person', $5, $6, '{PHONE}')`,
        [
          madeId(80_000 + n, number),
          jurisdictionId,
          n % 2 ? people[n]!.id : null,
          n % 2 ? null : 'partner',
          people[n + 1]!.id,
          `核对${code}`,
        ],
      );
  }
}

/** What staff write about people, sealed as the verbs seal it. */
async function writeNotes({ query }: TestDatabase, keyring: Keyring): Promise<void> {
  const texts = [
    ['care_designation', 'note_sealed'],
    ['help_pairing', 'plan_sealed'],
    ['visit', 'findings_sealed'],
    ['visit', 'needs_sealed'],
  ] as const;
  for (const [table, column] of texts) {
    const rows = await query<{ id: string; jurisdictionId: string }>(
      `select id, jurisdiction_id as "jurisdictionId" from ${table} where ${column} is null order by id`,
    );
    const sealed = rows
      .filter((_, n) => n % 4 !== 3)
      .map((row) => [row.id, seal(keyring, cellOf(row, table, column), `${column} ${row.id}`)]);
    await query(
      `update ${table} set ${column} = given.text from unnest($1::uuid[], $2::bytea[]) given (id, text) where given.id = ${table}.id`,
      [sealed.map(([id]) => id), sealed.map(([, text]) => text)],
    );
  }
}

/** Some who ask live there, with others, in a household that needs care and has help. */
async function moveIn({ query }: TestDatabase): Promise<void> {
  for (const [n, subject] of ['resident@000', 'property-staff@000', 'resident@001'].entries()) {
    const number = subject.endsWith('000') ? 1 : 2;
    const id = (k: number) => madeId(61_000 + n * 10 + k, number);
    const [home] = await query<Row>(
      `with who as (select person_id, jurisdiction_id from account where subject = $1),
         gone as (update household_member set valid_to = '2026-01-01' where person_id = (select person_id from who) and valid_to is null)
       select household.*, who.person_id as guest from household join who using (jurisdiction_id)
       where dissolved_on is null and exists (select from occupancy where dwelling_id = household.dwelling_id and main and valid_to is null)
         and not exists (select from household_member where household_id = household.id and person_id = who.person_id)
       order by (select count(*) from visit where household_id = household.id) desc, household.id offset $2 limit 1`,
      [subject, n],
    );
    const { jurisdiction_id, guest, place } = home!;
    await query(
      `insert into household_member (id, jurisdiction_id, household_id, person_id, relation, valid_from) values ($1, $2, $3, $4, 'SIBLING', '2026-02-01')`,
      [id(0), jurisdiction_id, home!.id, guest],
    );
    await query('update person set place = $2 where id = $1', [guest, place]);
    await query('delete from resident where person_id = $1', [guest]);
    await query(
      `insert into resident (id, jurisdiction_id, person_id, resident_type, status, birth_date, tags, words, address_key, place)
       values ($1, $2, $3, 'REGISTERED', 'ACTIVE', '1970-01-01', '{}', ' x', $4, $5)`,
      [id(1), jurisdiction_id, guest, home!.address_key, place],
    );
    for (const [k, category] of ['LOW_INCOME', 'KEY_PERSON'].entries())
      await query(
        `insert into care_designation (id, jurisdiction_id, household_id, person_id, category, level, source, valid_from, place)
         values ($1, $2, $3, $4, $5, 'FOCUS', 'VISIT', '2025-01-01', $6)`,
        [id(2 + k), jurisdiction_id, k ? null : home!.id, k ? guest : null, category, place],
      );
    await query(
      `insert into help_pairing (id, jurisdiction_id, household_id, leader_id, responsible_id, helper_ids, cadence, started_on, place)
       select $1, $2, $3, $4, $4, '{}', 'MONTHLY', '2025-01-01', $5 where not exists (select from help_pairing where household_id = $3 and ended_on is null)`,
      [id(4), jurisdiction_id, home!.id, home!.head_id, place],
    );
  }
}

/** Somebody whose only post is on a grid below another: most seats above them are theirs as ancestors. */
async function hireBelow({ query }: TestDatabase): Promise<void> {
  await query(
    `with hired as (
       insert into person (id, jurisdiction_id, name, place) select $1, jurisdiction_id, '闻人深', place from grid where code = '002-G01-01' returning id, jurisdiction_id
     ), post as (
       insert into appointment (id, jurisdiction_id, person_id, position, grid_id, place, full_time, valid_from)
       select $2, jurisdiction_id, $1, 'GRID_WORKER', id, place, true, '2020-01-01' from grid where code = '002-G01-01'
     )
     insert into account (id, jurisdiction_id, issuer, subject, person_id) select $3, jurisdiction_id, 'mulin-demo', 'deep-worker@002', id from hired`,
    [madeId(60_000, 3), madeId(60_001, 3), madeId(60_002, 3)],
  );
}

const placeOf = (world: World, row: Row): string | null =>
  row.place !== undefined
    ? row.place
    : row.incident_id
      ? (world.byId.get(row.incident_id)!.place as string)
      : row.person_id
        ? (world.byId.get(row.person_id)!.place as string | null)
        : row.household_id || row.estate_id
          ? (world.byId.get(row.household_id ?? row.estate_id)!.place as string)
          : row.community_id
            ? (world.byId.get(row.community_id)!.place as string)
            : (world.byId.get(row.jurisdiction_id)?.place ?? null);

function relationOf(world: World, { viewer }: Asker, row: Row): Relation {
  if (row.jurisdiction_id !== viewer.jurisdiction) return 'other jurisdiction';
  const place = placeOf(world, row);
  const people = [
    row.id,
    row.person_id,
    row.reporter_id,
    row.recorder_id,
    row.assignee_id,
    row.actor_id,
    row.leader_id,
    row.responsible_id,
  ];
  if (viewer.person !== null && people.includes(viewer.person)) return 'own';
  if (ownHouseholds({ viewer, world }).some((id) => row.id === id || row.household_id === id)) return 'own';
  // Everybody is a resident of the whole jurisdiction: that role is about themselves.
  const scopes = viewer.held.filter(({ role }) => role !== 'RESIDENT').map(({ place }) => place);
  if (place !== null && scopes.some((scope) => place.startsWith(scope))) return 'own';
  if (place !== null && scopes.some((scope) => scope.startsWith(place))) return 'ancestor';
  return 'sibling';
}

const shuffled = (rows: readonly Row[], seed: string): readonly Row[] =>
  rows
    .map((row) => ({ row, mark: createHash('md5').update(`${seed} ${row.id}`).digest('hex') }))
    .sort((a, b) => (a.mark < b.mark ? -1 : 1))
    .map(({ row }) => row);

/** Of a sample the rows of one's own, and those of one other relation, which is the next one with each turn. */
export function someOf<Sampled extends readonly [Relation, Row]>(sample: readonly Sampled[], turn: number): readonly Sampled[] {
  const others = [...new Set(sample.map(([relation]) => relation))].filter((relation) => relation !== 'own');
  const other = others[turn % others.length];
  return sample.filter(([relation]) => relation === 'own' || relation === other);
}

const sampled = new WeakMap<Asker, Map<Noun, ReadonlyMap<Relation, readonly Row[]>>>();

/** Rows of a noun, at most so many of each relation to who asks; to the same asker always the same. */
function sampleOf(
  world: World,
  asker: Asker,
  noun: Noun,
  most: number,
  fits: (row: Row) => boolean = () => true,
): readonly (readonly [Relation, Row])[] {
  const known = remembered(sampled, asker, () => new Map<Noun, ReadonlyMap<Relation, readonly Row[]>>());
  const found = remembered(known, noun, () => Map.groupBy(shuffled(world.rows[noun], asker.name), (row) => relationOf(world, asker, row)));
  return [...found].flatMap(([relation, rows]) => {
    const sample: Row[] = [];
    for (const row of rows) {
      if (sample.length >= most) break;
      if (fits(row)) sample.push(row);
    }
    return sample.map((row) => [relation, row] as const);
  });
}

/** An id of a jurisdiction's that was never issued. */
export const never = (noun: Noun): string => publicId(noun, madeId(4_000_000, 1));
