import type { Done, Work } from '../../../work/command.js';
import { Incident } from '../incident.entity.js';
import { isAbove, type SupervisionLevel } from '../incident.terms.js';
import { lapseExtension } from './lapse-extension.js';
import { remark } from './record.js';

/** `by` may take it back, beside street officers. It counts against who holds the incident now. A red card ends a request for more time. */
export async function setLevel(
  work: Work,
  incident: Incident,
  level: SupervisionLevel,
  { by, note }: { readonly by: string | null | undefined; readonly note: string },
): Promise<Done> {
  if (level === 'RED') await lapseExtension(work, incident);
  return remark(work, incident, { event: 'SUPERVISED', note }, () => {
    if (level !== incident.supervision) incident.supervisedHolder = level === 'NONE' ? null : incident.holder;
    incident.supervision = level;
    incident.supervisor = by ?? null;
  });
}

/**
 * What the clock does when a limit has passed: the supervision rises, and whoever follows is told; also where it is that high already. What the clock raised
 * nobody takes back but street officers.
 */
export async function raiseByClock(work: Work, { id }: { readonly id: string }): Promise<Done> {
  const incident = await work.em.findOneOrFail(Incident, { id });
  const isRed = incident.redAt !== null && incident.redAt! <= work.now();
  const level = isRed ? 'RED' : 'YELLOW';
  const rises = isAbove(level, incident.supervision);
  incident.alarmedAt = work.now();
  return setLevel(work, incident, rises ? level : incident.supervision, {
    by: rises ? null : incident.supervisor,
    note: isRed ? 'Past its red limit. 超过红牌时限，系统自动督办。' : 'Past its limit. 超过黄牌时限，系统自动督办。',
  });
}

/** What the clock does shortly before a limit: whoever has to act is told. */
export async function remindByClock(work: Work, { id }: { readonly id: string }): Promise<Done> {
  const incident = await work.em.findOneOrFail(Incident, { id });
  return remark(work, incident, { event: 'DUE_SOON', note: null });
}
