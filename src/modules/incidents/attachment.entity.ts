import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Person } from '../organisations/person.entity.js';
import type { AttachmentKind, AttachmentState } from './attachment.terms.js';
import { Incident, IncidentEvent } from './incident.entity.js';

/** A file of an incident. It begins as a ticket: the row is there before the file. What concerns the file itself is written by the server that takes it. */
export const Attachment = defineEntity({
  name: 'Attachment',
  extends: BaseSchema,
  properties: {
    state: p.text().$type<AttachmentState>(),
    kind: p.text().$type<AttachmentKind>(),
    fileName: p.text(),
    contentType: p.text(),
    /** Of the file that is to come. */
    announcedSize: p.integer().columnType('bigint'),
    announcedHash: p.text().nullable(),
    /** Who asked for the ticket; null for a client, and for who knows a tracking code. */
    uploadedBy: () => p.manyToOne(Person).mapToPk().nullable(),
    uploadingClient: p.text().nullable(),
    /** The incident whose tracking code asked for the ticket: it alone may have the file. */
    reservedFor: () => p.manyToOne(Incident).mapToPk().nullable(),
    expiresAt: instant(),
    attempts: p.integer().default(0),
    /** When the row goes, with its file, because no incident has it. Null once one has. */
    discardAt: instant().nullable(),
    uploadedAt: instant().nullable(),
    /** Of the file as it came; the others are of the file that is kept. */
    originalHash: p.text().nullable(),
    key: p.text().nullable(),
    size: p.integer().nullable(),
    hash: p.text().nullable(),
    width: p.integer().nullable(),
    height: p.integer().nullable(),
    thumbnailKey: p.text().nullable(),
    thumbnailSize: p.integer().nullable(),
    scannedAt: instant().nullable(),
    incident: () => p.manyToOne(Incident).mapToPk().nullable(),
    /** The step of the history that it came with. */
    event: () => p.manyToOne(IncidentEvent).mapToPk().nullable(),
    attachedAt: instant().nullable(),
    /** Whether everybody sees it. */
    public: p.boolean().default(false),
    removedAt: instant().nullable(),
    removedBy: () => p.manyToOne(Person).mapToPk().nullable(),
  },
});
export type Attachment = InferEntity<typeof Attachment>;
