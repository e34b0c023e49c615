import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { organizationActedAt } from '../auth/viewer.js';
import { instant } from '../db/base.entity.js';
import { jurisdictionNumberOf, type NounName, newId } from '../kernel/ids.js';
import type { Work } from './command.js';

/**
 * One step of a row of a noun with states. One table for all nouns but incidents, whose history came first. Inserted with the change that it tells of, never
 * changed.
 */
export const HistoryEntry = defineEntity({
  name: 'HistoryEntry',
  tableName: 'history',
  properties: {
    id: p.uuid().primary(),
    jurisdictionId: p.uuid(),
    subjectNoun: p.text().$type<NounName>(),
    subjectId: p.uuid(),
    /** The mutation's name. */
    verb: p.text(),
    /** Null where the row was made by it. */
    from: p.text().fieldName('from_state').nullable(),
    to: p.text().fieldName('to_state'),
    /** The person who did it; null for a client. */
    actor: p.uuid().fieldName('actor_id').nullable(),
    /** For which organisation. */
    organization: p.uuid().fieldName('organization_id').nullable(),
    note: p.text().nullable(),
    at: instant(),
  },
});
export type HistoryEntry = InferEntity<typeof HistoryEntry>;

/** A row whose steps are kept. */
export interface Subject {
  readonly id: string;
  readonly jurisdictionId: string;
  readonly state: string;
  /** When it last changed: when the step was taken. */
  readonly updatedAt: Date;
  readonly place?: string | null;
}

/** Writes a step that was taken: `subject` has its new state. */
export function remember(
  work: Work,
  noun: NounName,
  subject: Subject,
  step: { readonly verb: string; readonly from: string | null; readonly note?: string | null },
): void {
  work.em.create(HistoryEntry, {
    id: newId(jurisdictionNumberOf(subject.id)),
    jurisdictionId: subject.jurisdictionId,
    subjectNoun: noun,
    subjectId: subject.id,
    verb: step.verb,
    from: step.from,
    to: subject.state,
    actor: work.viewer.person,
    organization: subject.place == null ? null : organizationActedAt(work.viewer, subject.place),
    note: step.note ?? null,
    at: subject.updatedAt,
  });
}
