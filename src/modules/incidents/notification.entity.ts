import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Person } from '../organisations/person.entity.js';
import { Incident, IncidentEvent } from './incident.entity.js';
import type { NotificationKind } from './notification.terms.js';

/** What a person was told of an incident: written with the step, swept when it is old. */
export const Notification = defineEntity({
  name: 'Notification',
  extends: BaseSchema,
  properties: {
    person: () => p.manyToOne(Person).mapToPk(),
    kind: p.text().$type<NotificationKind>(),
    incident: () => p.manyToOne(Incident).mapToPk(),
    event: () => p.manyToOne(IncidentEvent).mapToPk(),
    at: instant(),
    readAt: instant().nullable(),
  },
});
export type Notification = InferEntity<typeof Notification>;
