import { type NounRules, open, reckoned, related } from '../../access/noun-rules.js';
import { linesFor, may } from '../../access/policy.js';
import type { VerbRules } from '../../access/verb-rules.js';
import { subjects } from './subjects.js';

export const tables = { Notification: 'notification' } as const;

export const nouns: NounRules = {
  Notification: {
    sees: ({ viewer }, row) => linesFor('Notification', 'see').length > 0 && viewer.person === row.person_id,
    list: 'notifications',
    fields: {
      ...{ id: open('id'), kind: open('kind'), at: open('at'), readAt: open('read_at'), subjectId: reckoned },
      event: related('IncidentEvent', (_, row) => row.step_id),
      ...Object.fromEntries(
        Object.entries(subjects).map(([field, noun]) => [
          field,
          related(noun, (_, row) => (row.subject_noun === noun ? row.subject_id : null)),
        ]),
      ),
    },
  },
};

export const verbs: VerbRules = {
  markNotificationsRead: {
    noun: 'Notification',
    // The key is too long: whoever may is refused.
    input: ({ id }) => ({ ids: [id], idempotencyKey: 'k'.repeat(201) }),
    may: ({ viewer }, row) =>
      may('Notification', 'markNotificationsRead', viewer, { jurisdiction: row.jurisdiction_id, own: [row.person_id] }),
  },
};
