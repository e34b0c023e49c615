import { addWorkingMinutes, type WorkCalendar } from '../kernel/working-time.js';
import type { Urgency } from '../modules/incidents/incident.terms.js';
import { rowMaker } from './base-row.js';
import type { Dataset } from './dataset.js';
import type { Step } from './lifecycles.js';
import { reportedYears } from './reported-years.js';
import type * as Row from './rows.js';
import { Random } from './seeded.js';

/** Working minutes of an office day. */
const DAY = 420;

/** To take up, to handle and to verify: yellow and red limits, in working minutes. */
const limits: Readonly<
  Record<Urgency, readonly [accept: readonly [number, number], handle: readonly [number, number], verify: readonly [number, number]]>
> = {
  EMERGENCY: [
    [15, 30],
    [120, 240],
    [DAY / 2, DAY],
  ],
  HIGH: [
    [30, 60],
    [DAY, 2 * DAY],
    [DAY, 2 * DAY],
  ],
  NORMAL: [
    [120, 240],
    [3 * DAY, 5 * DAY],
    [2 * DAY, 3 * DAY],
  ],
  LOW: [
    [DAY, 2 * DAY],
    [7 * DAY, 10 * DAY],
    [3 * DAY, 5 * DAY],
  ],
};

/** Which limits a step begins, of a report those of the first key. */
const begun = { report: 'accept', accept: 'handle', forward: 'handle', reopen: 'handle', resolve: 'verify' } as const;
const phases = ['accept', 'handle', 'verify'] as const;

/** Sets the limits that a step begins, as the rules would have. Handling has one until the incident is opened again. */
export function beginLimits(incident: Row.IncidentRow, step: Step | 'report', at: number, calendar: WorkCalendar): void {
  const phase = Object.hasOwn(begun, step) ? begun[step as keyof typeof begun] : null;
  if (phase === null || (phase === 'handle' && step !== 'reopen' && incident.handle_by !== null)) return;
  const [yellow, red] = limits[incident.urgency][phases.indexOf(phase)]!.map((minutes) =>
    addWorkingMinutes(calendar, new Date(at), minutes)!.toISOString(),
  ) as [string, string];
  Object.assign(incident, { [`${phase}_by`]: yellow, [`${phase}_red_at`]: red });
}

/** When rules were made. */
const MADE = Date.parse('2026-11-20T00:00:00.000Z');

/** Makes what rules have that hold in the whole jurisdiction. */
export function ruleMaker(dataset: Dataset, what: string): () => Row.BaseRow & { organization_id: string; place: string } {
  const base = rowMaker(dataset, new Random(`mulin/${dataset.jurisdiction.code}/${what}`));
  return () => ({
    ...base(MADE),
    organization_id: dataset.root.id,
    place: dataset.root.place,
  });
}

/** The deadline rules of a jurisdiction, one an urgency, at its root. */
export function slaRulesOf(dataset: Dataset): readonly Row.SlaRuleRow[] {
  const base = ruleMaker(dataset, 'deadlines');
  return Object.entries(limits).map(([urgency, [accept, handle, verify]]) => ({
    ...base(),
    urgency: urgency as Urgency,
    accept_yellow: accept[0],
    accept_red: accept[1],
    handle_yellow: handle[0],
    handle_red: handle[1],
    verify_yellow: verify[0],
    verify_red: verify[1],
  }));
}

/**
 * The holidays whose dates the law itself names (全国年节及纪念日放假办法). Those of the lunar calendar, and the days worked in exchange, are announced each
 * year: the sample has none of them.
 */
const holidays: readonly (readonly [date: string, name: string])[] = [
  ['01-01', '元旦'],
  ['05-01', '劳动节'],
  ['05-02', '劳动节'],
  ['10-01', '国庆节'],
  ['10-02', '国庆节'],
  ['10-03', '国庆节'],
];
const SAMPLE_YEAR = 2027;
/** Until 2024 the second of May was none. */
const holidaysOf = (year: number) => holidays.filter(([date]) => year > 2024 || date !== '05-02');

/** The sample year, and the years of which the source tells incidents. */
export function calendarOf(dataset: Dataset): readonly Row.CalendarDayRow[] {
  const base = ruleMaker(dataset, 'calendar');
  const past = reportedYears[dataset.jurisdiction.code];
  const years = new Set([SAMPLE_YEAR, ...(past ? [past.from, past.to].map((day) => Number(day.slice(0, 4))) : [])]);
  return [...years].flatMap((year) =>
    holidaysOf(year).map(([date, name]) => ({
      ...base(),
      date: `${year}-${date}`,
      kind: 'HOLIDAY',
      sessions: [],
      name: year === SAMPLE_YEAR ? `${name}（示例）` : name,
    })),
  );
}

/** What communities have to do themselves, assist in, and what is for departments of the city. */
const duties: readonly (readonly [own: readonly string[], assist: readonly string[], notOurs: readonly string[]])[] = [
  [
    ['RUBBISH', 'NEIGHBOUR_DISPUTE', 'CORRIDOR_CLUTTER', 'DRYING', 'PETS', 'WASTE_SORTING'],
    ['FIRE_LANE', 'PROPERTY_DISPUTE', 'SMALL_ADVERTS'],
    [],
  ],
  [
    ['RUBBISH', 'NEIGHBOUR_DISPUTE', 'CORRIDOR_CLUTTER', 'DRYING', 'PETS', 'WASTE_SORTING', 'POLICY_ENQUIRY'],
    ['FIRE_LANE', 'PROPERTY_DISPUTE', 'SMALL_ADVERTS', 'WATER_SUPPLY'],
    ['GAS_HAZARD'],
  ],
];

/** The duty lists of communities: two versions, of which the later holds. */
export function dutyListsOf(dataset: Dataset): readonly Row.DutyListRow[] {
  const base = ruleMaker(dataset, 'duties');
  const idOf = (code: string) => dataset.categories.find((category) => category.code === code)!.id;
  return duties.map(([own, assist, notOurs], n) => ({
    ...base(),
    level: 'COMMUNITY',
    number: n + 1,
    own_ids: own.map(idOf),
    assist_ids: assist.map(idOf),
    not_ours_ids: notOurs.map(idOf),
    published_at: `2026-0${1 + 5 * n}-01T00:00:00.000Z`,
  }));
}
