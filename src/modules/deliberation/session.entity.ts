import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Person } from '../organisations/person.entity.js';
import { DeliberationBody, DeliberationRules, SessionDue } from './body.entity.js';
import type { Capacity, Party, SessionKind, SessionState } from './deliberation.terms.js';

/** `state` is written by its workflow alone. */
export const DeliberationSession = defineEntity({
  name: 'DeliberationSession',
  extends: BaseSchema,
  properties: {
    body: () => p.manyToOne(DeliberationBody).mapToPk(),
    /** The version that it goes by: of the day on which it was scheduled, then of that on which it was opened. */
    rules: () => p.manyToOne(DeliberationRules).mapToPk(),
    /** The session due that it is; null where none was due. */
    due: () => p.manyToOne(SessionDue).mapToPk().nullable(),
    /** Counts from 1 in each body. */
    number: p.integer(),
    kind: p.text().$type<SessionKind>(),
    state: p.text().$type<SessionState>(),
    scheduledAt: instant(),
    venue: p.text().nullable(),
    chair: () => p.manyToOne(Person).mapToPk().nullable(),
    /** Whose turn it was: the position in the roster, from 0. Null where the body had no roster. */
    turn: p.integer().nullable(),
    /** Why somebody else than the one whose turn it was has the chair. */
    chairReason: p.text().nullable(),
    /** Copy of the rules: whether everybody is told of it. */
    isPublic: p.boolean(),
    noticeSentAt: instant().nullable(),
    openedAt: instant().nullable(),
    closedAt: instant().nullable(),
    /** Closed without business. */
    isAdjourned: p.boolean().default(false),
    /** Who had a vote when it was opened. */
    electorIds: p.array().columnType('uuid[]').nullable(),
    /** Set by whoever changes the session, to the instant that its history tells. */
    updatedAt: instant(),
    /** Copy of the body's place. */
    place: p.text(),
  },
});
export type DeliberationSession = InferEntity<typeof DeliberationSession>;

export const AgendaItem = defineEntity({
  name: 'AgendaItem',
  extends: BaseSchema,
  properties: {
    session: () => p.manyToOne(DeliberationSession).mapToPk(),
    position: p.integer(),
    title: p.text(),
    /** The relation is added by a later module. */
    topicId: p.uuid().nullable(),
  },
});
export type AgendaItem = InferEntity<typeof AgendaItem>;

/** Somebody was there: once a session. */
export const Attendance = defineEntity({
  name: 'Attendance',
  extends: BaseSchema,
  properties: {
    session: () => p.manyToOne(DeliberationSession).mapToPk(),
    person: () => p.manyToOne(Person).mapToPk(),
    capacity: p.text().$type<Capacity>(),
    party: p.text().$type<Party>(),
    at: instant(),
  },
});
export type Attendance = InferEntity<typeof Attendance>;

/** One member stands in for another at a session. It counts while the holder is there and the giver is not. */
export const SessionProxy = defineEntity({
  name: 'Proxy',
  extends: BaseSchema,
  properties: {
    session: () => p.manyToOne(DeliberationSession).mapToPk(),
    giver: () => p.manyToOne(Person).mapToPk(),
    holder: () => p.manyToOne(Person).mapToPk(),
    /** Where the written proxy is kept. */
    paper: p.text(),
    at: instant(),
    revokedAt: instant().nullable(),
  },
});
export type SessionProxy = InferEntity<typeof SessionProxy>;

/** One version of a session's minutes. The redacted copy is what everybody reads. */
export const Minutes = defineEntity({
  name: 'Minutes',
  extends: BaseSchema,
  properties: {
    session: () => p.manyToOne(DeliberationSession).mapToPk(),
    number: p.integer(),
    text: p.text(),
    writtenBy: () => p.manyToOne(Person).mapToPk().nullable(),
    approvedBy: () => p.manyToOne(Person).mapToPk().nullable(),
    approvedAt: instant().nullable(),
    redacted: p.text().nullable(),
    publishedAt: instant().nullable(),
  },
});
export type Minutes = InferEntity<typeof Minutes>;
