import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import type { OperationType, VersionState } from './partner.terms.js';

/** A partner's app: the client that its tokens name, and what it may spend. */
export const PartnerApp = defineEntity({
  name: 'PartnerApp',
  extends: BaseSchema,
  properties: {
    name: p.text(),
    partner: p.text(),
    /** Never changed: versions have copies of it. */
    client: p.text(),
    budgetUnits: p.integer(),
    budgetPerSecond: p.integer(),
  },
});
export type PartnerApp = InferEntity<typeof PartnerApp>;

/** A release of an app. Its documents never change; `state` is written by its workflow alone. */
export const PartnerVersion = defineEntity({
  name: 'PartnerVersion',
  extends: BaseSchema,
  properties: {
    app: () => p.manyToOne(PartnerApp).mapToPk(),
    /** Copy of the app's. */
    client: p.text(),
    name: p.text(),
    state: p.text().$type<VersionState>(),
    deprecatedAt: instant().nullable(),
    sunsetAt: instant().nullable(),
    /** The sunset, while it is still to come. */
    retiresAt: instant().nullable(),
    /** Set by whoever changes the version, to the instant that its history tells. */
    updatedAt: instant(),
  },
});
export type PartnerVersion = InferEntity<typeof PartnerVersion>;

/** An operation that the clients of a version may run. */
export const PartnerDocument = defineEntity({
  name: 'PartnerDocument',
  extends: BaseSchema,
  properties: {
    partnerVersion: () => p.manyToOne(PartnerVersion).mapToPk(),
    /** Of the source, in small hexadecimal letters. */
    sha256: p.text(),
    /** What the manifest calls it, where that is not the SHA-256. */
    alias: p.text().nullable(),
    operationName: p.text(),
    operationType: p.text().$type<OperationType>(),
    source: p.text(),
    cost: p.integer(),
  },
});
export type PartnerDocument = InferEntity<typeof PartnerDocument>;
