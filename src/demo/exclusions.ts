import type { ExclusionReason, ExclusionState } from '../modules/exclusions/exclusion.terms.js';
import { actorsOf } from './actors.js';
import { baseMaker } from './base-row.js';
import type { Dataset } from './dataset.js';
import type * as Row from './rows.js';

const HOUR = 3_600_000;

/** What the community asks to leave out of rates, and what the street decides: one in each state. */
const requests: readonly (readonly [state: ExclusionState, reason: ExclusionReason, note: string, decision: string | null])[] = [
  ['GRANTED', 'UNTRUE', '现场核查两次，未发现所反映的情况。', null],
  ['REFUSED', 'UNREACHABLE', '回访三次无人接听。', '应继续联系，当面回访。'],
  ['REQUESTED', 'OUT_OF_COMPETENCE', '涉及供电部门资产，社区无权处置。', null],
  ['WITHDRAWN', 'LEGACY', '开发商遗留问题。', null],
  ['REVOKED', 'UNREASONABLE', '要求超出政策范围。', '复核认为诉求合理，恢复计入。'],
];

interface Exclusions {
  readonly rate_exclusion: Row.RateExclusionRow[];
  readonly history: Row.HistoryRow[];
}

/** Of the present incidents that a community held when they were closed, the oldest. Where fewer are closed, fewer are asked for. */
export function exclusionsOf(dataset: Dataset, incidents: readonly Row.IncidentRow[]): Exclusions {
  const made: Exclusions = { rate_exclusion: [], history: [] };
  const base = baseMaker(dataset, 'exclusions');
  const actors = actorsOf(dataset)(dataset.grids[0]!);
  const [cadre] = actors.cadres as [string];
  const closed = incidents
    .filter(({ state, holder_id }) => state === 'CLOSED' && holder_id === actors.community)
    .toSorted((a, b) => (a.closed_at! < b.closed_at! ? -1 : 1));
  for (const [n, incident] of closed.slice(0, requests.length).entries()) {
    const [state, reason, note, decision] = requests[n]!;
    const asked = Date.parse(incident.closed_at!) + HOUR;
    const at = (hours: number) => new Date(asked + hours * HOUR).toISOString();
    const decided = state === 'REQUESTED' || state === 'WITHDRAWN' ? null : at(state === 'REVOKED' ? 20 : 4);
    const last = state === 'REQUESTED' ? at(0) : at(state === 'REVOKED' ? 20 : 4);
    const exclusion: Row.RateExclusionRow = {
      ...base(),
      ...{ created_at: at(0), updated_at: last, version: state === 'REQUESTED' ? 1 : state === 'REVOKED' ? 3 : 2 },
      ...{ incident_id: incident.id, organization_id: incident.holder_id, reason, note, requested_by_id: cadre, requested_at: at(0) },
      ...{ decided_by_id: decided && actors.street.officer, decided_at: decided, state, place: incident.place },
    };
    made.rate_exclusion.push(exclusion);
    const step = (verb: string, from: ExclusionState | null, to: ExclusionState, time: string, isHolder: boolean, words: string | null) => {
      const { id, jurisdiction_id } = base();
      made.history.push({
        ...{ id, jurisdiction_id, subject_noun: 'RateExclusion', subject_id: exclusion.id, verb, from_state: from, to_state: to },
        ...{ actor_id: isHolder ? cadre : actors.street.officer, organization_id: isHolder ? actors.community : actors.street.id },
        ...{ note: words, at: time },
      });
    };
    step('requestExclusion', null, 'REQUESTED', at(0), true, null);
    if (state === 'WITHDRAWN') step('withdrawExclusion', 'REQUESTED', state, last, true, null);
    if (state === 'REFUSED') step('refuseExclusion', 'REQUESTED', state, last, false, decision);
    if (state === 'GRANTED' || state === 'REVOKED') step('grantExclusion', 'REQUESTED', 'GRANTED', at(4), false, null);
    if (state === 'REVOKED') step('revokeExclusion', 'GRANTED', state, last, false, decision);
  }
  return made;
}
