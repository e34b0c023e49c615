import { placeAround } from '../../../kernel/place.js';
import type { Work } from '../../../work/command.js';
import type { Ending } from '../../../work/keeps.js';
import { Grid } from '../../grids/grid.entity.js';
import { OutageNotice } from '../outage.entity.js';
import { currentStates } from '../outage.terms.js';

/** Current notices reach the grid that takes over instead of the one that ends, which acknowledges them there unless it was told itself. */
export async function handOverNotices(work: Work, { id, successor }: Ending): Promise<void> {
  const { id: next, place } = successor!;
  const inArea = { $sql: { text: 'own.grid_ids @> array[?::uuid]', parameters: [id] } };
  for (const notice of await work.em.find(OutageNotice, { state: currentStates, ...inArea }, { lock: 'update', orderBy: { id: 'asc' } })) {
    notice.gridIds = [...new Set(notice.gridIds.map((grid) => (grid === id ? next : grid)))];
    notice.place = placeAround((await work.em.find(Grid, { id: notice.gridIds })).map((grid) => grid.place));
  }
  await work.sql(
    `update outage_recipient r set grid_id = ?, place = ?, version = r.version + 1 from outage_notice n
     where n.id = r.notice_id and r.seat_id = ? and n.state = any(?)
       and not exists (select from outage_recipient other where other.notice_id = r.notice_id and other.seat_id = ?)`,
    [next, place, id, currentStates, next],
  );
}
