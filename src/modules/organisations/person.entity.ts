import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema } from '../../db/base.entity.js';

/**
 * A person known to a jurisdiction. Name and phone are P2: the graph masks them by an SQL expression. The id number is P3: what is shown of it is
 * a column of its own, the whole is sealed (commands/id-number).
 */
export const Person = defineEntity({
  name: 'Person',
  extends: BaseSchema,
  properties: {
    name: p.text(),
    phone: p.text().nullable(),
    idNumberMasked: p.text().nullable(),
    idNumberSealed: p.blob().nullable(),
    idNumberIndex: p.blob().nullable(),
    /** Where the person lives: decides whose posts cover them. Null while unknown. */
    place: p.text().nullable(),
  },
});
export type Person = InferEntity<typeof Person>;
