import type { ClientBase } from 'pg';
import { workingDaysAfter } from '../kernel/working-time.js';
import { workCalendarOf } from '../modules/calendar/work-calendar.js';
import type { SelectionState } from '../modules/selections/selection.terms.js';
import { baseMaker } from './base-row.js';
import type { Dataset } from './dataset.js';
import type * as Row from './rows.js';

/** 楼道长制六步程序: the selections that made the chiefs of 001, and some that are still on the way. */

/** The others do not tell how chiefs come to their posts. */
const SOURCE = '001';
const DAY = 86_400_000;
const RECOMMENDATIONS = 3;
/** Days before the appointment. */
const course = [
  ['nominateForStairwell', 'SELF_NOMINATED', 40],
  ['recommendCandidate', 'RESIDENTS_RECOMMENDED', 36],
  ['recommendForCommunity', 'COMMUNITY_RECOMMENDED', 30],
  ['reviewSelection', 'GENERAL_BRANCH_REVIEWED', 25],
  ['approveSelection', 'STREET_APPROVED', 18],
  ['publiciseSelection', 'PUBLICITY', 10],
  ['appointCandidate', 'APPOINTED', 0],
] as const satisfies readonly (readonly [verb: string, to: SelectionState, days: number])[];
type Stage = (typeof course)[number][1];

/** What is still on the way came to its state on this day. */
const LATELY = Date.parse('2026-11-18T02:00:00.000Z');
const onTheWay: readonly (readonly [stage: Stage, ends?: 'RETURNED' | 'REJECTED' | 'WITHDRAWN'])[] = [
  ...(['SELF_NOMINATED', 'RESIDENTS_RECOMMENDED', 'COMMUNITY_RECOMMENDED', 'GENERAL_BRANCH_REVIEWED', 'STREET_APPROVED'] as const).map(
    (stage) => [stage] as const,
  ),
  ...([['PUBLICITY'], ['PUBLICITY', 'RETURNED'], ['RESIDENTS_RECOMMENDED', 'REJECTED'], ['COMMUNITY_RECOMMENDED', 'WITHDRAWN']] as const),
];

export interface Selections {
  readonly selection: Row.SelectionRow[];
  readonly selection_recommendation: Row.SelectionRecommendationRow[];
  readonly selection_objection: Row.SelectionObjectionRow[];
  readonly history: Row.HistoryRow[];
}

/** Whoever lives on a stairwell that is there: enough of them to recommend one. */
export async function selectionsOf(client: ClientBase, dataset: Dataset): Promise<Selections> {
  const made: Selections = { selection: [], selection_recommendation: [], selection_objection: [], history: [] };
  if (dataset.jurisdiction.code !== SOURCE) return made;
  const chiefs = dataset.appointments.filter(({ position, valid_to }) => position === 'STAIRWELL_CHIEF' && valid_to === null);
  const base = baseMaker(dataset, 'selections');
  const { rows } = await client.query<{ place: string; people: string[] }>(
    `select place, array_agg(person_id order by person_id) as people from resident
     where jurisdiction_id = $1 and birth_date < '2000-01-01' and place is not null group by place order by place`,
    [dataset.root.id],
  );
  const adults = new Map(rows.map(({ place, people }) => [place, people]));
  const grid = dataset.grids.find(({ id }) => id === chiefs[0]!.grid_id)!;
  const { community_id } = grid;
  const branch = dataset.relations.find(({ to_id, kind }) => to_id === community_id && kind === 'LEADS')!.from_id;
  const holder = (organization: string, position: Row.AppointmentRow['position']) =>
    dataset.appointments.find((post) => post.organization_id === organization && post.position === position && post.valid_to === null)!
      .person_id;
  const cadre = [holder(community_id, 'COMMUNITY_CADRE'), community_id] as const;
  const actors: Readonly<Record<string, readonly [person: string, organization: string]>> = {
    recommendForCommunity: cadre,
    reviewSelection: [holder(branch, 'PARTY_SECRETARY'), branch],
    approveSelection: [holder(dataset.root.id, 'STREET_OFFICER'), dataset.root.id],
    publiciseSelection: cadre,
    appointCandidate: cadre,
  };

  /** A candidate who has come to a stage; `appointed` is, or would be, the time of the appointment. */
  function stand(
    stairwell: Row.StairwellRow,
    candidate: string,
    stage: Stage,
    appointed: number,
    post: Row.AppointmentRow | null,
  ): Row.SelectionRow {
    const reached = course.slice(0, course.findIndex(([, to]) => to === stage) + 1);
    const at = (days: number) => new Date(appointed - days * DAY).toISOString();
    const neighbours = adults.get(stairwell.place)!.filter((person) => person !== candidate);
    const supporters = neighbours.slice(0, reached.length > 1 ? RECOMMENDATIONS : 1);
    const noticed = reached.find(([, to]) => to === 'PUBLICITY');
    const publicisedOn = noticed ? at(noticed[2]).slice(0, 10) : null;
    const row: Row.SelectionRow = {
      ...base(),
      ...{ stairwell_id: stairwell.id, candidate_id: candidate, statement: '愿为邻里服务：巡楼、报修、调解，随叫随到。' },
      ...{ recommendation_count: supporters.length, recommendations_needed: RECOMMENDATIONS, publicised_on: publicisedOn },
      ...{ public_until: publicisedOn && workingDaysAfter(workCalendarOf([]), publicisedOn, 5), appointment_id: post?.id ?? null },
      ...{ state: stage, place: stairwell.place, created_at: at(course[0][2]) },
    };
    if (post) row.provenance = post.provenance;
    made.selection.push(row);
    let from: string | null = null;
    const step = (verb: string, to: string, person: string, organization: string | null, time: string, note: string | null = null) => {
      const { id, jurisdiction_id } = base();
      made.history.push({
        ...{ id, jurisdiction_id, subject_noun: 'Selection', subject_id: row.id, verb, from_state: from, to_state: to },
        ...{ actor_id: person, organization_id: organization, note, at: time },
      });
      row.updated_at = time;
      from = to;
    };
    step(course[0][0], 'SELF_NOMINATED', candidate, null, row.created_at);
    for (const [n, person] of supporters.entries()) {
      const time = at(course[1][2] + RECOMMENDATIONS - 1 - n);
      made.selection_recommendation.push({ selection_id: row.id, jurisdiction_id: row.jurisdiction_id, person_id: person, at: time });
      step(course[1][0], n + 1 < RECOMMENDATIONS ? 'SELF_NOMINATED' : 'RESIDENTS_RECOMMENDED', person, null, time);
    }
    for (const [verb, to, days] of reached.slice(2)) step(verb, to, ...actors[verb]!, at(days));
    return row;
  }

  for (const post of chiefs) {
    const stairwell = dataset.stairwells.find(({ id }) => id === post.stairwell_id)!;
    if ((adults.get(stairwell.place) ?? []).length > RECOMMENDATIONS)
      stand(stairwell, post.person_id, 'APPOINTED', Date.parse(`${post.valid_from}T02:00:00.000Z`), post);
  }
  const others = dataset.stairwells.filter(
    ({ place, grid_id }) =>
      grid_id !== grid.id &&
      dataset.grids.some(({ id, community_id: of }) => id === grid_id && of === community_id) &&
      (adults.get(place) ?? []).length > RECOMMENDATIONS + 1,
  );
  for (const [n, stairwell] of others.slice(0, onTheWay.length).entries()) {
    const [stage, ends] = onTheWay[n]!;
    const people = adults.get(stairwell.place)!;
    const row = stand(stairwell, people[0]!, stage, LATELY + course.find(([, to]) => to === stage)![2] * DAY, null);
    if (stage === 'PUBLICITY') {
      const decided = ends
        ? { state: 'UPHELD', decision: '情况属实，请重新审查。', decided_by_id: cadre[0] }
        : { state: 'OPEN', decision: null, decided_by_id: null };
      made.selection_objection.push({
        ...base(),
        ...{ selection_id: row.id, person_id: people.at(-1)!, text: '候选人常年在外，难以联系。', ...decided, place: row.place },
        created_at: new Date(LATELY + DAY / 4).toISOString(),
      } as Row.SelectionObjectionRow);
    }
    if (!ends) continue;
    const { id, jurisdiction_id } = base();
    const time = new Date(LATELY + DAY / 2).toISOString();
    made.history.push({
      ...{ id, jurisdiction_id, subject_noun: 'Selection', subject_id: row.id, from_state: row.state, to_state: ends },
      ...(ends === 'WITHDRAWN'
        ? { verb: 'withdrawSelection', actor_id: row.candidate_id, organization_id: null }
        : {
            verb: ends === 'RETURNED' ? 'decideSelectionObjection' : 'rejectSelection',
            actor_id: cadre[0],
            organization_id: community_id,
          }),
      ...{ note: ends === 'REJECTED' ? '近期将搬离本小区。' : null, at: time },
    });
    Object.assign(row, { state: ends, updated_at: time });
  }
  return made;
}
