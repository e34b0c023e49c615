/** Statistics of a street: how long each question takes, and how that grows with the number of incidents. */
import { ask } from './check.ts';
import type { Server } from './servers.ts';

const TIMES = 15;
const ALL = '{ from: "2020-01-01", to: "2030-01-01" }';
const MONTH = '{ from: "2026-05-01", to: "2026-06-01" }';
const RATES = `incidentsReported overdueOpen ${[
  'completionRate',
  'resolutionRate',
  'rejectionRate',
  'onTimeRate',
  'acceptOnTimeRate',
  'reworkRate',
]
  .map((rate) => `${rate} { numerator denominator value }`)
  .join(' ')}`;

/** What is asked of the street BA, which has nine of ten incidents. */
const questions: readonly (readonly [name: string, period: string, basis: string, fields: string])[] = [
  ['all rates of all time', ALL, 'COHORT', RATES],
  ['all rates of a month', MONTH, 'COHORT', RATES],
  ['all rates of a month by flow', MONTH, 'FLOW', RATES],
  ['handling time', ALL, 'COHORT', 'handlingTime { count averageMinutes ninetiethPercentileMinutes }'],
  ['by month and domain', ALL, 'COHORT', 'groups(by: [MONTH, DOMAIN]) { keys { value } reported completed }'],
  ['by category', ALL, 'COHORT', 'byCategory { name count }'],
  ['by community', ALL, 'COHORT', 'groups(by: [COMMUNITY]) { keys { name } reported completed overdue }'],
  ['days of a month', MONTH, 'COHORT', 'byDay { day count }'],
];

export interface StatisticsFigure {
  readonly question: string;
  readonly p50: number;
  readonly slowest: number;
}

export async function* measureStatistics({ url }: Server, token: string): AsyncGenerator<StatisticsFigure> {
  for (const [question, period, basis, fields] of questions) {
    const query = `{ organization(code: "BA") { statistics(period: ${period}, basis: ${basis}) { ${fields} } } }`;
    const times: number[] = [];
    for (let n = 0; n < TIMES; n++) {
      const start = performance.now();
      const { organization } = await ask(`${url}/graphql`, token, { query, variables: {} });
      if (organization.statistics === null) throw new Error(`${question}: no figures for the street's officer.`);
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    yield { question, p50: times[Math.floor(TIMES / 2)]!, slowest: times.at(-1)! };
  }
}
