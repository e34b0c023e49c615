import type { Work } from '../../../work/command.js';
import type { Ending } from '../../../work/keeps.js';

/** The topics of a grid go on with the grid that takes over; without one they are about the area of their body. */
export async function handOverTopics(work: Work, { id, successor }: Ending): Promise<void> {
  if (successor)
    await work.sql('update topic set grid_id = ?, place = ?, version = version + 1 where grid_id = ?', [successor.id, successor.place, id]);
  else
    await work.sql(
      'update topic set grid_id = null, place = b.place, version = topic.version + 1 from deliberation_body b where b.id = topic.body_id and topic.grid_id = ?',
      [id],
    );
}
