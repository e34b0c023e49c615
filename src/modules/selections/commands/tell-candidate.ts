import type { Work } from '../../../work/command.js';
import { notify } from '../../notifications/commands/notify.js';
import type { NotificationKind } from '../../notifications/notification.terms.js';
import type { Selection } from '../selection.entity.js';

/** Tells the candidate, and whoever else it concerns, how the candidacy goes on. */
export const tellCandidate = (
  work: Work,
  selection: Selection,
  kind: NotificationKind,
  at: Date,
  ...others: readonly string[]
): Promise<void> => notify(work, { noun: 'Selection', row: selection, at }, [{ kind, persons: [selection.candidate, ...others] }]);
