import { holds, isStaffOf, type Viewer } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';
import { forbidden, notNow, type Sentence as SentenceOf } from '../../work/workflow.js';
import { isAssignedTo, isCoHandledBy, isRecordedBy, isReportedBy, type Matter, partnerOf } from './incident.policy.js';
import { type IncidentState, openStates } from './incident.terms.js';

type Sentence = SentenceOf<Matter>;

/** Persons, and partner systems that report in their own name; whoever knows a tracking code uploads by that. */
export const mayUpload = (viewer: Viewer): boolean => viewer.person !== null || partnerOf(viewer) !== null;

/** By the tracking code: while there is something to do. */
export const mayBeAttachedTo: Sentence = (_viewer, { state }) =>
  openStates.includes(state)
    ? true
    : notNow('WRONG_STATE', 'The incident has come to its end; nothing is attached to it any more. 事件已终结，不能再添加附件。');

/** Whoever reported it, took it down, or has to do with it. */
export const mayAttach: Sentence = (viewer, matter, now) =>
  isReportedBy(viewer, matter) ||
  isAssignedTo(viewer, matter) ||
  isRecordedBy(viewer, matter) ||
  isCoHandledBy(viewer, matter) ||
  isStaffOf(viewer, matter.holder) ||
  holds(viewer, matter.place, 'GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE', 'DISPATCHER', 'STREET_SUPERVISOR')
    ? mayBeAttachedTo(viewer, matter, now)
    : forbidden(
        'Pictures are added by the reporter and who took the report down, by who handles the incident or assists, and by staff of its place. 只有上报人、登记人、处置人、协办组织和所在地的工作人员可以添加附件。',
      );

/** Community cadres and street officers decide what everybody sees. */
export const mayPublishAttachment = (viewer: Viewer, place: Place): boolean => holds(viewer, place, 'COMMUNITY_CADRE', 'STREET_SUPERVISOR');

/** Those who may publish it; the uploader too, until the incident has come to its end. */
export const mayRemoveAttachment = (
  viewer: Viewer,
  uploadedBy: string | null | undefined,
  incident: { readonly place: Place; readonly state: IncidentState } | null,
): boolean =>
  (incident !== null && mayPublishAttachment(viewer, incident.place)) ||
  (viewer.person !== null && viewer.person === uploadedBy && (incident === null || openStates.includes(incident.state)));
