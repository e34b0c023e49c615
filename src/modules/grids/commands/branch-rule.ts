import type { Work } from '../../../work/command.js';
import { CoverageRule, type Grid } from '../grid.entity.js';

/** Whether each grid of the community has a branch of its own, by the community's rule, else by that of the jurisdiction's root. */
export async function isOneBranchEach(work: Work, { community, jurisdictionId }: Grid): Promise<boolean> {
  const rules = await work.em.find(CoverageRule, { community: { $in: [community, jurisdictionId] } });
  const rule = rules.find((rule) => rule.community === community) ?? rules[0];
  return rule?.branchPolicy === 'ONE_GRID_ONE_BRANCH';
}
