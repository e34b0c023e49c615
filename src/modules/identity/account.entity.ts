import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import { Person } from '../organisations/person.entity.js';

/** Which person an identity provider's subject is, or was: a link that ended keeps its row, and the subject may be linked anew. */
export const Account = defineEntity({
  name: 'Account',
  extends: BaseSchema,
  properties: {
    issuer: p.text(),
    subject: p.text(),
    person: () => p.manyToOne(Person).mapToPk(),
    unlinkedAt: instant().nullable(),
  },
});
export type Account = InferEntity<typeof Account>;

/**
 * Tokens that are no longer accepted, although their issuer still vouches for them: of a person or of a client one by its id (jti), or all that
 * were issued before an instant. Who loads a viewer reads these along (load-viewer). Single ones are removed when no token of that age
 * is accepted any more (revocation.jobs).
 */
export const TokenRevocation = defineEntity({
  name: 'TokenRevocation',
  extends: BaseSchema,
  properties: {
    /** Exactly one of person and client is set. */
    person: () => p.manyToOne(Person).mapToPk().nullable(),
    client: p.text().nullable(),
    /** Null: all that were issued before. */
    tokenId: p.text().nullable(),
    before: instant(),
  },
});
export type TokenRevocation = InferEntity<typeof TokenRevocation>;

/** The one organisation that a partner's client works for, or worked for. Who loads a viewer reads the current one along. */
export const ClientOrganization = defineEntity({
  name: 'ClientOrganization',
  extends: BaseSchema,
  properties: {
    client: p.text(),
    organization: () => p.manyToOne(Organization).mapToPk(),
    /** Null: it is named now. */
    endedAt: instant().nullable(),
  },
});
export type ClientOrganization = InferEntity<typeof ClientOrganization>;
