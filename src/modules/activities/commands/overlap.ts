import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { VolunteerHours } from '../hours.entity.js';

/**
 * Hours of one person do not overlap. Whoever adds or changes hours of a person holds the lock on the person's row until their transaction ends, so that what is
 * added at the same instant is seen.
 */
export const lockHoursOf = (work: Work, person: string): Promise<unknown> =>
  work.sql('select from person where id = ? for no key update', [person]);

interface Span {
  readonly person: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** Other hours that reach into a span, the latest end first. Those that were rejected leave their time free. */
async function overlapping(work: Work, { person, startsAt, endsAt }: Span, own?: string): Promise<readonly VolunteerHours[]> {
  const found = await work.em.find(
    VolunteerHours,
    { person, startsAt: { $lt: endsAt }, endsAt: { $gt: startsAt }, state: { $ne: 'REJECTED' } },
    { orderBy: { endsAt: 'desc' } },
  );
  return found.filter(({ id }) => id !== own);
}

/** Refuses hours that overlap others of the same person; the lock is held. `own`: the row that is changed. */
export async function demandFree(work: Work, span: Span, own?: string): Promise<void> {
  if ((await overlapping(work, span, own)).length > 0)
    refuse('INVALID', 'Other hours of the same person are in this time. 与本人其他服务时长重叠。', 'startsAt');
}

/** What is left of a span after the others that reach into it: nothing before the latest of them ends. */
export async function freeStart(work: Work, span: Span): Promise<Date> {
  const [last] = await overlapping(work, span);
  return last ? last.endsAt : span.startsAt;
}

const MINUTE = 60_000;
export const minutesOf = ({ startsAt, endsAt }: Pick<Span, 'startsAt' | 'endsAt'>): number =>
  Math.floor((endsAt.getTime() - startsAt.getTime()) / MINUTE);
