import { Field, ID } from 'type-graphql';
import { extendType } from '../../graph/field.js';
import { publicId } from '../../kernel/ids.js';
import { Ref } from '../../read/reader.js';
import { itemFields } from '../notifications/notification.facts.js';
import { NotificationType, subjectField, ViewerNotificationType } from '../notifications/notification.type.js';
import { IncidentEventType, IncidentType } from './incident.type.js';

/** What notifications of incidents show. */
extendType(NotificationType, {
  incident: subjectField(() => IncidentType, 'The incident as it is now, where the viewer still sees it. 事件'),
  event: subjectField(() => IncidentEventType, 'What happened, where the viewer still sees it. 流转记录'),
});

extendType(ViewerNotificationType, {
  incidentId: Field(() => ID, { nullable: true, description: 'The incident; null where it is about something else. 事件标识' }),
  event: Field(() => IncidentEventType, {
    nullable: true,
    description: 'The step of the incident that was taken; null where the viewer does not see the incident. 流转记录',
  }),
});
itemFields.set('Incident', ({ id, step }) => ({
  incidentId: publicId('Incident', id),
  event: step ? new Ref('IncidentEvent', step.id) : null,
}));
