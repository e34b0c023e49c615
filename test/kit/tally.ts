/** What is open is the same in each period. */
const STATISTICS = 'statistics(period: { from: "2026-01-01", to: "2026-01-02" }) { openByState { state count overdue } }';

/** How many incidents are open below a place, live. */
export const TALLY = `subscription ($scope: ID!) { statisticsTally(scope: $scope) { scopeId organization { ${STATISTICS} } grid { ${STATISTICS} } } }`;

interface Statistics {
  readonly statistics: { readonly openByState: readonly StateCount[] };
}
export interface StateCount {
  readonly state: string;
  readonly count: number;
  readonly overdue: number;
}
export interface Tally {
  readonly statisticsTally: { readonly scopeId: string; readonly organization: Statistics | null; readonly grid: Statistics | null };
}

export const statesIn = ({ statisticsTally: { organization, grid } }: Tally): readonly StateCount[] =>
  (organization ?? grid)!.statistics.openByState;
export const openIn = (tally: Tally): number => statesIn(tally).reduce((sum, { count }) => sum + count, 0);
