import type { Viewer } from '../../../auth/viewer.js';
import { demand, notFound } from '../../../kernel/errors.js';
import type { Place } from '../../../kernel/place.js';
import type { Work } from '../../../work/command.js';
import { findSeen, isSeen } from '../../../work/find.js';
import { id, listOf, rowOf } from '../../../work/input.js';
import { Incident } from '../../incidents/incident.entity.js';
import { OutageNotice } from '../outage.entity.js';
import { EXPLAINS_NOT } from '../outage.policy.js';
import { outagePayload } from '../outage.type.js';

/** A notice, and incidents of whose places the sentence lets the viewer say whether it explains them. */
export const explained = (sentence: (viewer: Viewer, place: Place) => boolean) => ({
  answers: outagePayload,
  takes: { ...rowOf('OutageNotice'), incidentIds: listOf(id('Incident', 'Which incidents. 事件'), { min: 1, max: 50 }) },
  async may(work: Work, { id, incidentIds }: { readonly id: string; readonly incidentIds: readonly string[] }) {
    const notice = await findSeen(work, OutageNotice, id, { isLocked: true });
    const incidents = await work.em.find(Incident, { id: incidentIds, ...isSeen(work, 'Incident') });
    if (incidents.length < new Set(incidentIds).size) throw notFound('Incident');
    demand(
      incidents.every(({ place }) => sentence(work.viewer, place)),
      EXPLAINS_NOT,
    );
    return { notice, incidents };
  },
});
