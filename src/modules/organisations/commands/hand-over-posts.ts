import { lastingFrom } from '../../../kernel/span.js';
import type { Work } from '../../../work/command.js';
import type { Ending } from '../../../work/keeps.js';
import { Appointment } from '../appointment.entity.js';

/**
 * Posts on a grid that ends go to its successor, also those that begin later. A leader comes along only where the successor has none, and nobody gets a
 * post they already hold there. Posts at a stairwell go where the stairwell goes.
 */
export async function handOverPosts(work: Work, { id, day, successor }: Ending): Promise<void> {
  const postsOn = (gridId: string) => work.em.find(Appointment, { gridId, stairwellId: null, ...lastingFrom(day) });
  const held = await postsOn(successor!.id);
  for (const post of await postsOn(id)) {
    const isTaken = held.some(
      (other) =>
        other.position === post.position && (post.position === 'GRID_LEADER' || other.person === post.person) && overlap(other, post),
    );
    if (isTaken) {
      // One that has not begun never will.
      post.validTo = post.validFrom > day ? post.validFrom : day;
    } else {
      post.gridId = successor!.id;
      post.place = successor!.place;
      held.push(post);
    }
  }
  await work.em.flush();
}

const overlap = (a: Appointment, b: Appointment): boolean =>
  (a.validTo == null || a.validTo > b.validFrom) && (b.validTo == null || b.validTo > a.validFrom);
