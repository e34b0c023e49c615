import { finalStates, outsideKinds } from '../modules/incidents/incident.terms.js';
import type { WhistleAnswerState, WhistleState } from '../modules/whistles/whistle.terms.js';
import { actorsOf } from './actors.js';
import { baseMaker } from './base-row.js';
import type { Dataset } from './dataset.js';
import type * as Row from './rows.js';

const MINUTE = 60_000;

interface Whistles {
  readonly whistle: Row.WhistleRow[];
  readonly whistle_answer: Row.WhistleAnswerRow[];
  readonly history: Row.HistoryRow[];
}

/** What is called for, when, how it ended, and by turns of the departments: what each did, and after how many minutes it turned up. */
const calls: readonly {
  readonly title: string;
  readonly site: string;
  readonly at: string;
  readonly state: WhistleState;
  readonly words: string | null;
  readonly answers: readonly (readonly [state: WhistleAnswerState, minutes: number | null])[];
}[] = [
  {
    ...{ title: '占道堆物反复出现，请到场会商', site: '网格北门', at: '2026-10-12T01:00:00.000Z', state: 'CONCLUDED' },
    ...{ words: '现场清理完毕，约定每周巡查一次。' },
    answers: [
      ['ARRIVED', 50],
      ['ABSENT', null],
    ],
  },
  {
    ...{
      title: '雨后积水影响出行',
      site: '3号楼东侧道路',
      at: '2026-10-26T01:30:00.000Z',
      state: 'CONCLUDED',
      words: '疏通雨水井两处，积水退尽。',
    },
    answers: [
      ['ARRIVED', 95],
      ['DECLINED', null],
    ],
  },
  {
    ...{
      title: '电动车充电棚选址勘查',
      site: '西门空地',
      at: '2026-11-06T02:00:00.000Z',
      state: 'CANCELLED',
      words: '居民议事会决定另行选址。',
    },
    answers: [
      ['RELEASED', null],
      ['RELEASED', null],
    ],
  },
  {
    ...{ title: '地下管线漏水，请联合查勘', site: '6号楼前', at: '2026-11-19T01:00:00.000Z', state: 'CALLED', words: null },
    answers: [
      ['PROMISED', null],
      ['CALLED', null],
    ],
  },
];

/** To turn up within an hour; nobody waits in vain for what is open while the demo is looked at. */
const arriveBy = (called: number, state: WhistleState): string =>
  state === 'CALLED' ? '2029-12-31T16:00:00.000Z' : new Date(called + 60 * MINUTE).toISOString();

/** A grid calls the property company and an outside body, about its open incident where it has one. */
export function whistlesOf(dataset: Dataset, incidents: readonly Row.IncidentRow[]): Whistles {
  const made: Whistles = { whistle: [], whistle_answer: [], history: [] };
  const base = baseMaker(dataset, 'whistles');
  const grid = dataset.grids[0]!;
  const actors = actorsOf(dataset)(grid);
  const outside = dataset.organizations.filter(({ kind, status }) => status === 'ACTIVE' && outsideKinds.includes(kind));
  const departments = [actors.company.id, ...outside.map(({ id }) => id)];
  const caller = actors.leader ?? actors.cadres[0]!;
  const open = incidents.find(({ grid_id, state }) => grid_id === grid.id && !finalStates.includes(state));
  for (const { title, site, at, state, words, answers } of calls) {
    const called = Date.parse(at);
    const isOver = state !== 'CALLED';
    const ended = isOver ? new Date(called + 150 * MINUTE).toISOString() : null;
    const who = answers.map((_, n) => departments[n % departments.length]!);
    const step = (
      noun: 'Whistle' | 'WhistleAnswer',
      row: Row.BaseRow,
      verb: string,
      from: string | null,
      to: string,
      time: string,
      note: string | null = null,
    ) => {
      const { id, jurisdiction_id } = base();
      const isAnswer = noun === 'WhistleAnswer' && from !== null && verb !== 'concludeWhistle' && verb !== 'cancelWhistle';
      made.history.push({
        ...{ id, jurisdiction_id, subject_noun: noun, subject_id: row.id, verb, from_state: from, to_state: to },
        ...{ actor_id: isAnswer ? null : caller, organization_id: isAnswer ? null : actors.community, note, at: time },
      });
    };
    const whistle: Row.WhistleRow = {
      ...base(),
      ...{ created_at: at, updated_at: ended ?? at, version: isOver ? 2 : 1, organization_id: actors.community, grid_id: grid.id },
      ...{ incident_id: isOver ? null : (open?.id ?? null), title, description: null, site, arrive_by: arriveBy(called, state) },
      ...{ called_by_id: caller, called_at: at, called_ids: who, outcome: state === 'CONCLUDED' ? words : null, ended_at: ended },
      alarm_at: isOver ? null : arriveBy(called, state),
      ...{ state, place: grid.place },
    };
    made.whistle.push(whistle);
    step('Whistle', whistle, 'blowWhistle', null, 'CALLED', at);
    const ends = state === 'CONCLUDED' ? 'concludeWhistle' : 'cancelWhistle';
    if (ended) step('Whistle', whistle, ends, 'CALLED', state, ended, state === 'CANCELLED' ? words : null);
    for (const [n, [answered, minutes]] of answers.entries()) {
      const isRated = state === 'CONCLUDED';
      const isThere = answered === 'ARRIVED';
      const moment = new Date(called + (minutes ?? 20) * MINUTE).toISOString();
      const answer: Row.WhistleAnswerRow = {
        ...base(),
        ...{ created_at: at, updated_at: ended ?? moment, whistle_id: whistle.id, organization_id: who[n]!, state: answered },
        ...{ arrived_at: isThere ? moment : null, attendance_score: isRated ? (isThere ? 5 : 2) : null },
        ...{ attendance_comment: isRated ? (isThere ? '到场处置得力。' : '未能到场。') : null, call_score: isRated && isThere ? 4 : null },
        ...{ call_comment: isRated && isThere ? '事由清楚，分工明确。' : null, place: grid.place },
      };
      made.whistle_answer.push(answer);
      step('WhistleAnswer', answer, 'blowWhistle', null, 'CALLED', at);
      const verbs: Readonly<Partial<Record<WhistleAnswerState, string>>> = {
        ...{ PROMISED: 'promiseArrival', DECLINED: 'declineArrival', ARRIVED: 'recordArrival', ABSENT: ends, RELEASED: ends },
      };
      const verb = verbs[answered];
      if (verb)
        step(
          'WhistleAnswer',
          answer,
          verb,
          'CALLED',
          answered,
          verb === ends ? ended! : moment,
          answered === 'DECLINED' ? '另有抢修任务。' : null,
        );
    }
  }
  return made;
}
