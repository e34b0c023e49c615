import { isWithin } from '../../../kernel/place.js';
import { refuse } from '../../../kernel/result.js';
import { verb } from '../../../work/verb.js';
import { Grid } from '../../grids/grid.entity.js';
import { mayExplain } from '../outage.policy.js';
import { explained } from './explained.js';

export const linkOutage = verb(
  'linkOutage',
  {
    does: 'Says that an outage explains incidents of its area; instead of another outage, where one explained them before. 关联停供通知',
    ...explained(mayExplain),
  },
  async (work, { incidentIds }, { notice, incidents }) => {
    if (notice.state === 'CANCELLED') refuse('WRONG_STATE', 'The outage was called off. 停供已取消。', 'id');
    const grids = await work.em.find(Grid, { id: notice.gridIds });
    const areas = grids.length > 0 ? grids.map((grid) => grid.place) : [notice.place];
    if (incidents.some(({ place }) => !areas.some((area) => isWithin(place, area))))
      refuse('INVALID', 'An incident lies outside of the area. 有事件不在停供区域内。', 'incidentIds');
    await work.sql(
      `insert into outage_incident (incident_id, jurisdiction_id, notice_id, linked_by_id, linked_at)
       select incident, ?, ?, ?, ? from unnest(?::uuid[]) incident order by incident
       on conflict (incident_id, jurisdiction_id) do update
         set notice_id = excluded.notice_id, linked_by_id = excluded.linked_by_id, linked_at = excluded.linked_at`,
      [notice.jurisdictionId, notice.id, work.viewer.person, work.now(), incidentIds],
    );
    return { id: notice.id };
  },
);
