import type { NotificationKind } from '../notifications/notification.terms.js';
import type { IncidentFacts } from './incident.facts.js';
import type { IncidentEventKind, IncidentState } from './incident.terms.js';

/** What of an incident decides whom a step concerns. */
type Standing = Pick<
  IncidentFacts,
  'state' | 'holder' | 'coHandlers' | 'assignee' | 'reporter' | 'recorder' | 'supervision' | 'above' | 'assistant'
>;

/** What is known of a step beside its facts. */
export interface Known {
  /** Whose turn it is to verify what is resolved; nobody while nothing is. */
  readonly verifiers: readonly string[];
  /** The organisations that an emergency was escalated past. */
  readonly passedBy: readonly string[];
  /** Whether the step tells the reporter something. */
  readonly isReplied: boolean;
}

/** What is known of a step. */
export interface StepFacts {
  readonly kind: IncidentEventKind | null;
  readonly byClock: boolean;
  readonly before: Standing | null;
  readonly after: Standing;
}

/** Whom something is told: persons, those who work on it as long as their posts reach it, and the staff of an organisation. */
interface Told {
  readonly kind: NotificationKind;
  readonly persons?: readonly (string | null | undefined)[];
  readonly workers?: readonly (string | null | undefined)[];
  readonly organization?: string | null;
}

/** What a reporter waits for. */
const decided: readonly IncidentState[] = ['ACCEPTED', 'REJECTED', 'DUPLICATE', 'FILED', 'CANCELLED', 'CLOSED'];

/** What organisations that assist answer by. */
const answers: readonly IncidentEventKind[] = ['ASSISTANCE_ACCEPTED', 'ASSISTANCE_DECLINED', 'ASSISTANCE_DONE'];

/** What becomes of the parts of an incident, and of a part. */
const partsChange: readonly IncidentEventKind[] = ['PART_ADDED', 'PART_RELEASED', 'PART_ENDED', 'PART_REOPENED'];

/** What a step is to whom it concerns. Somebody whom several of these name is told the first. */
export function toldOf({ kind, byClock, before, after }: StepFacts, { verifiers, passedBy, isReplied }: Known): readonly Told[] {
  const isNow = (state: IncidentState) => after.state === state && before?.state !== state;
  const isReassigned = (before?.assignee ?? null) !== after.assignee;
  const [workers, organization] = [[after.assignee], after.holder];
  /** Whoever has to act next: who verifies; else the assignee, or where there is none the holder's staff. */
  const handler = after.assignee === null ? { organization } : { workers };
  const actor = verifiers.length > 0 ? { persons: verifiers } : handler;
  /** Who waits for what becomes of it. */
  const reporters = { persons: [after.reporter], workers: [after.recorder] };
  const [assistedBefore, assists] = [before?.coHandlers ?? [], after.coHandlers ?? []];
  const isAnswer = kind !== null && answers.includes(kind);
  const all: readonly (Told | false)[] = [
    ...assists
      .filter((organization) => !assistedBefore.includes(organization))
      .map((organization) => ({ kind: 'ASKED_TO_ASSIST', organization }) as const),
    ...assistedBefore
      .filter((organization) => !isAnswer && !assists.includes(organization) && organization !== after.holder)
      .map((organization) => ({ kind: 'ASSISTANCE_WITHDRAWN', organization }) as const),
    isAnswer && { kind: 'ASSISTANCE_ANSWERED', workers, organization },
    kind === 'ASSISTANCE_OVERDUE' && { kind: 'ASSISTANCE_OVERDUE', workers, organization },
    kind === 'ASSISTANCE_OVERDUE' && { kind: 'ASSISTANCE_OVERDUE', organization: after.assistant },
    kind !== null && partsChange.includes(kind) && { kind: 'PART_CHANGED', workers, organization },
    kind === 'ASSISTANCE_RESCHEDULED' && { kind: 'ASSISTANCE_RESCHEDULED', organization: after.assistant },
    isReassigned && { kind: 'ASSIGNED', persons: [after.assignee] },
    isReassigned && { kind: 'UNASSIGNED', workers: [before?.assignee] },
    (isNow('DISPATCHED') || kind === 'REPORTED') && after.assignee === null && { kind: 'DISPATCHED', organization },
    isNow('RETURNED') && { kind: 'RETURNED', organization },
    isNow('ACCEPTED') && before?.state === 'FORWARDED' && { kind: 'RECLAIMED', organization },
    isNow('ESCALATED') && { kind: 'ESCALATED', organization },
    ...passedBy.map((organization) => ({ kind: 'ESCALATED_PAST', organization }) as const),
    isNow('RESOLVED') && { kind: 'TO_VERIFY', persons: verifiers },
    kind === 'REWORKED' && { kind: 'REWORKED', ...handler },
    isNow('VERIFIED') && { kind: 'TO_CLOSE', organization },
    kind === 'RESUMED' && { kind: 'RESUMED', ...handler },
    isNow('CANCELLED') && { kind: 'CANCELLED', workers, organization },
    isNow('REOPENED') && { kind: 'REOPENED', workers, organization },
    kind === 'DUE_SOON' && { kind: 'DUE_SOON', ...actor },
    kind === 'SUPERVISED' && byClock && verifiers.length > 0 && { kind: 'OVERDUE', persons: verifiers },
    kind === 'SUPERVISED' && after.supervision !== 'NONE' && { kind: byClock ? 'OVERDUE' : 'SUPERVISED', workers, organization },
    kind === 'EXTENSION_REQUESTED' && { kind: 'EXTENSION_REQUESTED', organization: after.above },
    (kind === 'EXTENDED' || kind === 'EXTENSION_REFUSED' || kind === 'EXTENSION_LAPSED') && {
      kind: 'EXTENSION_DECIDED',
      workers,
      organization,
    },
    kind === 'RATED' && { kind: 'RATED', workers, organization },
    decided.some(isNow) && { kind: 'DECIDED', ...reporters },
    isReplied && { kind: 'REPLIED', ...reporters },
    kind === 'FOLLOWED' && { kind: 'DECIDED', ...reporters },
  ];
  return all.filter((told) => told !== false);
}
