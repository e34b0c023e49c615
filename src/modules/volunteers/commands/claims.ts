import { isStaffOf } from '../../../auth/viewer.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { remember } from '../../../work/history.js';
import type { Ending } from '../../../work/keeps.js';
import { timeOfNext } from '../../../work/workflow.js';
import { notify, type Telling } from '../../notifications/commands/notify.js';
import type { NotificationKind } from '../../notifications/notification.terms.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { NeedClaim, NeedItem } from '../need.entity.js';
import { TeamMembership, VolunteerTeam } from '../volunteer.entity.js';
import { leadersOf } from './leaders.js';

/** Claims of needs: never more than are wanted, for whoever claims or gives back waits for the lock of the need. */

/** Locks a need against others who claim it. It is read anew. */
async function lock(work: Work, need: NeedItem): Promise<void> {
  await work.sql('select from need_item where id = ? for no key update', [need.id]);
  await work.em.refresh(need);
}

/** Exactly one is set. */
type Claimant = Pick<NeedClaim, 'person' | 'team' | 'organization'>;

interface Claiming {
  readonly count: number | null;
  readonly teamId: string | null;
  readonly organizationId: string | null;
}

/** The state is the caller's. */
export async function claim(work: Work, need: NeedItem, input: Claiming, volunteers: boolean): Promise<void> {
  const claimant = await claimantOf(work, need, input, volunteers);
  await lock(work, need);
  if (need.state !== 'OPEN') refuse('WRONG_STATE', 'It wants nobody any more. 该需求已不需要认领。', 'id');
  if ((await work.em.count(NeedClaim, { need: need.id, ...claimant, releasedAt: null })) > 0)
    refuse('INVALID', 'It is claimed by them already. 其已认领该需求。', 'id');
  const [count, left] = [input.count ?? 1, need.wanted - need.claimed];
  if (count > left) refuse('LIMIT_EXCEEDED', 'Only {left} more are wanted. 仅还需 {left} 个。', 'count', { left });
  need.claimed += count;
  if (need.claimed === need.wanted) await tellOf(work, need, { kind: 'NEED_CLAIMED', persons: askersOf(need) });
  work.em.create(NeedClaim, {
    id: newId(jurisdictionOf(work).number),
    jurisdictionId: need.jurisdictionId,
    need: need.id,
    ...claimant,
    count,
    claimedAt: work.now(),
    releasedAt: null,
    createdAt: work.now(),
    updatedAt: work.now(),
  });
}

async function claimantOf(work: Work, need: NeedItem, { teamId, organizationId }: Claiming, volunteers: boolean): Promise<Claimant> {
  const { person } = work.viewer;
  if (teamId !== null) {
    const team = await findSeen(work, VolunteerTeam, teamId);
    if ((await work.em.count(TeamMembership, { team: team.id, person: person!, role: 'LEADER', state: 'ACTIVE' })) === 0)
      refuse('INVALID', 'Only its leader claims for a team. 只有队长可以代表服务队认领。', 'teamId');
    return { person: null, team: team.id, organization: null };
  }
  if (organizationId !== null) {
    const unit = await findSeen(work, Organization, organizationId);
    if (!isStaffOf(work.viewer, unit.id))
      refuse('INVALID', 'Only staff of a unit claim for it. 只有该单位的工作人员可以代表单位认领。', 'organizationId');
    return { person: null, team: null, organization: unit.id };
  }
  if (!volunteers) refuse('INVALID', 'Only volunteers claim for themselves. 只有志愿者可以为本人认领。', 'id');
  if (need.person === person) refuse('INVALID', 'Nobody claims a need of their own. 不能认领本人的需求。', 'id');
  return { person, team: null, organization: null };
}

/** Gives a claim back: one's own, or, who answers for the need, anybody's. The state is the caller's. */
export async function release(work: Work, need: NeedItem, claimId: string, isResponsible: boolean): Promise<void> {
  await lock(work, need);
  const held = await work.em.findOne(NeedClaim, { id: claimId, need: need.id, releasedAt: null });
  if (!held || !(isResponsible || (await isOwn(work, held))))
    refuse('INVALID', 'It is no claim of this need that you can give back. 不是可以释放的认领。', 'claimId');
  if (need.state !== 'OPEN' && need.state !== 'CLAIMED') refuse('WRONG_STATE', 'It has begun already. 服务已开始。', 'id');
  held.releasedAt = work.now();
  need.claimed -= held.count;
}

async function isOwn(work: Work, { person, team, organization }: NeedClaim): Promise<boolean> {
  if (person != null) return person === work.viewer.person;
  if (organization != null) return isStaffOf(work.viewer, organization);
  return (await work.em.count(TeamMembership, { team: team!, person: work.viewer.person!, role: 'LEADER', state: 'ACTIVE' })) > 0;
}

/** Whoever asked for it, and whose need it is. */
export const askersOf = ({ raisedBy, person }: NeedItem): readonly (string | null | undefined)[] => [raisedBy, person];

/** Tells of a need. */
export const tellOf = (work: Work, need: NeedItem, ...tellings: readonly Telling[]): Promise<void> =>
  notify(work, { noun: 'NeedItem', row: need, at: timeOfNext(work, need) }, tellings);

/** Tells those who have claimed a need, for a team its leader. */
export async function tellClaimants(work: Work, need: NeedItem, kind: NotificationKind): Promise<void> {
  const claims = await work.em.find(NeedClaim, { need: need.id, releasedAt: null });
  const leaders = await leadersOf(
    work,
    claims.flatMap(({ team }) => team ?? []),
  );
  const persons = [...claims.map(({ person }) => person), ...leaders];
  await tellOf(work, need, { kind, persons }, ...claims.map(({ organization }) => ({ kind, organization })));
}

/** Whoever can help no longer gives back what has not begun. */
export async function releaseAllOf(work: Work, claimant: Partial<Claimant>, verb: string): Promise<void> {
  for (const held of await work.em.find(NeedClaim, { ...claimant, releasedAt: null }, { orderBy: { need: 'asc' } })) {
    const need = await work.em.findOne(NeedItem, { id: held.need, state: ['OPEN', 'CLAIMED'] }, { lock: 'update' });
    if (!need) continue;
    held.releasedAt = work.now();
    need.claimed -= held.count;
    const from = need.state;
    need.state = 'OPEN';
    need.updatedAt = timeOfNext(work, need);
    remember(work, 'NeedItem', need, { verb, from });
  }
}

/** A unit that is dissolved helps no longer. */
export const releaseWith = (work: Work, { id }: Ending): Promise<void> => releaseAllOf(work, { organization: id }, 'dissolveOrganization');
