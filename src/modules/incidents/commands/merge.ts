import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { type Checked, id } from '../../../work/input.js';
import { Incident } from '../incident.entity.js';
import { finalStates } from '../incident.terms.js';

export const mergeTarget = { intoId: id('Incident', 'The open incident that is about the same. 并入的事件') };

/** The other one is held open until this is in: nothing is merged into what is being closed. */
export async function mergeInto(work: Work, incident: Incident, { intoId }: Checked<typeof mergeTarget>): Promise<void> {
  if (intoId === incident.id) refuse('INVALID', 'An incident is not merged into itself. 事件不能并入自身。', 'intoId');
  const into = await findSeen(work, Incident, intoId, { isLocked: true });
  if (finalStates.includes(into.state))
    refuse('INVALID', 'Merge it into an incident that is still open. 只能并入尚未办结的事件。', 'intoId');
  incident.duplicateOf = into.id;
  // Nothing is a duplicate of a duplicate.
  await work.sql('update incident set duplicate_of_id = ? where duplicate_of_id = ?', [into.id, incident.id]);
}
