import { anyOf, range, within } from '../../read/filter.js';
import { connection, list, lookup, many, type NounReads, one, type Reads, value } from '../../read/noun.js';
import { sql, today } from '../../read/sql.js';
import { due, ofCategories } from '../incidents/incident.reads.js';
import { subject } from '../notifications/notification.reads.js';
import { history } from '../organisations/history.reads.js';
import { isAbout, isOfBaseline, isOfObservation, recurrence } from './recurrence.js';
import { GovernanceTheme, ThemeMeasure } from './theme.entity.js';
import { type ThemePart, themeParts, visibleThemes } from './theme.policy.js';
import { themeFlow, themeMeasureFlow } from './theme.workflow.js';

const themes: NounReads<ThemePart> = {
  noun: 'GovernanceTheme',
  entity: GovernanceTheme,
  visible: visibleThemes,
  parts: themeParts,
  fields: {
    category: one('IncidentCategory', 'category', { follows: true }),
    responsible: one('Person', 'responsible', { follows: true, part: 'people' }),
    measures: many(
      'ThemeMeasure',
      (theme, measure) => sql`${measure.col('theme')} = ${theme.col('id')}`,
      (measure) => sql`${measure.col('dueOn')}, ${measure.col('id')}`,
      { follows: true },
    ),
    recurrence,
    incidents: connection(
      'Incident',
      (theme, incident) => sql`${isAbout(theme, incident)} and ${isOfBaseline(theme, incident.col('reportedAt'))}`,
    ),
    recurringIncidents: connection(
      'Incident',
      (theme, incident) => sql`${isAbout(theme, incident)} and ${isOfObservation(theme, incident.col('reportedAt'))}`,
    ),
    history,
    viewerActions: themeFlow.viewerActions,
  },
  filters: { states: anyOf('state'), categories: ofCategories, due: range('dueAt'), within: within() },
  orders: {
    OPENED_AT: { key: (theme) => theme.col('openedAt'), type: 'timestamptz' },
    DUE_AT: { key: due, type: 'timestamptz' },
  },
  defaultOrder: { field: 'OPENED_AT', direction: 'DESC' },
  roots: { theme: lookup({ id: 'id' }), themes: list() },
};

const measures: NounReads<ThemePart> = {
  noun: 'ThemeMeasure',
  entity: ThemeMeasure,
  visible: { through: 'theme' },
  fields: {
    theme: one('GovernanceTheme', 'theme'),
    overdue: value((measure) => sql`(${measure.col('state')} = 'PLANNED' and ${measure.col('dueOn')} < ${today})`),
    history,
    viewerActions: themeMeasureFlow.viewerActions,
  },
};

export const themeReads: readonly Reads[] = [themes, measures, { adds: 'Notification', fields: { theme: subject('GovernanceTheme') } }];
