import type { Work } from '../../../work/command.js';
import type { Ending } from '../../../work/keeps.js';
import { Whistle, WhistleAnswer } from '../whistle.entity.js';

/** Departments that were called for a grid that ends turn up for the one that takes over. */
export async function handOverCalls(work: Work, { id, successor }: Ending): Promise<void> {
  const whistles = await work.em.find(Whistle, { grid: id, state: 'CALLED' }, { lock: 'update' });
  for (const whistle of whistles) Object.assign(whistle, { grid: successor!.id, place: successor!.place });
  const answers = await work.em.find(WhistleAnswer, { whistle: whistles.map(({ id }) => id) });
  for (const answer of answers) answer.place = successor!.place;
}
