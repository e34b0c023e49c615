import { dayOf } from '../../../kernel/clock.js';
import { notFound } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { holdingOn } from '../../../kernel/span.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { findSeat } from '../../organisations/commands/find.js';
import { BodyMember, DeliberationBody } from '../body.entity.js';
import { VOTELESS } from '../deliberation.terms.js';
import type { DeliberationSession } from '../session.entity.js';

/**
 * A body, locked until the transaction ends, at the place where it has come to rest: what copies that place waits for a move of the organisation or grid, and a
 * move for it.
 */
export async function lockBody(work: Work, id: string): Promise<DeliberationBody> {
  const { grid, organization } = await findSeen(work, DeliberationBody, id);
  await findSeat(work, grid ?? organization, grid == null ? 'Organization' : 'Grid');
  const body = await work.em.findOne(DeliberationBody, { id }, { lock: 'update' });
  if (!body) throw notFound('DeliberationBody');
  return body;
}

/** Nothing new is begun by a body that is no more. */
export function demandAtWork(work: Work, { endedOn }: DeliberationBody, field: string): void {
  if (endedOn != null && endedOn <= dayOf(work.now())) refuse('WRONG_STATE', 'The body is no longer at work. 该议事组织已终止。', field);
}

/** Somebody's membership of today; null without one. */
export const membershipOf = (work: Work, { body }: Pick<DeliberationSession, 'body'>, person: string): Promise<BodyMember | null> =>
  work.em.findOne(BodyMember, { body, person, ...holdingOn(dayOf(work.now())) });

/** The same of somebody who is to chair a session: observers do not. */
export async function memberToChair(work: Work, body: string, person: string, field: string): Promise<BodyMember | null> {
  const member = await membershipOf(work, { body }, person);
  if (member?.capacity === VOTELESS) refuse('INVALID', 'An observer does not chair sessions. 列席人员不能主持会议。', field);
  return member;
}
