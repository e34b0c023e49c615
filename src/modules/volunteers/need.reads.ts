import { anyOf, hasAny, holdsThat, within } from '../../read/filter.js';
import { column, connection, list, lookup, type NounReads, one, type Reads, type RowRef, value } from '../../read/noun.js';
import { join, literal, type Sql, sql, viewerPerson } from '../../read/sql.js';
import { subject } from '../notifications/notification.reads.js';
import { history } from '../organisations/history.reads.js';
import { communityOf, fitsViewer, isClaimedByViewer, isOfferedToViewer, isSharedByViewer, suits } from './claiming.js';
import { json } from './json-list.js';
import { NeedClaim, NeedItem } from './need.entity.js';
import { type NeedPart, needParts, visibleNeeds } from './need.policy.js';
import { needFlow } from './need.workflow.js';

const fitsOf = (need: RowRef): Sql =>
  sql`array_remove(array[${join(
    Object.entries(suits).map(([reason, holds]) => sql`case when ${holds(need)} then ${literal(reason)} end`),
    ', ',
  )}], null)`;

const needs: NounReads<NeedPart> = {
  noun: 'NeedItem',
  entity: NeedItem,
  visible: visibleNeeds,
  parts: needParts,
  conditions: { claimed: isSharedByViewer, offered: isOfferedToViewer },
  fields: {
    person: one('Person', 'person', { follows: true, part: 'person' }),
    community: one('Organization', (need, organization) => sql`${organization.col('id')} = ${communityOf(need)}`),
    times: json('times'),
    raisedBy: one('Person', 'raisedBy', { follows: true }),
    raisedAt: column('createdAt'),
    confirmedBy: one('Person', 'confirmedBy', { follows: true }),
    claims: connection('NeedClaim', (need, claim) => sql`${claim.col('need')} = ${need.col('id')} and ${claim.col('releasedAt')} is null`, {
      follows: true,
    }),
    fits: value(fitsOf),
    history,
    viewerActions: needFlow.viewerActions,
  },
  filters: {
    kinds: anyOf('kind'),
    states: anyOf('state'),
    sources: anyOf('source'),
    aspects: anyOf('aspect'),
    skills: hasAny('skills'),
    confirmed: holdsThat((need) => sql`${need.col('confirmedAt')} is not null`),
    fitsViewer: holdsThat(fitsViewer),
    claimedByViewer: holdsThat(isClaimedByViewer),
    raisedByViewer: holdsThat((need) => sql`${need.col('raisedBy')} = ${viewerPerson}`),
    within: within(),
  },
  orders: { RAISED_AT: { key: (need) => need.col('createdAt'), type: 'timestamptz' } },
  defaultOrder: { field: 'RAISED_AT', direction: 'DESC' },
  roots: { need: lookup({ id: 'id' }), needs: list() },
};

const claims: NounReads<NeedPart> = {
  noun: 'NeedClaim',
  entity: NeedClaim,
  visible: { through: 'need' },
  fields: {
    person: one('Person', 'person', { follows: true, part: 'person' }),
    team: one('VolunteerTeam', 'team'),
    organization: one('Organization', 'organization'),
  },
  orders: { CLAIMED_AT: { key: (claim) => claim.col('claimedAt'), type: 'timestamptz' } },
  defaultOrder: { field: 'CLAIMED_AT', direction: 'ASC' },
};

export const needReads: readonly Reads[] = [needs, claims, { adds: 'Notification', fields: { need: subject('NeedItem') } }];
