import { defineEntity, p } from '@mikro-orm/core';

/** Where a row comes from: RECORDED by a user, REPORTED in a public source, SYNTHETIC where demo data had to be invented. */
export const provenances = {
  RECORDED: 'Entered by a user or a partner system. 录入',
  REPORTED: 'Stated in a public source. 来源报道',
  SYNTHETIC: 'Invented to fill demo data; stands for no real person or event. 合成数据',
} as const;
export type Provenance = keyof typeof provenances;

/** Instants keep milliseconds: PostgreSQL's microseconds are lost in a Date, and keyset pages would then skip rows. */
export const instant = () => p.datetime().columnType('timestamptz(3)');

/** What every table has. The database's primary key is (id, jurisdiction_id), so that no foreign key can cross jurisdictions. */
export const BaseSchema = defineEntity({
  name: 'Base',
  abstract: true,
  properties: {
    id: p.uuid().primary(),
    /** The root organisation: a street or town. */
    jurisdictionId: p.uuid(),
    provenance: p.enum(Object.keys(provenances) as Provenance[]).default('RECORDED'),
    createdAt: instant().onCreate(() => new Date()),
    updatedAt: instant()
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
    version: p.integer().version(),
  },
});
