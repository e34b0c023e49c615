import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicId } from '../../src/kernel/ids.js';
import type { Noun, Row } from '../read/world.js';
import { graph } from './classes.js';
import { type Ask, nouns } from './nouns.js';
import { lines, used } from './policy.js';
import { everyField, faultsOf } from './selection.js';
import { type AccessTown, askerNames, askOf, never, openAccessTown, type Relation, relations } from './town.js';

/**
 * Every field of every noun × everybody × rows of their own, beside, above, of another jurisdiction, and ones that never were; by node, nodes, lookup, list
 * and relation. What is right is reckoned from access.csv (nouns.ts).
 */

let town: AccessTown;
const asks = new Map<string, Ask>();
beforeAll(async () => {
  town = await openAccessTown();
  for (const name of town.askers.keys()) asks.set(name, await askOf(town, name));
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await town.close();
});

const nounNames = Object.keys(nouns) as Noun[];
/** What was met, for the last test. */
const met = new Set<string>();
const list = (ids: readonly string[], ask: (id: string, n: number) => string) =>
  `{ ${ids.map((id, n) => `a${n}: ${ask(id, n)}`).join('\n')} }`;

const pick = (whole: Record<string, unknown>, some: object | null) =>
  some && Object.fromEntries(Object.keys(some).map((key) => [key, whole[key]]));

describe.each(askerNames)('%s', (name) => {
  test.each(nounNames)('%s', async (noun) => {
    const [asker, ask, rule] = [town.askers.get(name)!, asks.get(name)!, nouns[noun]];
    const sample: readonly (readonly [Relation, string, Row | null])[] = [
      ...town.sample(asker, noun).map(([relation, row]) => [relation, publicId(noun, row.id), row] as const),
      ['missing', never(noun), null],
    ];
    const ids = sample.map(([, id]) => id);
    const [faults, bare] = [[] as string[], everyField(noun)];
    const { nodes } = await asker.client.data(`query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ${noun} ${bare} } }`, { ids });
    for (const [n, [relation, id, row]] of sample.entries()) {
      met.add(`${noun} ${relation}`);
      const isSeen = row !== null && rule.sees(ask, row);
      if (isSeen !== (nodes[n] !== null)) faults.push(`${relation}: ${id} is ${isSeen ? 'not shown' : 'shown'}`);
      else faults.push(...faultsOf(ask, nodes[n], `${noun} (${relation}) ${id}`));
    }
    expect(faults).toEqual([]);

    // By other ways it is the same to the letter.
    const leaves = everyField(noun, 0);
    const one = await asker.client.data(list(ids, (id) => `node(id: "${id}") { ... on ${noun} ${leaves} }`));
    for (const [n, found] of Object.values(one).entries()) expect(found).toEqual(nodes[n] && pick(nodes[n], found as object));
    if (rule.lookup) {
      const looked = await asker.client.data(list(ids, (id) => `${rule.lookup}(id: "${id}") ${leaves}`));
      // A grid that has ended is looked up as the one that took over.
      for (const [n, [, , row]] of sample.entries()) if (!row?.successor_id) expect(looked[`a${n}`]).toEqual(one[`a${n}`]);
    }
  });

  test('lists hold what is seen, and count no more', async () => {
    const [asker, ask] = [town.askers.get(name)!, asks.get(name)!];
    const lists = nounNames.flatMap((noun) => (nouns[noun].list ? [[noun, nouns[noun].list!] as const] : []));
    const data = await asker.client.data(
      `{ ${lists.map(([noun, field]) => `${field}(first: 30) { totalCount nodes ${everyField(noun, 0)} }`).join('\n')} }`,
    );
    for (const [noun, field] of lists) {
      const isCurrent = (row: Row) =>
        noun === 'Appointment'
          ? row.valid_from <= town.today && (row.valid_to === null || row.valid_to > town.today)
          : noun === 'Household'
            ? row.dissolved_on === null
            : noun !== 'HelpPairing' || row.ended_on === null;
      const seen = town.world.rows[noun].filter((row) => nouns[noun].sees(ask, row) && isCurrent(row));
      expect(data[field].totalCount, field).toBe(seen.length);
      expect(faultsOf(ask, data[field].nodes, field, true)).toEqual([]);
    }
  });

  test('who asks is told of themselves what their posts say', async () => {
    const { client, viewer } = town.askers.get(name)!;
    const { viewer: told } = await client.data('{ viewer { client person { id } roles { role scope { id } } appointments { id } } }');
    if (viewer.jurisdiction === null) return expect(told).toBeNull();
    expect(told.person?.id ?? null).toBe(viewer.person && publicId('Person', viewer.person));
    expect(told.client).toBe(viewer.person ? null : name.split('@')[0]);
    const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
    const placeOf = (id: string | undefined) => {
      const row = [...town.world.rows.Organization, ...town.world.rows.Grid].find(
        (row) => id === publicId(row.code && row.level ? 'Grid' : 'Organization', row.id),
      );
      return row?.place;
    };
    const roles = told.roles.map(({ role, scope }: { role: string; scope: { id: string } | null }) => ({
      role,
      place: placeOf(scope?.id),
    }));
    expect(roles.sort(byText)).toEqual([...viewer.held].sort(byText));
    expect(told.appointments.map(({ id }: { id: string }) => id).sort()).toEqual(
      viewer.posts.map(({ id }) => publicId('Appointment', id)).sort(),
    );
  });
});

test('every line of access.csv about who sees what there is was asked', () => {
  const isThere = (subject: string) => subject === 'Audit' || graph.schema.getType(subject.split('.')[0]!) !== undefined;
  const forgotten = lines.filter(({ subjects, actions, text }) => actions.includes('see') && subjects.some(isThere) && !used.has(text));
  expect(forgotten.map(({ text }) => text)).toEqual([]);
});

test('every relation was met: of seats, people, posts, incidents and homes', () => {
  const wanted = (
    [
      ...['Organization', 'Grid', 'Person', 'Appointment', 'Incident', 'IncidentEvent'],
      ...['Dwelling', 'Household', 'HouseholdMember', 'Resident', 'Occupancy', 'CareDesignation', 'HelpPairing', 'Visit'],
    ] as const
  ).flatMap((noun) =>
    relations
      .filter((relation) => relation !== 'ancestor' || ['Organization', 'Grid', 'Person', 'Appointment'].includes(noun))
      .map((relation) => `${noun} ${relation}`),
  );
  expect(wanted.filter((cell) => !met.has(cell))).toEqual([]);
});
