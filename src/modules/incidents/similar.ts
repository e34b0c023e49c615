import { covers } from '../../auth/grant.js';
import { type Context, signedIn } from '../../graph/context.js';
import { badInput } from '../../kernel/errors.js';
import { isSameBuilding, likenessOf } from '../../kernel/likeness.js';
import { faultOf } from '../../kernel/result.js';
import { optionalTextOf, textOf } from '../../kernel/text.js';
import { grantsOf } from '../../read/grants.js';
import { Ref } from '../../read/reader.js';
import { uuidOf } from '../../read/value.js';
import { candidatesAt, gridAmong } from '../grids/grid-at.js';
import { pointOf } from '../grids/point.js';
import { visibleIncidents } from './incident.policy.js';
import { FINAL_STATES, type IncidentDomain, type IncidentState, type IncidentVisibility } from './incident.terms.js';
import type { SimilarIncidentsInput } from './similar.type.js';

const METRES = 200;
const DAYS = 7;
/** How many are compared by their words, the nearest first; and how many of them are answered. */
const COMPARED = 200;
export const MOST_SIMILAR = 10;

interface Candidate {
  readonly id: string;
  readonly title: string;
  readonly address: string | null;
  readonly state: IncidentState;
  readonly reportedAt: string;
  readonly distance: number | null;
  readonly isSameGrid: boolean;
  /** What grants ask of. */
  readonly facts: { readonly place: string; readonly domain: IncidentDomain; readonly visibility: IncidentVisibility };
}

/** $1 jurisdiction, $2 category, $3 since, $4 longitude, $5 latitude, $6 grid. Metres on a plane do for 200 of them. */
const CANDIDATES = `
  with asked as (select $4::float8 as longitude, $5::float8 as latitude),
  near as (
    select i.*, i.grid_id = $6::uuid as same_grid, round(111320 * sqrt(
        power((i.location -> 'coordinates' ->> 1)::float8 - asked.latitude, 2)
        + power(((i.location -> 'coordinates' ->> 0)::float8 - asked.longitude) * cos(radians(asked.latitude)), 2)))::int as distance
    from incident i, asked
    where i.jurisdiction_id = $1::uuid and i.category_id = any(array(select id from incident_category where $2::uuid in (id, parent_id))) and i.reported_at > $3::timestamptz
      and i.state not in (${FINAL_STATES})
  )
  select json_agg(json_build_object('id', id, 'title', title, 'address', address, 'state', state, 'reportedAt', reported_at, 'distance', distance,
    'isSameGrid', coalesce(same_grid, false), 'facts', json_build_object('place', place, 'domain', domain, 'visibility', visibility, 'holder', holder_id, 'assignee', assignee_id,
      'reporter', reporter_id, 'recorder', recorder_id, 'reportingClient', reporting_client, 'coHandlers', co_handler_ids)) order by distance nulls last, reported_at desc, id)::text as json
  from (select * from near where distance <= ${METRES} or (same_grid and address is not null)
    order by distance nulls last, reported_at desc, id limit ${COMPARED}) found`;

/** Open incidents of the category, or of one below it, that lie near or in the same building, what is most alike in words first. */
export async function similarTo(context: Context, input: SimilarIncidentsInput) {
  const { viewer, reader, runOf } = signedIn(context);
  const category = uuidOf(input.categoryId, 'input.categoryId', 'IncidentCategory');
  const title = textOf(input.title, 'input.title', 200);
  if (!title.ok) throw faultOf(title.problems[0]);
  const address = optionalTextOf(input.address, 'input.address', 200);
  if (!address.ok) throw faultOf(address.problems[0]);
  const point = input.location ? pointOf(input.location, 'input.location') : null;
  if (point && !point.ok) throw faultOf(point.problems[0]);
  const at = point?.value ?? null;
  if (!at && !(input.gridId && address.value)) throw badInput('Give the location, or the grid and the address. 请提供位置，或网格与地址。');
  const run = runOf({});
  const json = (text: string, values: readonly unknown[]) => reader.runner.json({ text, values: () => [...values] }, run);
  const grid = input.gridId
    ? uuidOf(input.gridId, 'input.gridId', 'Grid')
    : gridAmong(await json(candidatesAt('$1', '$2'), at!.coordinates), at!);
  const since = new Date(run.now().getTime() - DAYS * 86_400_000).toISOString();
  const [longitude, latitude] = at?.coordinates ?? [null, null];
  const found = JSON.parse(
    (await json(CANDIDATES, [viewer.jurisdiction!.id, category, since, longitude, latitude, grid])) ?? '[]',
  ) as readonly Candidate[];
  const grants = grantsOf(viewer, visibleIncidents);
  const detailed = grants.filter(({ withhold }) => !withhold?.includes('details'));
  return (
    found
      .map((candidate) => ({
        ...candidate,
        sameBuilding: candidate.isSameGrid && isSameBuilding(candidate.address, address.value),
        likeness: Math.round(likenessOf(title.value, candidate.title) * 10) / 10,
      }))
      .filter(({ distance, sameBuilding }) => sameBuilding || (distance !== null && distance <= METRES))
      // Whoever is told which incident it is, but not where, would find its place by asking from several sides.
      .filter(({ facts }) => covers(detailed, facts) || !covers(grants, facts))
      // What disputes and offences there are is not for everybody next door, nor is what is restricted.
      .filter(({ facts }) => (facts.domain !== 'PUBLIC_SECURITY' && facts.visibility === 'USUAL') || covers(grants, facts))
      .toSorted((a, b) => b.likeness - a.likeness)
      .slice(0, MOST_SIMILAR)
      .map(({ id, distance, reportedAt, ...rest }) => ({
        incident: new Ref('Incident', id),
        ...rest,
        reportedAt: new Date(reportedAt),
        distance: distance === null ? null : Math.round(distance / 10) * 10,
      }))
  );
}
