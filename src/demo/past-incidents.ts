import { dayOf, instantOf } from '../kernel/clock.js';
import { addWorkingMinutes, type WorkCalendar } from '../kernel/working-time.js';
import { workCalendarOf } from '../modules/calendar/work-calendar.js';
import { phaseOf } from '../modules/incidents/deadlines.js';
import type { Urgency } from '../modules/incidents/incident.terms.js';
import { type Actors, actorsOf } from './actors.js';
import { rowMaker } from './base-row.js';
import { boxesOf } from './boundaries.js';
import type { Dataset } from './dataset.js';
import { beginLimits, calendarOf } from './deadlines.js';
import { type Answered, Feedback } from './feedback.js';
import { type Happening, take } from './history.js';
import { notes, type Step } from './lifecycles.js';
import { matters } from './matters.js';
import { type Reporter, report, Serials } from './report.js';
import { type ReportedYear, reportedYears } from './reported-years.js';
import type * as Row from './rows.js';
import { Random } from './seeded.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** What is reported in the last weeks could not be closed, and answered, within the year. */
const LAST_WEEKS = 40 * DAY;

/** An incident of a past year, and all that it left. */
export interface PastIncident {
  readonly incident: Row.IncidentRow;
  readonly events: readonly Row.IncidentEventRow[];
  readonly satisfaction: readonly Row.SatisfactionRow[];
}

/** Minutes of working time until a step follows the one before. A reporter opens again some days after the end. */
const waits: Readonly<Partial<Record<Step, readonly [number, number]>>> = {
  accept: [4, 100],
  file: [10, 110],
  dispatch: [4, 60],
  'hand-over': [4, 60],
  forward: [10, 90],
  start: [8, 120],
  return: [20, 90],
  resolve: [30, 780],
  verify: [20, 400],
  rework: [20, 300],
  close: [4, 120],
  reopen: [300, 1_500],
};
/** What is pressing is done sooner. */
const paces: Readonly<Record<Urgency, number>> = { EMERGENCY: 0.08, HIGH: 0.28, NORMAL: 1, LOW: 2 };
/** One in so many takes four times as long. */
const SLOW_ONE_IN = 40;
/** For danger to life people come at night, and on a holiday. */
const always: WorkCalendar = () => [[0, 1_440]];
const atOnce: readonly Step[] = ['accept', 'dispatch', 'hand-over', 'forward', 'start', 'resolve'];

/** 97 of a hundred answers are content; what was opened again takes its share of the others. */
const scores = [...Array<number>(22).fill(5), ...Array<number>(13).fill(4), 3];

/** The incidents of the year that a jurisdiction's source reports on, oldest first, as its work calendar and deadline rules would have had them. */
export class PastYear {
  readonly serials: Serials;
  readonly #random: Random;
  readonly #base: (at: number) => Row.BaseRow;
  readonly #year: ReportedYear;
  readonly #calendar: WorkCalendar;
  readonly #feedback: Feedback;

  constructor(private readonly dataset: Dataset) {
    const { code } = dataset.jurisdiction;
    this.#year = reportedYears[code]!;
    this.#random = new Random(`mulin/${code}/past incidents`);
    this.#base = rowMaker(dataset, this.#random);
    this.serials = new Serials(code);
    this.#calendar = workCalendarOf(calendarOf(dataset));
    const end = instantOf(this.#year.to, '00:00').getTime();
    this.#feedback = new Feedback(dataset, { what: 'past satisfaction', end, scores, calendar: this.#calendar });
  }

  /** How many there are. */
  get count(): number {
    return this.#year.portions.reduce((sum, [count]) => sum + count, 0);
  }

  *incidents(): Generator<PastIncident> {
    const boxes = boxesOf(this.dataset);
    let month = '';
    let staffed: readonly (readonly [Row.GridRow, Actors])[] = [];
    for (const { at, portion, isStaff } of this.#planned()) {
      const day = dayOf(new Date(at));
      if (!day.startsWith(month) || month === '') {
        month = day.slice(0, 7);
        // In the year before a report nobody leaves: who is there on the first day of a month is there on its last.
        const actorsIn = actorsOf(this.dataset, `${month}-01`);
        staffed = this.dataset.grids.map((grid) => [grid, actorsIn(grid)] as const).filter(([, { leader }]) => leader !== null);
      }
      const [, domains, ...steps] = portion;
      const [grid, actors] = this.#random.pick(staffed);
      const domain = this.#random.pick(domains);
      const matter = this.#random.pick(mattersOf(this.dataset, domain));
      const reporter = () => this.#reporterOf(actors, isStaff);
      const numbered = { ...this.#base(at), serial_number: this.serials.next(at) };
      yield this.#live(report(this.dataset, boxes, numbered, grid, actors, matter, reporter, this.#random), steps, actors, matter.outcome);
    }
  }

  /** What comes in and when, in order: from residents at any hour of the day, from staff while they work. */
  #planned() {
    const from = instantOf(this.#year.from, '00:00').getTime();
    const days = Math.floor((instantOf(this.#year.to, '00:00').getTime() - LAST_WEEKS - from) / DAY);
    return this.#year.portions
      .flatMap((portion) =>
        Array.from({ length: portion[0] }, () => {
          // Only who can be asked opens again.
          const isStaff = !portion.includes('reopen') && this.#random.between(1, 10) <= this.#year.byStaff;
          const midnight = from + this.#random.between(0, days) * DAY;
          const at = isStaff
            ? addWorkingMinutes(this.#calendar, new Date(midnight), this.#random.between(1, 400))!.getTime()
            : midnight + this.#random.between(7 * 60, 21 * 60) * MINUTE;
          return { portion, isStaff, at: at + this.#random.between(0, 59) * 1_000 };
        }),
      )
      .sort((a, b) => a.at - b.at);
  }

  #reporterOf({ community, leader, workers, residents }: Actors, isStaff: boolean): Reporter {
    const { channels } = this.#year;
    return isStaff || residents.length === 0
      ? { person: this.#random.pick([...workers, leader!]), organization: community, channels: channels.staff }
      : { person: this.#random.pick(residents), organization: null, channels: channels.residents };
  }

  #live(incident: Row.IncidentRow, steps: readonly Step[], actors: Actors, outcome: string): PastIncident {
    const events: Row.IncidentEventRow[] = [];
    const keep = (event: Omit<Row.IncidentEventRow, keyof Row.BaseRow | 'incident_id' | 'reply' | 'at'>, moment: number) =>
      events.push({ ...this.#base(moment), incident_id: incident.id, ...event, reply: null, at: new Date(moment).toISOString() });
    const told = ({ id, at, ...answer }: Answered) =>
      events.push({ ...this.#base(at), id, incident_id: incident.id, ...answer, reply: null, at: new Date(at).toISOString() });
    const answersBefore = this.#feedback.rows.length;
    let moment = Date.parse(incident.reported_at);
    const reported: Happening = {
      kind: 'REPORTED',
      from_state: null,
      to_state: 'REPORTED',
      actor_id: incident.reporter_id,
      organization_id: incident.reporting_organization_id,
    };
    keep({ ...reported, note: null }, moment);
    beginLimits(incident, 'report', moment, this.#calendar);
    const pace = paces[incident.urgency] * (this.#random.between(1, SLOW_ONE_IN) === 1 ? 4 : 1);
    for (const step of steps) {
      const next = this.#after(moment, step, incident, pace);
      this.#supervise(incident, next, keep);
      moment = next;
      if (step === 'reopen') told(this.#feedback.unsolved(incident, moment - MINUTE, actors));
      const happening = take(step, incident, actors, new Date(moment).toISOString(), { calendar: this.#calendar });
      keep({ ...happening, note: step === 'resolve' ? outcome : notes[step] }, moment);
      beginLimits(incident, step, moment, this.#calendar);
    }
    const answer = incident.state === 'CLOSED' ? this.#feedback.settled(incident, actors) : null;
    if (answer) told(answer);
    return { incident, events, satisfaction: this.#feedback.rows.slice(answersBefore) };
  }

  #after(moment: number, step: Step, { urgency }: Row.IncidentRow, pace: number): number {
    const [low, high] = waits[step]!;
    const seconds = Math.ceil(this.#random.between(low * 60, high * 60) * (step === 'reopen' ? 1 : pace));
    const calendar = urgency === 'EMERGENCY' && atOnce.includes(step) ? always : this.#calendar;
    return Math.floor(addWorkingMinutes(calendar, new Date(moment), seconds / 60)!.getTime() / 1_000) * 1_000;
  }

  /** What the clock did before the next step, once a minute: past a limit the supervision rises. */
  #supervise(incident: Row.IncidentRow, next: number, keep: (event: Happening & { readonly note: string }, moment: number) => void): void {
    const phase = phaseOf(incident.state);
    if (!phase) return;
    for (const [level, limit, note] of [
      ['YELLOW', incident[`${phase}_by`], 'Past its limit. 超过黄牌时限，系统自动督办。'],
      ['RED', incident[`${phase}_red_at`], 'Past its red limit. 超过红牌时限，系统自动督办。'],
    ] as const) {
      const moment = (Math.floor(Date.parse(limit!) / MINUTE) + 1) * MINUTE;
      if (moment >= next || incident.supervision === level || incident.supervision === 'RED') continue;
      const at = new Date(moment).toISOString();
      Object.assign(incident, {
        supervision: level,
        supervised_holder_id: incident.holder_id,
        alarmed_at: at,
        version: incident.version + 1,
        updated_at: at,
      });
      const state = incident.state;
      keep({ kind: 'SUPERVISED', from_state: state, to_state: state, actor_id: null, organization_id: null, note }, moment);
    }
  }
}

function mattersOf({ categories }: Dataset, domain: string) {
  return matters.filter(({ category }) => categories.find(({ code }) => code === category)!.domain === domain);
}
