import type { Work } from '../../../work/command.js';
import { TeamMembership } from '../volunteer.entity.js';

/** Who leads the teams. */
export async function leadersOf(work: Work, teams: readonly string[]): Promise<readonly string[]> {
  if (teams.length === 0) return [];
  const leaders = await work.em.find(TeamMembership, { team: { $in: teams }, role: 'LEADER', state: 'ACTIVE' });
  return leaders.map(({ person }) => person);
}
