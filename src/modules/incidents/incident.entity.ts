import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Grid } from '../grids/grid.entity.js';
import type { PointGeometry } from '../grids/point.js';
import { Organization } from '../organisations/organization.entity.js';
import type { OrganizationKind } from '../organisations/organization.terms.js';
import { Person } from '../organisations/person.entity.js';
import type {
  IncidentChannel,
  IncidentDomain,
  IncidentEventKind,
  IncidentState,
  IncidentVisibility,
  SupervisionLevel,
  Urgency,
} from './incident.terms.js';
import type { Answer, Question } from './question.terms.js';

/** The code of a category in a list of somebody else, such as that of a hotline. */
export interface ExternalCode {
  readonly scheme: string;
  readonly code: string;
}

export const IncidentCategory = defineEntity({
  name: 'IncidentCategory',
  extends: BaseSchema,
  properties: {
    code: p.text(),
    name: p.text(),
    /** What residents call it; null where they call it by its name. */
    publicName: p.text().nullable(),
    domain: p.text().$type<IncidentDomain>(),
    /** The category of the first level that it belongs to; null for one of the first level. An active one belongs to an active one. */
    parent: () => p.manyToOne(IncidentCategory).mapToPk().nullable(),
    /** The kinds of organisations that handle it; where there are none, those of its parent. */
    responsibleKinds: p.array().$type<OrganizationKind[]>().default([]),
    /** What it is called in the lists of others. No two categories of a jurisdiction have the same code of a scheme. */
    externalCodes: p.json<readonly ExternalCode[]>().default([] as never),
    /** Who sees its incidents, as it says itself. */
    ownVisibility: p.text().$type<IncidentVisibility>().default('USUAL'),
    /** The same with what its parent says: RESTRICTED where either is. Copied to its incidents; all of it is written by commands/visibility. */
    visibility: p.text().$type<IncidentVisibility>().default('USUAL'),
    /** Whether closed incidents of it have to follow it yet: see closed-visibility. */
    spreading: p.boolean().default(false),
    active: p.boolean().default(true),
    /** What it asks of who reports. */
    questions: p.json<readonly Question[]>().default([] as never),
    /** Nothing is reported without a picture. */
    needsPicture: p.boolean().default(false),
    /** Nothing is resolved without a note and a picture of the result. */
    needsResult: p.boolean().default(false),
  },
});
export type IncidentCategory = InferEntity<typeof IncidentCategory>;

/** A reported problem. `state` is written by moveIncident alone. */
export const Incident = defineEntity({
  name: 'Incident',
  extends: BaseSchema,
  properties: {
    serialNumber: p.text(),
    title: p.text(),
    description: p.text().nullable(),
    category: () => p.manyToOne(IncidentCategory).mapToPk(),
    /** What was answered to the questions that the category asked then. */
    answers: p.json<readonly Answer[]>(),
    /** This, channel, urgency and state are enums of PostgreSQL, by which a million incidents are counted faster than by texts. */
    domain: p.text().columnType('incident_domain').$type<IncidentDomain>(),
    /** Copy of the category's. */
    visibility: p.text().$type<IncidentVisibility>().default('USUAL'),
    channel: p.text().columnType('incident_channel').$type<IncidentChannel>(),
    urgency: p.text().columnType('urgency').$type<Urgency>(),
    state: p.text().columnType('incident_state').$type<IncidentState>(),
    supervision: p.text().$type<SupervisionLevel>().default('NONE'),
    grid: () => p.manyToOne(Grid).mapToPk(),
    /** Copy of the grid's place: the scope it is paged by. */
    place: p.text(),
    address: p.text().nullable(),
    location: p.json<PointGeometry | null>().nullable(),
    reporter: () => p.manyToOne(Person).mapToPk().nullable(),
    /** The partner's client that reported it (client_id); null when a person or nobody named did. */
    reportingClient: p.text().nullable(),
    /** The organisation of the staff member who reported it; null when a resident or nobody named did. Its people verify. */
    reportingOrganization: () => p.manyToOne(Organization).mapToPk().nullable(),
    holder: () => p.manyToOne(Organization).mapToPk(),
    /** Who gets it back on return. Null while the first holder has it. */
    previousHolder: () => p.manyToOne(Organization).mapToPk().nullable(),
    assignee: () => p.manyToOne(Person).mapToPk().nullable(),
    /** Every assignee, starter and resolver since the last opening: none of them may verify. */
    handlerIds: p.array().columnType('uuid[]'),
    trackingCode: p.text(),
    occurredAt: instant().nullable(),
    reportedAt: instant(),
    acceptedAt: instant().nullable(),
    rejectedAt: instant().nullable(),
    resolvedAt: instant().nullable(),
    verifiedAt: instant().nullable(),
    closedAt: instant().nullable(),
    /** The open incident that it was merged into; never one that is merged itself. */
    duplicateOf: () => p.manyToOne(Incident).mapToPk().nullable(),
    /** The organisations that assist with it now (IncidentParticipant); null where none does. */
    coHandlers: p.array().columnType('uuid[]').fieldName('co_handler_ids').nullable(),
    /** The incident that it is a part of, which has no whole itself; and whether that one waits for it. */
    parent: () => p.manyToOne(Incident).mapToPk().nullable(),
    required: p.boolean().nullable(),
    /** How many parts that it waits for are open. */
    openParts: p.integer().default(0),
    /** The outside body that has it, and by when that has to answer; the holder keeps it. */
    forwardedTo: () => p.manyToOne(Organization).mapToPk().nullable(),
    forwardDueAt: instant().nullable(),
    /** Since when and until when it lies still; how long it did before, since it was last opened. */
    suspendedAt: instant().nullable(),
    suspendedUntil: instant().nullable(),
    suspendedSeconds: p.integer().default(0),
    /** How often it was closed. */
    closings: p.integer().default(0),
    /** How much working time it lay still, was closed, or waited for a verification that failed, since it was taken up. */
    suspendedMinutes: p.integer().default(0),
    /** Working minutes from being taken up to being handled, without those in which it lay still; null while it is not handled. */
    handlingMinutes: p.integer().nullable(),
    /** How often a verification failed. */
    reworkCount: p.integer().default(0),
    /** Who put it under supervision, and may take that back; null where the clock did, or several. */
    supervisor: () => p.manyToOne(Person).mapToPk().nullable(),
    /** Who held it when it was put under the supervision of now, which counts against them. */
    supervisedHolder: () => p.manyToOne(Organization).mapToPk().nullable(),
    /** Yellow and red limits of each phase, set when it begins. */
    acceptBy: instant().nullable(),
    acceptRedAt: instant().nullable(),
    handleBy: instant().nullable(),
    handleRedAt: instant().nullable(),
    verifyBy: instant().nullable(),
    verifyRedAt: instant().nullable(),
    /** Those of the present phase, and when the clock has to raise the supervision: written with each step (commands/record). */
    dueAt: instant().nullable(),
    redAt: instant().nullable(),
    alarmAt: instant().nullable(),
    /** Limits until then have been told of by the clock, or were excused with a supervision that was cancelled. */
    alarmedAt: instant().nullable(),
    /** When whoever has to act is told that it is due soon. */
    remindAt: instant().nullable(),
    /** Set by whoever changes the incident, to the instant that its history tells. */
    updatedAt: instant(),
    /** Who took it down in somebody else's name; null when the reporter did. */
    recorder: () => p.manyToOne(Person).mapToPk().nullable(),
  },
});
export type Incident = InferEntity<typeof Incident>;

/** One step of an incident's history. Inserted, never changed. */
export const IncidentEvent = defineEntity({
  name: 'IncidentEvent',
  extends: BaseSchema,
  properties: {
    incident: () => p.manyToOne(Incident).mapToPk(),
    kind: p.text().$type<IncidentEventKind>(),
    from: p.text().$type<IncidentState>().fieldName('from_state').nullable(),
    to: p.text().$type<IncidentState>().fieldName('to_state'),
    actor: () => p.manyToOne(Person).mapToPk().nullable(),
    organization: () => p.manyToOne(Organization).mapToPk().nullable(),
    note: p.text().nullable(),
    /** What whoever reported it is told. */
    reply: p.text().nullable(),
    at: instant(),
  },
});
export type IncidentEvent = InferEntity<typeof IncidentEvent>;
