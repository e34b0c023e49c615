import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import type { DisclosureState } from './disclosure.terms.js';

/** What a department found when it supervised an organisation, published by a party organisation. `state` is written by its workflow alone. */
export const DisclosureNotice = defineEntity({
  name: 'DisclosureNotice',
  extends: BaseSchema,
  properties: {
    title: p.text(),
    content: p.text(),
    /** Who supervises. */
    department: () => p.manyToOne(Organization).mapToPk(),
    /** Who was supervised. */
    supervised: () => p.manyToOne(Organization).mapToPk(),
    /** The party organisation that publishes it. */
    publisher: () => p.manyToOne(Organization).mapToPk(),
    inspectedOn: p.date(),
    state: p.text().$type<DisclosureState>(),
    publishedAt: instant().nullable(),
    /** Set by whoever moves the notice, to the instant that its history tells. */
    updatedAt: instant(),
    /** Copy of the place of the publisher. */
    place: p.text(),
  },
});
export type DisclosureNotice = InferEntity<typeof DisclosureNotice>;
