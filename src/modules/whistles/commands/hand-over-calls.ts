import type { Work } from '../../../work/command.js';
import type { Ending } from '../../../work/keeps.js';
import { Whistle, WhistleAnswer } from '../whistle.entity.js';

/** Departments that were called for a grid that ends turn up for the one that takes over. */
export async function handOverCalls(work: Work, { id, successor }: Ending): Promise<void> {
  for (const whistle of await work.em.find(Whistle, { grid: id, state: 'CALLED' }, { lock: 'update' })) {
    Object.assign(whistle, { grid: successor!.id, place: successor!.place });
    for (const answer of await work.em.find(WhistleAnswer, { whistle: whistle.id })) answer.place = successor!.place;
  }
}
