import { type GraphQLField, type GraphQLObjectType, getNamedType, getNullableType, isListType, isNonNullType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicId } from '../../src/kernel/ids.js';
import { modules } from '../../src/modules/index.js';
import { openRelations } from '../../src/modules/open-relations.js';
import { inDepth } from '../kit/depth.js';
import type { Noun, Row } from '../read/world.js';
import { graph } from './classes.js';
import type { Ask } from './noun-rules.js';
import { nouns } from './nouns.js';
import { lines, used } from './policy.js';
import { everyField, faultsOf } from './selection.js';
import { type AccessTown, actorNames, askerNames, askOf, never, openAccessTown, type Relation, relations } from './town.js';

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

/** With all their fields, more rows might be a larger answer than there may be. */
const AT_ONCE = 3;

const nounNames = Object.keys(nouns) as Noun[];
/** What was met, for the last test. */
const met = new Set<string>();
/** One field after another, each for an id of its own: variables, so that whoever asks as much sends the same document. */
const list = (count: number, ask: (id: string) => string) => {
  const each = Array.from({ length: count }, (_, n) => n);
  return `query (${each.map((n) => `$i${n}: ID!`).join(', ')}) { ${each.map((n) => `a${n}: ${ask(`$i${n}`)}`).join('\n')} }`;
};

const pick = (whole: Record<string, unknown>, some: object | null) =>
  some && Object.fromEntries(Object.keys(some).map((key) => [key, whole[key]]));

/** Noun by noun: whoever asks next sends documents that the server knows. Somebody for each set of roles, or everybody where CI is set. */
test.each(nounNames)('%s shows to everybody what access.csv says', async (noun) => {
  const [rule, leaves] = [nouns[noun], everyField(noun, 0)];
  const faults: string[] = [];
  for (const [turn, name] of actorNames.entries()) {
    const [asker, ask] = [town.askers.get(name)!, asks.get(name)!];
    const sample: readonly (readonly [Relation, string, Row | null])[] = [
      ...town.sample(asker, noun, inDepth(5, 1)).map(([relation, row]) => [relation, publicId(noun, row.id), row] as const),
      ['missing', never(noun), null],
    ];
    const ids = sample.map(([, id]) => id);
    // For each noun a sixth of them, in turn, also read all that hangs on it, and ask by other ways; everybody does where CI is set.
    const isThorough = inDepth(true, (turn + nounNames.indexOf(noun)) % 6 === 0);
    const selected = everyField(noun, isThorough ? 1 : 0);
    const nodes = [];
    for (let n = 0; n < ids.length; n += AT_ONCE) {
      const some = await asker.client.data(`query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ${noun} ${selected} } }`, {
        ids: ids.slice(n, n + AT_ONCE),
      });
      nodes.push(...some.nodes);
    }
    for (const [n, [relation, id, row]] of sample.entries()) {
      met.add(`${noun} ${relation}`);
      const isSeen = row !== null && rule.sees(ask, row);
      if (isSeen !== (nodes[n] !== null)) faults.push(`${name}, ${relation}: ${id} is ${isSeen ? 'not shown' : 'shown'}`);
      else faults.push(...faultsOf(ask, nodes[n], `${name}, ${relation} ${id}`));
    }

    // By other ways it is the same to the letter.
    if (!isThorough) continue;
    const given = Object.fromEntries(ids.map((id, n) => [`i${n}`, id]));
    const one = await asker.client.data(
      list(ids.length, (id) => `node(id: ${id}) { ... on ${noun} ${leaves} }`),
      given,
    );
    for (const [n, found] of Object.values(one).entries()) expect(found, name).toEqual(nodes[n] && pick(nodes[n], found as object));
    if (rule.lookup) {
      const looked = await asker.client.data(
        list(ids.length, (id) => `${rule.lookup}(id: ${id}) ${leaves}`),
        given,
      );
      // A grid that has ended is looked up as the one that took over.
      for (const [n, [, , row]] of sample.entries()) if (!row?.successor_id) expect(looked[`a${n}`], name).toEqual(one[`a${n}`]);
    }
  }
  expect(faults).toEqual([]);
});

describe.each(askerNames)('%s', (name) => {
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
            : noun === 'Volunteer'
              ? row.state === 'ACTIVE'
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

/** What is reached from public rows by viewers who have nothing to look for there. */
const strangers = ['anonymous', ...inDepth(['resident@001', 'partner@000', 'router@000', 'admin@001'], [])];
describe.each(strangers)('from public rows, %s', (name) => {
  const isPublic = (noun: string) =>
    modules.some(({ reads }) => reads.some((one) => 'noun' in one && one.noun === noun && one.visible === 'public'));
  const relationsOf = (noun: string) =>
    Object.values((graph.schema.getType(noun) as GraphQLObjectType).getFields()).flatMap((field) => {
      const target = getNamedType(field.type).name;
      const noun = target.replace(/Connection$/, '');
      return noun in nouns ? [{ name: field.name, noun, asked: asked(field, target) }] : [];
    });
  const asked =
    ({ name, args }: GraphQLField<unknown, unknown>, target: string) =>
    (inner: string) => {
      const [page = ''] = args.flatMap(({ name }) =>
        name === 'first'
          ? ['(first: 4)']
          : name === 'count'
            ? ['(count: 4)']
            : name === 'period'
              ? ['(period: { from: "2098-01-01", to: "2099-01-01" })']
              : [],
      );
      return target.endsWith('Connection') ? `${name}${page} { nodes ${inner} }` : `${name}${page} ${inner}`;
    };
  /** A way to some nodes: rows that the viewer sees on their own, and relations from there on. */
  interface Way {
    readonly noun: string;
    readonly ids: readonly string[];
    readonly steps: readonly string[];
    readonly ask: (inner: string) => string;
    readonly read: (from: Found) => Found[];
    readonly at: string;
  }
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the selection's.
  type Found = any;
  const itemsOf = (value: Found): Found[] => [value?.nodes ?? value].flat().filter((item: Found) => item !== null && item !== undefined);

  test('nothing is reached that would not be shown on its own, but by relations that are listed with their reason', async () => {
    const { client } = town.askers.get(name)!;
    const walked = new Set<string>();
    const faults = new Set<string>();
    const reached = new Map<string, number>();
    const query = graph.schema.getQueryType()!.getFields();
    const roots = Object.values(query).flatMap((field) => {
      const target = getNamedType(field.type).name;
      const noun = target.replace(/Connection$/, '');
      const isAsked =
        noun in nouns &&
        field.args.every((arg) => !isNonNullType(arg.type)) &&
        (isListType(getNullableType(field.type)) || target !== noun);
      return isAsked ? [{ noun, name: field.name, asked: asked(field, target) }] : [];
    });
    expect(roots.map(({ name }) => name)).toEqual(expect.arrayContaining(['organizations', 'grids', 'appointments', 'incidents']));
    const found = await client.data(`{ ${roots.map(({ asked }) => asked('{ id }')).join(' ')} }`);
    let ways: Way[] = roots.map(({ noun, name }) => ({
      ...{ noun, ids: itemsOf(found[name]).map(({ id }) => id), steps: [], at: `Query.${name}` },
      ...{ ask: (inner: string) => inner, read: (from: Found) => [from] },
    }));
    // The demo's notice board has each kind of post on it.
    const posts = await client.data(
      `{ ${['STAIRWELL_CHIEF', 'LANE_CHIEF', 'PARTY_SECRETARY', 'COMMUNITY_POLICE'].map((position) => `${position}: appointments(first: 3, filter: { positions: [${position}] }) { nodes { id } }`).join(' ')} }`,
    );
    ways.push({
      ...ways[0]!,
      noun: 'Appointment',
      at: 'Query.appointments',
      ids: Object.values(posts).flatMap((one) => itemsOf(one).map(({ id }) => id)),
    });
    for (let depth = 0; depth < 4 && ways.length > 0; depth++) {
      const next: Way[] = [];
      for (const way of ways.filter(({ ids }) => ids.length > 0)) {
        const relations = relationsOf(way.noun);
        if (relations.length === 0) continue;
        const inner = `{ ${relations.map(({ asked }) => asked('{ id }')).join(' ')} }`;
        const start = way.steps[0] ?? way.noun;
        const { nodes } = await client.data(`query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ${start} ${way.ask(inner)} } }`, {
          // As many as one query takes.
          ids: way.ids.slice(0, 100),
        });
        const owners = nodes.filter(Boolean).flatMap(way.read);
        for (const { name: field, noun, asked } of relations) {
          const ids: string[] = [...new Set<string>(owners.flatMap((owner: Found) => itemsOf(owner[field]).map(({ id }) => id)))];
          if (ids.length === 0) continue;
          const at = `${way.noun}.${field}`;
          reached.set(at, (reached.get(at) ?? 0) + ids.length);
          const shown = await client.data('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ids.slice(0, 40) });
          const seen = ids.slice(0, 40).filter((_, n) => shown.nodes[n] !== null);
          if (seen.length < Math.min(ids.length, 40)) {
            expect(isPublic(noun), noun).toBe(false);
            // Without a token no reason counts.
            if (name === 'anonymous' || !openRelations[at]) faults.add(`${at} leads to a ${noun} that ${name} is not shown`);
            // On from there by the way that led there.
            if (!walked.has(`${way.at} ${at}`) && way.steps.length < 3)
              next.push({
                ...{ noun, ids: way.ids, steps: [start, ...way.steps.slice(1), field], at: `${way.at} ${at}` },
                ask: (deeper) => way.ask(`{ ${asked(deeper)} }`),
                read: (from) => way.read(from).flatMap((owner) => itemsOf(owner[field])),
              });
            walked.add(`${way.at} ${at}`);
          }
          // Each relation is gone on from a few times; what else is there is alike.
          if (seen.length > 0 && !walked.has(`${at} ${depth % 2}`))
            next.push({ noun, ids: seen.slice(0, 4), steps: [], at, ask: (deeper) => deeper, read: (from) => [from] });
          walked.add(`${at} ${depth % 2}`);
        }
      }
      ways = next;
    }
    expect([...faults]).toEqual([]);
    expect([...reached.keys()]).toEqual(
      expect.arrayContaining(['Organization.grids', 'Grid.staff', 'Appointment.person', 'Person.appointments']),
    );
  });
});

test('the notice says where somebody serves, and leads to no estate', async () => {
  const notice = `{ appointments(first: 3, filter: { positions: [STAIRWELL_CHIEF] }) { totalCount nodes { seatLabel
    stairwell { building { estate { buildings(first: 2) { totalCount nodes { number location } } } } } } } }`;
  for (const [name, isNear] of [
    ['anonymous', false],
    ['router@000', false],
    ['resident@001', true],
  ] as const) {
    const { appointments } = await town.askers.get(name)!.client.data(notice);
    expect(appointments.totalCount).toBeGreaterThan(0);
    for (const { seatLabel, stairwell } of appointments.nodes) {
      expect(seatLabel).toMatch(/^00\d-\S+ \S+ \S*号楼\d+单元$/);
      expect(stairwell !== null).toBe(isNear && seatLabel.startsWith('001'));
    }
  }
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
