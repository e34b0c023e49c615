import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import type { NounName } from '../../kernel/ids.js';
import { Person } from '../organisations/person.entity.js';
import type { NotificationKind } from './notification.terms.js';

/** What a person was told of a row: written with the step, swept when it is old. */
export const Notification = defineEntity({
  name: 'Notification',
  extends: BaseSchema,
  properties: {
    person: () => p.manyToOne(Person).mapToPk(),
    kind: p.text().$type<NotificationKind>(),
    subjectNoun: p.text().$type<NounName>(),
    subjectId: p.uuid(),
    /** The row of the step, where the noun keeps one that viewers can read. */
    stepId: p.uuid().nullable(),
    at: instant(),
    readAt: instant().nullable(),
  },
});
export type Notification = InferEntity<typeof Notification>;
