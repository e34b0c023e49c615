import type { IncidentChannel, IncidentDomain } from '../modules/incidents/incident.terms.js';
import type { Step } from './lifecycles.js';

/** What a source tells of the incidents of a year. Its other incidents are of the demo's own weeks. */
export interface ReportedYear {
  /** The first day, and the one after the last. */
  readonly from: string;
  readonly to: string;
  /** Of ten reports so many come from staff. */
  readonly byStaff: number;
  readonly channels: { readonly staff: readonly IncidentChannel[]; readonly residents: readonly IncidentChannel[] };
  /** How many came, of which domains by turns of chance, and how far. */
  readonly portions: readonly (readonly [count: number, domains: readonly IncidentDomain[], ...steps: Step[]])[];
}

const settled: readonly Step[] = ['start', 'resolve', 'verify', 'close'];
const byGrid: readonly Step[] = ['accept', 'dispatch', ...settled];
const byCompany: readonly Step[] = ['accept', 'hand-over', ...settled];
const reworked: readonly Step[] = ['accept', 'dispatch', 'start', 'resolve', 'rework', 'resolve', 'verify', 'close'];
const reopened: readonly Step[] = [...byGrid, 'reopen', 'dispatch', ...settled];
const forwarded: readonly Step[] = ['accept', 'forward', 'resolve', 'verify', 'close'];

const livelihood = ['LIVELIHOOD_SERVICE'] as const;
/** 舆情、安全、综治、城管: with 民生 the five of 002. */
const others = ['PUBLIC_OPINION', 'WORK_SAFETY', 'PUBLIC_SECURITY', 'URBAN_MANAGEMENT'] as const;
const domains = [...livelihood, ...others, 'SPIRITUAL_CIVILIZATION', 'ENVIRONMENT'] as const;
/** 图片、短信、电话 */
const uploads: readonly IncidentChannel[] = ['PHOTO', 'MESSAGE', 'PHONE'];

/** By the code of the jurisdiction. */
export const reportedYears: Readonly<Record<string, ReportedYear>> = {
  // 上报各类事件3000余, 办结率100%, 群众满意率95%以上
  '000': {
    from: '2019-01-01',
    to: '2019-12-12',
    byStaff: 7,
    channels: { staff: ['GRID_PATROL', 'GRID_PATROL', 'VISIT', 'PHOTO'], residents: ['PHONE', 'WECHAT', 'STATION_DESK', 'QR_SCAN'] },
    portions: [
      [2_290, domains, ...byGrid],
      [560, domains, ...byCompany],
      [62, domains, 'accept', 'dispatch', 'return', 'hand-over', ...settled],
      [48, domains, ...reworked],
      [56, domains, ...forwarded],
      [32, domains, ...reopened],
    ],
  },
  // 1650条信息, 其中民生事项920余件: a message is an incident as it came in; where there was nothing to do it was filed.
  '002': {
    from: '2016-07-11',
    to: '2017-07-11',
    byStaff: 6,
    channels: { staff: uploads, residents: uploads },
    portions: [
      [780, livelihood, ...byGrid],
      [110, livelihood, ...byCompany],
      [24, livelihood, ...forwarded],
      [12, livelihood, ...reworked],
      [10, livelihood, ...reopened],
      [410, others, ...byGrid],
      [214, others, 'file'],
      [90, others, 'accept', 'file'],
    ],
  },
};
