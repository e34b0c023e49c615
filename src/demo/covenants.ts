import type { ClientBase } from 'pg';
import { workingDaysAfter } from '../kernel/working-time.js';
import { workCalendarOf } from '../modules/calendar/work-calendar.js';
import type { CovenantKind, CovenantState } from '../modules/covenants/covenant.terms.js';
import { baseMaker } from './base-row.js';
import type { Body, Council } from './council.js';
import type { Dataset } from './dataset.js';
import type * as Row from './rows.js';

/** Covenants, the sessions that adopted their versions, and what became of breaches. */

interface CovenantSaid {
  readonly at: Row.OrganizationRow | Row.GridRow;
  readonly kind: CovenantKind;
  readonly title: string;
  /** The text of each version, the body that deliberates it, and the session that adopted it; the last may be a draft without them. */
  readonly versions: readonly (readonly [text: string, body: Body | null, session: Row.SessionRow | null])[];
  readonly drafters?: readonly string[];
  readonly supervisors?: readonly string[];
  readonly provenance?: Row.BaseRow['provenance'];
  /** It did not stay as it was: who drafted it took this step on this day. */
  readonly last?: readonly [verb: 'endCovenant' | 'withdrawCovenant', day: string];
}

/** Drafts were written on this day. */
const DRAFTED = '2025-11-10T02:00:00.000Z';
const atTenOf = (day: string): string => `${day}T02:00:00.000Z`;

/** A covenant with its versions: each follows the one before when its publicity is over. */
export function agreeOn(council: Council, said: CovenantSaid): Row.CovenantRow {
  const { at, kind, title, versions, drafters = [], supervisors = [], provenance = 'SYNTHETIC', last } = said;
  const isGrid = 'level' in at;
  const organization = isGrid ? at.community_id : at.id;
  const covenant: Row.CovenantRow = {
    ...council.base(),
    ...{ provenance, kind, title, organization_id: organization, grid_id: isGrid ? at.id : null, supervisor_ids: supervisors },
    ...{ state: 'DRAFT', place: at.place, created_at: DRAFTED },
  };
  council.rows.covenant.push(covenant);
  const keeper = council.holders({ id: organization }, 'COMMUNITY_CADRE')[0]!;
  const step = (verb: string, to: CovenantState, day: string) => {
    council.remember('Covenant', covenant, organization, {
      ...{ verb, from: verb === 'draftCovenant' ? null : covenant.state, to, actor: keeper, at: day },
    });
    covenant.state = to;
  };
  step('draftCovenant', 'DRAFT', DRAFTED);
  let before: Row.CovenantVersionRow | null = null;
  for (const [n, [text, body, session]] of versions.entries()) {
    const topic: Row.TopicRow | null =
      body &&
      council.topic(body, session, { title: `通过《${title}》`, category: 'OTHER', stage: session ? 'DECIDED' : 'ADMITTED', provenance });
    const decided = topic?.decided_at ?? null;
    const version: Row.CovenantVersionRow = {
      ...council.base(),
      ...{ provenance, covenant_id: covenant.id, number: n + 1, text, drafter_ids: drafters, written_at: topic?.created_at ?? DRAFTED },
      ...{ topic_id: topic?.id ?? null, session_id: session?.id ?? null, adopted_at: decided },
      ...{ valid_from: decided && workingDaysAfter(workCalendarOf([]), decided.slice(0, 10), 5), valid_to: null, place: at.place },
    };
    council.rows.covenant_version.push(version);
    if (decided === null) continue;
    if (before) before.valid_to = version.valid_from;
    before = version;
    step('adoptCovenant', 'ADOPTED', new Date(Date.parse(decided) + 90 * 60_000).toISOString());
  }
  if (last) {
    const [verb, day] = last;
    if (before) before.valid_to = day;
    step(verb, verb === 'endCovenant' ? 'ENDED' : 'WITHDRAWN', atTenOf(day));
  }
  return covenant;
}

/** Breaches of a covenant: one waits, one became a topic, one an incident, and one was none. */
export function breach(council: Council, covenant: Row.CovenantRow, topic: Row.TopicRow, incident: Row.IncidentRow): void {
  const [first, second] = council.neighbours(covenant, 2) as [string, string];
  const keeper = council.holders({ id: covenant.organization_id }, 'COMMUNITY_CADRE')[0]!;
  for (const [text, reporter, at, became, verb] of [
    ['三单元门口堆放杂物多日。', first, '2026-11-18T02:00:00.000Z', {}, null],
    [topic.title, topic.proposer_id!, topic.created_at, { topic_id: topic.id, state: 'TURNED_INTO_TOPIC' }, 'turnBreachIntoTopic'],
    [
      incident.title,
      incident.reporter_id ?? second,
      incident.reported_at,
      { incident_id: incident.id, state: 'TURNED_INTO_INCIDENT' },
      'turnBreachIntoIncident',
    ],
    ['邻居家装修噪音，时间在约定时段内。', second, '2026-10-22T02:00:00.000Z', { state: 'DISMISSED' }, 'dismissBreach'],
  ] as const) {
    const row: Row.CovenantBreachRow = {
      ...council.base(),
      ...{
        covenant_id: covenant.id,
        text,
        reporter_id: reporter,
        topic_id: null,
        incident_id: null,
        state: 'REPORTED',
        place: covenant.place,
      },
      ...became,
      created_at: at,
    };
    council.rows.covenant_breach.push(row);
    const step = (verb: string, from: string | null, to: string, actor: string) =>
      council.remember('CovenantBreach', row, covenant.organization_id, { verb, from, to, actor, at });
    step('reportCovenantBreach', null, 'REPORTED', reporter);
    if (verb) step(verb, 'REPORTED', row.state, keeper);
  }
}

/** So many households are asked to sign each version that holds; two of three do. */
const ASKED = 120;

/** Who signed what holds today, of the households that are there: the head of each. One in so many changed their mind. */
export async function signaturesOf(client: ClientBase, dataset: Dataset): Promise<readonly Row.CovenantSignatureRow[]> {
  const { rows } = await client.query<{ version: string; from: string; household: string; head: string; place: string }>(
    `select v.id as version, v.valid_from::text as from, h.id as household, h.head_id as head, h.place from covenant_version v
       cross join lateral (select * from household where place ^@ v.place order by id limit ${ASKED}) h
     where v.jurisdiction_id = $1 and v.valid_from <= '2026-11-21' and v.valid_to is null order by v.place, v.valid_from, v.id, h.id`,
    [dataset.root.id],
  );
  const base = baseMaker(dataset, 'signatures');
  return rows
    .filter((_, n) => n % 3 !== 2)
    .map(({ version, from, household, head, place }, n) => ({
      ...base(),
      ...{ covenant_version_id: version, household_id: household, signed_by_id: head, signed_at: atTenOf(from) },
      ...{ withdrawn_at: n % 40 === 39 ? '2026-11-20T02:00:00.000Z' : null, place },
    }));
}
