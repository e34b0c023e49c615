import type { Done, Work } from '../../../work/command.js';
import { timeOfNext } from '../../../work/workflow.js';
import { Incident } from '../incident.entity.js';
import type { IncidentEventKind } from '../incident.terms.js';
import { IncidentParticipant } from '../participant.entity.js';
import type { Attaching } from './attach.js';
import { handledBy } from './handlers.js';
import { remark } from './record.js';

/**
 * A step of who assists, in the history of the incident; whoever asked takes it for the holder, the rest for the organisation that assists. The incident is
 * held locked until it is in: its list of co-handlers and the participants change together.
 */
export async function tellAssistance(
  work: Work,
  participant: IncidentParticipant,
  { event, note, attachmentIds }: Attaching & { readonly event: IncidentEventKind; readonly note: string | null },
): Promise<void> {
  const incident = await work.em.findOneOrFail(Incident, { id: participant.incident }, { lock: 'update' });
  const isOwn = participant.state !== 'WITHDRAWN';
  await remark(work, incident, { event, note, attachmentIds, ...(isOwn ? { actedFor: participant.organization } : {}) }, () => {
    if (participant.state === 'ACCEPTED') return;
    Object.assign(participant, { answer: note, endedAt: participant.updatedAt, alarmAt: null });
    const others = (incident.coHandlers ?? []).filter((organization) => organization !== participant.organization);
    incident.coHandlers = others.length > 0 ? others : null;
    if (participant.state === 'DONE') handledBy(incident, work.viewer.person);
  });
}

/** Nobody assists with what has come to its end; nor does `of`, an organisation that holds it from now on. */
export async function endAssistance(work: Work, incident: Incident, of?: string): Promise<void> {
  const [all, ended] = [incident.coHandlers ?? [], of === undefined ? {} : { organization: of }];
  if (of === undefined ? all.length === 0 : !all.includes(of)) return;
  const others = all.filter((organization) => of !== undefined && organization !== of);
  incident.coHandlers = others.length > 0 ? others : null;
  for (const participant of await work.em.find(IncidentParticipant, { incident: incident.id, endedAt: null, ...ended })) {
    const now = timeOfNext(work, participant);
    Object.assign(participant, { state: 'WITHDRAWN', endedAt: now, updatedAt: now, alarmAt: null });
  }
}

/** What the clock does when the due time of who assists has passed: they and the holder are told. */
export async function tellOverdue(work: Work, { id }: { readonly id: string }): Promise<Done> {
  const participant = await work.em.findOneOrFail(IncidentParticipant, { id });
  participant.alarmAt = null;
  const incident = await work.em.findOneOrFail(Incident, { id: participant.incident }, { lock: 'update' });
  await remark(work, incident, { event: 'ASSISTANCE_OVERDUE', note: null, concerns: { assistant: participant.organization } });
  return { id };
}
