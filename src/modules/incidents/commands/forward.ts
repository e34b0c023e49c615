import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { type Checked, id, instant } from '../../../work/input.js';
import { findActive } from '../../organisations/commands/find.js';
import type { Incident } from '../incident.entity.js';
import { outsideKinds } from '../incident.terms.js';
import { demandWithinAYear } from './within-a-year.js';

export const forwarding = {
  organizationId: id('Organization', 'A utility, department, unit, firm or other outside body of the jurisdiction. 外部单位'),
  dueAt: instant('By when it has to answer; the incident comes back by itself then. 答复期限'),
};

/** The holder keeps it, and answers for it, while the outside body has it. */
export async function forwardTo(
  work: Work,
  incident: Incident,
  { organizationId, dueAt }: Checked<typeof forwarding>,
  now: Date,
): Promise<void> {
  const body = await findActive(work, incident.jurisdictionId, organizationId, 'organizationId');
  if (!outsideKinds.includes(body.kind) || body.id === incident.holder)
    refuse(
      'INVALID',
      'Forward it to an outside body, such as a utility, a department or a firm; dispatch it to an organisation below the holder. 请转给外部单位（如公用事业、职能部门、企业）；下级组织请使用派遣。',
      'organizationId',
    );
  if (dueAt <= now) refuse('INVALID', '{field} must lie in the future. {field} 必须晚于当前时间。', 'dueAt');
  demandWithinAYear(dueAt, now);
  incident.forwardedTo = body.id;
  incident.forwardDueAt = dueAt;
}

/** It lies with the holder again. */
export function takeBack(incident: Incident): void {
  incident.forwardedTo = null;
  incident.forwardDueAt = null;
}
