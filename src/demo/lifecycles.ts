import type { IncidentState } from '../modules/incidents/incident.terms.js';
import { type IncidentStep, incidentFlow } from '../modules/incidents/incident.workflow.js';

/** A verb, or the dispatch that hands the incident over to the property company: the holder moves. */
export type Step = IncidentStep | 'hand-over';

export const verbOf = (step: Step): IncidentStep => (step === 'hand-over' ? 'dispatch' : step);

export const stateAfter = (steps: readonly Step[]): IncidentState => {
  const last = steps.at(-1);
  return last === undefined ? 'REPORTED' : incidentFlow.moves[verbOf(last)].to;
};

const taken: readonly Step[] = ['accept', 'dispatch'];
const handedOver: readonly Step[] = ['accept', 'hand-over'];
const settled: readonly Step[] = ['start', 'resolve', 'verify', 'close'];

/** How far the demo's incidents have come, and how many have come so far, in each jurisdiction. Every state that a verb leads to occurs. */
export const lifecycles: readonly (readonly [count: number, ...steps: Step[]])[] = [
  [14, ...taken, ...settled],
  [3, ...handedOver, ...settled],
  [1, ...taken, 'return', 'hand-over', ...settled],
  [1, ...taken, ...settled, 'reopen', 'dispatch', ...settled],
  [1, ...taken, ...settled, 'reopen'],
  [2, 'reject'],
  [1, 'cancel'],
  [1, 'accept', 'cancel'],
  [1, ...taken, 'start', 'resolve', 'verify'],
  [2, ...taken, 'start', 'resolve'],
  [1, ...handedOver, 'start', 'resolve'],
  [3, ...taken, 'start'],
  [1, ...handedOver, 'start'],
  [1, ...taken, 'start', 'return'],
  [2, ...taken],
  [1, ...handedOver],
  [2, 'accept'],
  [1, 'merge'],
  [1, 'file'],
  [1, 'accept', 'escalate'],
  [1, 'accept', 'escalate', 'return', 'dispatch', ...settled],
  [1, 'accept', 'forward'],
  [1, 'accept', 'forward', 'reclaim', 'dispatch', ...settled],
  [1, 'forward', 'resolve', 'verify', 'close'],
  [1, ...taken, 'start', 'suspend'],
  [1, ...taken, 'suspend', 'resume', 'resolve', 'verify', 'close'],
  [1, ...taken, 'start', 'resolve', 'rework', 'resolve', 'verify', 'close'],
  [4],
];

/** Minutes until a step follows the one before. A reporter may reopen for 14 days. */
export const waits: Readonly<Record<Step, readonly [number, number]>> = {
  accept: [5, 90],
  reject: [30, 240],
  cancel: [20, 200],
  dispatch: [10, 120],
  'hand-over': [10, 120],
  start: [20, 360],
  return: [30, 240],
  resolve: [60, 1800],
  verify: [60, 900],
  close: [10, 400],
  reopen: [1440, 8640],
  merge: [10, 120],
  file: [20, 240],
  escalate: [30, 600],
  forward: [30, 600],
  reclaim: [1440, 2880],
  suspend: [60, 600],
  resume: [1440, 4320],
  rework: [60, 900],
};

/** What is written beside each step; a resolution says how the matter ended. */
export const notes: Readonly<Record<Exclude<Step, 'resolve'>, string>> = {
  accept: '已受理，安排网格核实。',
  reject: '不属于社区受理范围，已告知向有关部门反映。',
  cancel: '现场已无此情况，撤回。',
  dispatch: '请到现场处置。',
  'hand-over': '请物业公司到场处置。',
  start: '已到现场。',
  return: '需物业公司配合，退回重新派遣。',
  verify: '现场核查属实。',
  close: '核查通过，结案。',
  reopen: '问题再次出现，请重新办理。',
  merge: '与已受理事件为同一问题，并案处理。',
  file: '已了解情况，无需处置，备案。',
  escalate: '超出社区职权，报请街道协调。',
  forward: '属外部单位职责，已转办并约定答复期限。',
  reclaim: '外部单位未能办理，收回由社区处置。',
  suspend: '等待配件到货，暂缓处置。',
  resume: '配件已到，恢复处置。',
  rework: '现场复查仍有问题，请继续处置。',
};
