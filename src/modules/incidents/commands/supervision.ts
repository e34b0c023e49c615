import { problem, Refused } from '../../../kernel/result.js';
import type { Done, Work } from '../../../work/command.js';
import { Incident } from '../incident.entity.js';
import { finalStates, type SupervisionLevel } from '../incident.terms.js';
import { lapseExtension } from './lapse-extension.js';
import { remark } from './record.js';

/** Who does not supervise is told so. */
export const SUPERVISES_NOT =
  'Only community cadres, dispatchers and street officers of the place supervise an incident. 只有该区域的社区干部、信息总台调度员和街道干部可以督办。';

/** A red card ends a request for more time. */
export async function setLevel(work: Work, incident: Incident, level: SupervisionLevel, note: string): Promise<Done> {
  if (level === 'RED') await lapseExtension(work, incident);
  return remark(work, incident, { event: 'SUPERVISED', note }, () => {
    incident.supervision = level;
  });
}

export const refuseFinal = ({ state }: Incident): void => {
  if (finalStates.includes(state)) throw new Refused([problem('WRONG_STATE', 'The incident is closed. 该事件已办结。', 'id')]);
};

/** What the clock does when a limit has passed: the supervision rises, and whoever follows is told. */
export async function raiseByClock(work: Work, { id }: { readonly id: string }): Promise<Done> {
  const incident = await work.em.findOneOrFail(Incident, { id });
  const isRed = incident.redAt !== null && incident.redAt! <= work.now();
  return setLevel(
    work,
    incident,
    isRed ? 'RED' : 'YELLOW',
    isRed ? 'Past its red limit. 超过红牌时限，系统自动督办。' : 'Past its limit. 超过黄牌时限，系统自动督办。',
  );
}

/** What the clock does shortly before a limit: whoever has to act is told. */
export async function remindByClock(work: Work, { id }: { readonly id: string }): Promise<Done> {
  const incident = await work.em.findOneOrFail(Incident, { id });
  return remark(work, incident, { event: 'DUE_SOON', note: null });
}
