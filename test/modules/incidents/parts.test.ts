import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bare, cat, historyOf, inc, move, type Name, openTown, org, type Row, type Town, uuid } from './town.js';

/** Sub-incidents: an incident in parts is not resolved while a part that it waits for is open. */

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await town.close();
});

const written = async (row: Partial<Row> = {}): Promise<string> => {
  const id = uuid();
  await town.write([{ id, state: 'IN_PROGRESS', ...row }]);
  return id;
};
async function split(id: string, { who = 'community-cadre' as Name, ...more }: { who?: Name; required?: boolean } = {}): Promise<string> {
  const { data, errors } = await (await town.as(who)).ask(
    'mutation ($input: SplitIncidentInput!) { splitIncident(input: $input) { incident { children { id } } userErrors { code } } }',
    { input: { id: inc(id), title: '更换水管', categoryId: cat(town.category('TAP')), required: true, ...more } },
  );
  return errors?.[0]?.extensions?.code ?? data.splitIncident.userErrors[0]?.code ?? bareOf(data.splitIncident.incident.children.at(-1));
}
const bareOf = (part: { id: string } | undefined): string => (part ? bare(part.id) : 'not seen');
const by = async (who: Name, verb: string, id: string, input: Record<string, unknown> = {}) =>
  (await move(await town.as(who), verb, id, input)).outcome;
const whole = async (id: string, who: Name = 'community-cadre') =>
  (
    await (
      await town.as(who)
    ).data(
      'query ($id: ID!) { incident(id: $id) { openParts required parent { id } children { id required parent { id } state category { code } } } }',
      { id: inc(id) },
    )
  ).incident;
const kindsOf = async (id: string) => (await historyOf(town, [id])).map(({ kind }) => kind);

test('what waits for a part is resolved when that has come to its end', async () => {
  const id = await written();
  const part = await split(id);
  const other = await split(id, { required: false });
  expect(await whole(id)).toEqual({
    ...{ openParts: 1, required: null, parent: null },
    children: [
      { id: inc(part), required: true, parent: { id: inc(id) }, state: 'REPORTED', category: { code: 'TAP' } },
      { id: inc(other), required: false, parent: { id: inc(id) }, state: 'REPORTED', category: { code: 'TAP' } },
    ],
  });
  expect(await by('community-cadre', 'resolve', id)).toBe('WRONG_STATE');
  expect(await by('community-cadre', 'accept', part)).toBe('DONE');
  expect(await by('community-cadre', 'file', part)).toBe('DONE');
  expect((await whole(id)).openParts).toBe(0);
  // It does not wait for the other one.
  expect(await by('community-cadre', 'resolve', id)).toBe('DONE');
  expect(await kindsOf(id)).toEqual(['SPLIT', 'SPLIT', 'PART_ENDED', 'RESOLVED']);
  const [event] = (await historyOf(town, [id])).slice(-2);
  const [row] = await town.query<{ serial_number: string }>('select serial_number from incident where id = $1', [part]);
  expect(event!.note).toBe(row!.serial_number);
});

test('an accepted incident with open parts is neither filed nor withdrawn', async () => {
  const id = await written({ state: 'ACCEPTED' });
  await split(id);
  for (const verb of ['file', 'cancel']) expect(await by('community-cadre', verb, id)).toBe('WRONG_STATE');
});

test('a part that is opened again is waited for anew, and goes on by itself where what waited for it is handled', async () => {
  const id = await written();
  const part = await split(id);
  await town.query(`update incident set state = 'VERIFIED', accepted_at = now(), resolved_at = now(), verified_at = now() where id = $1`, [
    part,
  ]);
  expect(await by('community-cadre', 'close', part)).toBe('DONE');
  expect(await by('community-cadre', 'reopen', part)).toBe('DONE');
  expect((await whole(id)).openParts).toBe(1);
  await town.query(`update incident set state = 'VERIFIED', accepted_at = now(), resolved_at = now(), verified_at = now() where id = $1`, [
    part,
  ]);
  expect(await by('community-cadre', 'close', part)).toBe('DONE');
  expect(await by('community-cadre', 'resolve', id)).toBe('DONE');
  expect(await by('community-cadre', 'reopen', part)).toBe('DONE');
  expect(await kindsOf(id)).toEqual(['SPLIT', 'PART_ENDED', 'PART_REOPENED', 'PART_ENDED', 'RESOLVED', 'PART_RELEASED']);
  expect(await whole(id)).toMatchObject({ openParts: 0, children: [] });
  expect((await historyOf(town, [part])).at(-1)!.note).toContain('不再作为其子事件');
});

test('who does not see the one is not told of it on the other', async () => {
  const id = await written();
  const part = await split(id);
  expect(await by('community-cadre', 'accept', part)).toBe('DONE');
  expect(await by('community-cadre', 'dispatch', part, { organizationId: org(town.seat('000-PM1')) })).toBe('DONE');
  expect(await whole(id, 'property-staff')).toBe(null);
  expect((await whole(part, 'property-staff')).parent).toBe(null);
  const elsewhere = await written({ holder_id: town.seat('000-D1'), assignee_id: null });
  // The part goes to the community, as all that is reported there.
  expect(await split(elsewhere, { who: 'department' })).toBe('not seen');
  expect(await whole(elsewhere, 'department')).toMatchObject({ openParts: 1, children: [] });
});

test('only the holder splits, what is being handled, once, into ten parts at most', async () => {
  const id = await written();
  expect(await split(id, { who: 'grid-leader' })).toBe('FORBIDDEN');
  expect(await split(id, { who: 'property-staff' })).toBe('NOT_FOUND');
  expect(await split(await written({ state: 'REPORTED' }))).toBe('WRONG_STATE');
  expect(await split(await written({ state: 'RESOLVED' }))).toBe('WRONG_STATE');
  const part = await split(id);
  expect(await by('community-cadre', 'accept', part)).toBe('DONE');
  expect(await split(part)).toBe('WRONG_STATE');
  const others = await Promise.all(Array.from({ length: 10 }, () => split(id, { required: false })));
  expect(others.filter((outcome) => outcome === 'LIMIT_EXCEEDED')).toHaveLength(1);
  expect((await whole(id)).children).toHaveLength(10);
});

test('the last part ends, and what waits for it is resolved, at once: never one without the other', async () => {
  for (let n = 0; n < 4; n++) {
    const id = await written();
    const part = await split(id);
    expect(await by('community-cadre', 'accept', part)).toBe('DONE');
    const [resolved, filed] = await Promise.all([by('community-cadre', 'resolve', id), by('second-cadre', 'file', part)]);
    expect(filed).toBe('DONE');
    expect(['DONE', 'WRONG_STATE', 'CONFLICT']).toContain(resolved);
    const [row] = await town.query('select open_parts from incident where id = $1', [id]);
    expect(row).toEqual({ open_parts: 0 });
    const kinds = await kindsOf(id);
    if (resolved === 'DONE') expect(kinds.indexOf('RESOLVED')).toBeGreaterThan(kinds.indexOf('PART_ENDED'));
  }
});

test('a part that goes on while the incident is split further counts right', async () => {
  const id = await written();
  const parts = await Promise.all(Array.from({ length: 6 }, (_, n) => split(id, { required: n % 2 === 0 })));
  const made = (await whole(id)).children.map(({ id }: { id: string }) => bare(id)) as string[];
  expect(new Set(made).size).toBe(parts.length);
  const outcomes = await Promise.all(made.map((part) => by('community-cadre', 'reject', part)));
  expect(outcomes).toEqual(made.map(() => 'DONE'));
  expect((await whole(id)).openParts).toBe(0);
});

async function send(who: Name, verb: 'addPart' | 'releasePart', input: object): Promise<string> {
  const type = `${verb[0]!.toUpperCase()}${verb.slice(1)}Input`;
  const { data, errors } = await (await town.as(who)).ask(
    `mutation ($input: ${type}!) { done: ${verb}(input: $input) { incident { id } userErrors { code path } } }`,
    { input },
  );
  const [problem] = data?.done?.userErrors ?? [];
  return errors?.[0]?.extensions?.code ?? (problem ? `${problem.code} ${problem.path.join('.')}` : 'DONE');
}
const add = (id: string, part: string, { who = 'community-cadre' as Name, required = true } = {}) =>
  send(who, 'addPart', { id: inc(id), partId: inc(part), required });
const release = (part: string, who: Name = 'community-cadre') => send(who, 'releasePart', { id: inc(part), reason: '并非同一事项' });

describe('an incident that exists already', () => {
  test('becomes a part, is waited for, and is let go again; both histories name the other one', async () => {
    const [id, part] = [await written(), await written({ state: 'REPORTED' })];
    expect(await add(id, part)).toBe('DONE');
    expect(await whole(id)).toMatchObject({ openParts: 1, children: [{ id: inc(part), required: true }] });
    expect(await by('community-cadre', 'resolve', id)).toBe('WRONG_STATE');
    expect(await release(part, 'grid-leader')).toBe('FORBIDDEN');
    expect(await release(part)).toBe('DONE');
    expect(await whole(id)).toMatchObject({ openParts: 0, children: [] });
    expect(await release(part)).toBe('WRONG_STATE id');
    expect(await by('community-cadre', 'resolve', id)).toBe('DONE');
    const history = await historyOf(town, [id, part]);
    expect(
      history
        .filter(({ kind }) => kind.startsWith('PART_'))
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['PART_ADDED', 'PART_ADDED', 'PART_RELEASED', 'PART_RELEASED']);
    expect(history.find(({ kind, incident_id }) => kind === 'PART_ADDED' && incident_id === id)!.note).toBe(`T-${part}`);
  });

  test('ends as any part does; one that has ended is let go without being counted twice', async () => {
    const [id, part] = [await written(), await written({ state: 'REPORTED' })];
    expect(await add(id, part)).toBe('DONE');
    expect(await by('community-cadre', 'file', part)).toBe('DONE');
    expect(await release(part)).toBe('DONE');
    expect((await whole(id)).openParts).toBe(0);
  });

  test('is open, another one, and neither a part nor a whole', async () => {
    const [id, other] = [await written(), await written()];
    expect(await add(id, id)).toBe('INVALID partId');
    expect(await add(id, await written({ state: 'FILED' }))).toBe('INVALID partId');
    const part = await split(other);
    expect(await add(id, part)).toBe('INVALID partId');
    expect(await add(id, other)).toBe('INVALID partId');
    expect(await add(part, id)).toMatch(/WRONG_STATE/);
    expect(await add(id, uuid())).toBe('NOT_FOUND');
  });

  test('is bound by who holds the whole and has a say in the part', async () => {
    const [id, part] = [await written({ holder_id: town.seat('000-D1'), assignee_id: null }), await written({ state: 'REPORTED' })];
    expect(await add(id, part)).toBe('NOT_HOLDER id');
    // The department does not see what it neither holds nor assists with.
    expect(await add(id, part, { who: 'department' })).toBe('NOT_FOUND');
    await town.query('update incident set co_handler_ids = array[$1::uuid] where id = $2', [town.seat('000-D1'), part]);
    expect(await add(id, part, { who: 'department' })).toBe('FORBIDDEN');
  });

  test('is not the eleventh, and of two that bind each other at once one does', async () => {
    const id = await written();
    const parts = await Promise.all(Array.from({ length: 12 }, () => written({ state: 'REPORTED' })));
    const outcomes = await Promise.all(parts.map((part) => add(id, part, { required: false })));
    expect(outcomes.filter((outcome) => outcome === 'DONE')).toHaveLength(10);
    for (let n = 0; n < 4; n++) {
      const [one, other] = [await written(), await written()];
      const bound = await Promise.all([add(one, other), add(other, one)]);
      expect(bound.filter((outcome) => outcome === 'DONE')).toHaveLength(1);
    }
  });
});
