import { isStaffRole, type Post } from '../../../auth/viewer.js';
import { isWithin, type Place } from '../../../kernel/place.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { notify } from '../../notifications/commands/notify.js';
import { findActive } from '../../organisations/commands/find.js';
import { postsToday } from '../../organisations/held-post.js';
import { type GovernanceTheme, ThemeMeasure } from '../theme.entity.js';

/** Who leads a theme, and who is responsible for it there. */
export interface Assigning {
  readonly leadId: string;
  readonly responsibleId: string;
}

/** The organisation is at work, and the person has a post there that makes them staff; or one on a grid of it, where the theme lies. So they see the theme. */
export async function demandAssignable(
  work: Work,
  theme: { readonly jurisdictionId: string; readonly place: Place },
  { leadId, responsibleId }: Assigning,
): Promise<void> {
  const lead = await findActive(work, theme.jurisdictionId, leadId, 'leadId');
  const posts = await postsToday(work, 'person_id', [responsibleId]);
  const isThere = ({ role, organizationId, communityId, scope }: Post) =>
    isStaffRole(role) && (organizationId === lead.id || (communityId === lead.id && scope !== null && isWithin(theme.place, scope)));
  if (!posts.some(isThere))
    refuse(
      'INVALID',
      'Who is responsible is staff of the lead organisation, or of the grid of the theme. 责任人须为牵头组织或主题所在网格的工作人员。',
      'responsibleId',
    );
}

/** Who leads a theme, and who has, or had, measures to carry out: not those that were withdrawn. */
export const involvedIn = (lead: string, measures: readonly ThemeMeasure[]): string[] => [
  ...new Set([lead, ...measures.flatMap(({ state, organization }) => (state === 'WITHDRAWN' ? [] : organization))]),
];

/** Whoever is responsible from now on is told. */
export async function assignTheme(work: Work, theme: GovernanceTheme, named: Assigning, now: Date): Promise<void> {
  await demandAssignable(work, theme, named);
  const measures = await work.em.find(ThemeMeasure, { theme: theme.id });
  const { leadId: lead, responsibleId: responsible } = named;
  Object.assign(theme, { lead, responsible, involved: involvedIn(lead, measures) });
  await notify(work, { noun: 'GovernanceTheme', row: theme, at: now }, [{ kind: 'ASSIGNED', persons: [responsible] }]);
}
