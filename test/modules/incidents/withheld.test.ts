import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DocumentType, graphql } from '../../generated/index.js';
import { chunks, personOf, type Sight, seers, sightOf, writeVariety } from './sight.js';
import { bare, historyOf, inc, openTown, per, type Step, type Town } from './town.js';

let town: Town;
beforeAll(async () => {
  town = await openTown();
  await writeVariety(town);
});
afterAll(() => town.close());

const withheld = graphql(`query Withheld($ids: [ID!]!) { nodes(ids: $ids) {
  ... on Incident { id reporter { id } description address location trackingCode events(first: 100) { nodes { id actor { id } note } } } } }`);
type Shown = NonNullable<DocumentType<typeof withheld>['nodes'][number]>;

interface Stored {
  readonly id: string;
  readonly title: string;
  readonly reporter_id: string | null;
  readonly reporting_client: string | null;
  readonly description: string | null;
  readonly address: string | null;
  readonly location: object | null;
  readonly tracking_code: string;
}

describe.each(seers)('%s is shown', (_who, seer) => {
  let shown: Shown[];
  let sight: Map<string, Sight>;
  let rows: ReadonlyMap<string, Stored>;
  let steps: ReadonlyMap<string, Step>;
  let person: string | null;

  beforeAll(async () => {
    const client = await town.as(seer.name, seer.jurisdiction);
    sight = await sightOf(town, seer);
    person = await personOf(town, seer);
    const ids = [...sight.keys()];
    rows = new Map(
      (await town.query<Stored & Record<string, unknown>>('select * from incident where id = any($1)', [ids])).map((row) => [row.id, row]),
    );
    steps = new Map((await historyOf(town, ids)).map((step) => [step.id, step]));
    const pages = await Promise.all(chunks(ids, 100).map((part) => client.data(withheld, { ids: part.map(inc) })));
    shown = pages.flatMap(({ nodes }) => nodes).filter((node) => node !== null);
  });

  const faults = (of: (incident: Shown, row: Stored, sight: Sight) => string[]) =>
    shown.flatMap((incident) => {
      const [row, seen] = [rows.get(bare(incident.id))!, sight.get(bare(incident.id))!];
      return of(incident, row, seen).map((fault) => `${row.title}: ${fault}`);
    });
  const same = (what: string, found: unknown, wanted: unknown) =>
    JSON.stringify(found) === JSON.stringify(wanted) ? [] : [`${what} is ${JSON.stringify(found)}`];

  test('each incident they see', () => {
    expect(shown.length).toBe(sight.size);
  });

  test('the reporter, also as the actor of a step, only where access.csv says so', () => {
    expect(
      faults((incident, row, { reporter }) => {
        const hidden = reporter ? null : row.reporter_id;
        return [
          ...same('reporter', incident.reporter, reporter && row.reporter_id ? { id: per(row.reporter_id) } : null),
          // The reporter's own steps name the reporter.
          ...incident.events.nodes.flatMap(({ id, actor }) => {
            const actual = steps.get(bare(id))!.actor_id;
            return same('actor', actor, actual && actual !== hidden ? { id: per(actual) } : null);
          }),
        ];
      }),
    ).toEqual([]);
  });

  test('notes, description, address and location only where access.csv says so', () => {
    expect(
      faults((incident, row, { notes, details }) => [
        ...incident.events.nodes.flatMap(({ id, note }) => same('note', note, notes ? steps.get(bare(id))!.note : null)),
        ...same('description', incident.description, details ? row.description : null),
        ...same('address', incident.address, details ? row.address : null),
        ...same('location', incident.location, details ? row.location : null),
      ]),
    ).toEqual([]);
  });

  test('the tracking code of their own reports alone', () => {
    const isOwn = (row: Stored) => (person !== null && row.reporter_id === person) || row.reporting_client === seer.name;
    expect(faults((incident, row) => same('tracking code', incident.trackingCode, isOwn(row) ? row.tracking_code : null))).toEqual([]);
  });
});
