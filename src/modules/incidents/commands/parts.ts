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

const GOES_ON_ALONE = 'It is a part of {whole} no longer, which is handled. 父事件 {whole} 已办结，不再作为其子事件。';

/**
 * A part is opened again. What waits for it does so anew; what is handled already does not: the part goes on by itself, for whoever reported it need not care
 * what else it was bound to. Answers words for its history then.
 */
export async function partReopens(work: Work, part: Incident): Promise<string | undefined> {
  if (part.parent == null) return undefined;
  const whole = await wholeOf(work, part.parent);
  if (part.required && handled.includes(whole.state)) {
    await remark(work, whole, { event: 'PART_RELEASED', note: part.serialNumber });
    Object.assign(part, { parent: null, required: null });
    return GOES_ON_ALONE.replaceAll('{whole}', whole.serialNumber);
  }
  await remark(work, whole, { event: 'PART_REOPENED', note: part.serialNumber }, () => {
    if (part.required) whole.openParts++;
  });
  return undefined;
}
