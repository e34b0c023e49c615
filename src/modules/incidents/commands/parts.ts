import { refuse } from '../../../kernel/result.js';
import type { Done, Work } from '../../../work/command.js';
import { Incident } from '../incident.entity.js';
import { finalStates, type IncidentEventKind, type IncidentState, MOST_PARTS } from '../incident.terms.js';
import { remark } from './record.js';

/** Locked, so that it is not resolved between two of its parts. */
export const wholeOf = (work: Work, parent: string): Promise<Incident> =>
  work.em.findOneOrFail(Incident, { id: parent }, { lock: 'update' });

export async function demandRoom(work: Work, whole: Incident): Promise<void> {
  if ((await work.em.count(Incident, { parent: whole.id })) >= MOST_PARTS)
    refuse('LIMIT_EXCEEDED', 'An incident has up to {max} parts. 每个事件最多拆分为 {max} 个子事件。', 'id', { max: MOST_PARTS });
}

/** Two incidents are bound, or no longer: both histories tell of it, and name the other one. Answers the first. */
export async function tellPart(
  work: Work,
  one: Incident,
  other: Incident,
  { event, note }: { readonly event: IncidentEventKind; readonly note: string | null },
  change: () => void,
): Promise<Done> {
  const noteOn = (named: Incident) => [named.serialNumber, note].filter((part) => part !== null).join('\n');
  const done = await remark(work, one, { event, note: noteOn(other) }, change);
  await remark(work, other, { event, note: noteOn(one) });
  return done;
}

/** A part comes to its end: the incident that it is a part of is told, and may have nothing to wait for any more. */
export async function partEnds(work: Work, part: Incident): Promise<void> {
  if (part.parent == null) return;
  const whole = await wholeOf(work, part.parent);
  await remark(work, whole, { event: 'PART_ENDED', note: part.serialNumber }, () => {
    if (part.required) whole.openParts--;
  });
}

const handled: readonly IncidentState[] = ['RESOLVED', 'VERIFIED', ...finalStates];

/** A part is opened again: what waits for it must not be handled already. */
export async function partReopens(work: Work, part: Incident): Promise<void> {
  if (part.parent == null) return;
  const whole = await wholeOf(work, part.parent);
  if (part.required && handled.includes(whole.state))
    refuse(
      'WRONG_STATE',
      'The incident that it is a part of is handled; let that one be reworked or reopened first. 其父事件已办结，请先将父事件返工或重新办理。',
      'id',
    );
  await remark(work, whole, { event: 'PART_REOPENED', note: part.serialNumber }, () => {
    if (part.required) whole.openParts++;
  });
}
