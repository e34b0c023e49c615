import { addWorkingMinutes, type WorkCalendar } from '../kernel/working-time.js';
import { SATISFIED_FROM, type SatisfactionReason } from '../modules/incidents/satisfaction.terms.js';
import type { Actors } from './actors.js';
import type { Dataset } from './dataset.js';
import type { Happening } from './history.js';
import type * as Row from './rows.js';
import { idMaker, Random } from './seeded.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Of whose answers: how they are told apart, before when they are given, and the scores that are given, by turns of chance. */
interface Answers {
  readonly what: string;
  readonly end: number;
  readonly scores: readonly number[];
  /** When staff call. */
  readonly calendar?: WorkCalendar;
}

/** Every history ends before the demo's day. */
const present: Answers = { what: 'satisfaction', end: Date.parse('2026-11-19T16:00:00.000Z'), scores: [5, 5, 5, 5, 4, 4, 4] };

const praise = ['处理很快，谢谢网格员。', '已经修好了。', '态度很好，问题解决了。', null, null];

/** An answer as the history tells it. */
export interface Answered extends Happening {
  readonly id: string;
  readonly at: number;
  readonly note: string | null;
}

/** What reporters answer after their incident was closed. */
export class Feedback {
  readonly rows: Row.SatisfactionRow[] = [];
  readonly #random: Random;
  readonly #makeId: (at: number) => string;

  constructor(
    private readonly dataset: Dataset,
    private readonly answers = present,
  ) {
    this.#random = new Random(`mulin/${dataset.jurisdiction.code}/${answers.what}`);
    this.#makeId = idMaker(dataset.jurisdiction.number, this.#random);
  }

  /** The answer to a closing that stands: seven in ten give one, a few of them when somebody calls. Null where nobody says a word. */
  settled(incident: Row.IncidentRow, actors: Actors): Answered | null {
    if (this.#random.between(1, 10) > 7) return null;
    const at = Date.parse(incident.closed_at!) + this.#random.between(1, 5) * DAY + this.#random.between(0, HOUR);
    if (at >= this.answers.end) return null;
    const callers = [...actors.workers, ...actors.cadres].filter((person) => !incident.handler_ids.includes(person));
    const asks = this.#random.between(1, 3) === 1 && incident.reporter_id !== null && !callers.includes(incident.reporter_id);
    const { calendar, scores } = this.answers;
    const score = this.#random.pick(scores);
    const isContent = score >= SATISFIED_FROM;
    return this.#answer(
      incident,
      asks && calendar ? addWorkingMinutes(calendar, new Date(at), 1)!.getTime() : at,
      {
        score,
        solved: true,
        reasons: this.#random.pick<SatisfactionReason[]>(isContent ? [['QUICK'], ['GOOD_WORK', 'KIND'], []] : [['SLOW'], ['NOT_TOLD']]),
        comment: isContent ? this.#random.pick(praise) : '等了很久才解决。',
        channel: asks ? 'PHONE_RETURN_VISIT' : 'SELF',
        asked_by_id: asks ? this.#random.pick(callers) : null,
      },
      actors,
    );
  }

  /** The answer with which a reporter opens the incident again. */
  unsolved(incident: Row.IncidentRow, at: number, actors: Actors): Answered {
    return this.#answer(
      incident,
      at,
      {
        score: 2,
        solved: false,
        reasons: ['CAME_BACK'],
        comment: '过了几天又坏了。',
        channel: 'SELF',
        asked_by_id: null,
      },
      actors,
    );
  }

  #answer(
    incident: Row.IncidentRow,
    moment: number,
    said: Pick<Row.SatisfactionRow, 'score' | 'solved' | 'reasons' | 'comment' | 'channel' | 'asked_by_id'>,
    actors: Actors,
  ): Answered {
    const at = new Date(moment).toISOString();
    this.rows.push({
      id: this.#makeId(moment),
      jurisdiction_id: this.dataset.root.id,
      provenance: 'SYNTHETIC',
      created_at: at,
      updated_at: at,
      version: 1,
      incident_id: incident.id,
      closing: incident.closings,
      respondent_id: incident.reporter_id,
      at,
      ...said,
    });
    Object.assign(incident, { version: incident.version + 1, updated_at: at });
    return {
      id: this.#makeId(moment),
      at: moment,
      kind: 'RATED',
      from_state: 'CLOSED',
      to_state: 'CLOSED',
      actor_id: said.asked_by_id ?? incident.reporter_id,
      organization_id: said.asked_by_id === null ? null : actors.community,
      note: `Score ${said.score}, ${said.solved ? 'solved' : 'not solved'}. 评分 ${said.score}，${said.solved ? '已解决' : '未解决'}。`,
    };
  }
}
