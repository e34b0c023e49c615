import { isStaffRole, type Viewer } from '../../../auth/viewer.js';
import { newId } from '../../../kernel/ids.js';
import type { Work } from '../../../work/command.js';
import { remember } from '../../../work/history.js';
import type { DeliberationBody } from '../../deliberation/body.entity.js';
import type { Grid } from '../../grids/grid.entity.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import type { GovernanceWay } from '../../organisations/organization.terms.js';
import type { ProposerKind, TopicCategory, TopicScale } from '../ballots.terms.js';
import { Topic } from '../topic.entity.js';

/** What is known of a topic that the viewer proposes. */
interface NewTopic {
  readonly title: string;
  readonly content: string;
  readonly category: TopicCategory;
  readonly scale?: TopicScale | null;
  readonly governance?: readonly GovernanceWay[] | null;
  /** The grid that it is about; that of the body if left out. */
  readonly grid?: Grid | null;
  /** Ids: of whom it is proposed for, and of what it came out of. */
  readonly organization?: string | undefined;
  readonly incident?: string | undefined;
}

/** A proposed topic of a body that the caller holds; with the beginning of its history. */
export function newTopic(
  work: Work,
  body: DeliberationBody,
  { title, content, category, scale, governance, grid, ...from }: NewTopic,
): Topic {
  const now = work.now();
  const topic = work.em.create(Topic, {
    id: newId(jurisdictionOf(work).number),
    jurisdictionId: body.jurisdictionId,
    body: body.id,
    title,
    content,
    category,
    scale: scale ?? null,
    governance: [...(governance ?? [])],
    grid: grid?.id ?? body.grid ?? null,
    proposer: work.viewer.person,
    proposerKind: from.incident ? 'INCIDENT' : from.organization ? 'ORGANIZATION' : kindOf(work.viewer, body.place),
    organization: from.organization ?? null,
    incident: from.incident ?? null,
    state: 'PROPOSED',
    session: null,
    result: null,
    resolution: null,
    decidedAt: null,
    createdAt: now,
    updatedAt: now,
    place: (grid ?? body).place,
  });
  remember(work, 'Topic', topic, { verb: 'proposeTopic', from: null });
  return topic;
}

/** By the roles that the proposer holds around the body: of several, the one nearest to a resident's. */
function kindOf(viewer: Viewer, place: string): ProposerKind {
  const held = viewer.roles.filter((role) => place.startsWith(role.place) || role.place.startsWith(place)).map(({ role }) => role);
  if (held.includes('STAIRWELL_CHIEF')) return 'CHIEF';
  if (held.some(isStaffRole)) return 'STAFF';
  return held.includes('VOLUNTEER') ? 'VOLUNTEER' : 'RESIDENT';
}
