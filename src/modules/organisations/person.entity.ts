import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema } from '../../db/base.entity.js';

/** A person known to a jurisdiction. Name and phone are P2: the graph masks them by an SQL expression (person.reads). */
export const Person = defineEntity({
  name: 'Person',
  extends: BaseSchema,
  properties: {
    name: p.text(),
    phone: p.text().nullable(),
    /** Where the person lives: decides whose posts cover them. Null while unknown. */
    place: p.text().nullable(),
  },
});
export type Person = InferEntity<typeof Person>;

/** Which person an identity provider's subject is. */
export const Account = defineEntity({
  name: 'Account',
  extends: BaseSchema,
  properties: {
    issuer: p.text(),
    subject: p.text(),
    person: () => p.manyToOne(Person).mapToPk(),
  },
});
export type Account = InferEntity<typeof Account>;
