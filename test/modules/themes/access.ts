import { publicId } from '../../../src/kernel/ids.js';
import { type Ask, factsOf, histories, list, type NounRules, open, reckoned, to } from '../../access/noun-rules.js';
import { may } from '../../access/policy.js';
import { official, old, type VerbRule, type VerbRules } from '../../access/verb-rules.js';
import { isStaffPost } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';

/** The line about staff of who takes part asks for a holder: any organisation of theirs that does. */
const involvedOf = ({ viewer }: Ask, theme: Row): string | null =>
  viewer.posts.find((post) => isStaffPost(post) && theme.involved_ids.includes(post.organization_id))?.organization_id ?? null;
const isForDashboards = (note: string) => note.startsWith('without who is responsible');
const seesBy = (ask: Ask, row: Row, note: (note: string) => boolean): boolean =>
  may('GovernanceTheme', 'see', ask.viewer, { ...factsOf(row), holder: involvedOf(ask, row) }, (line) => note(line.note));
const seesTheme = (ask: Ask, row: Row): boolean => seesBy(ask, row, () => true);
const seesWho = (ask: Ask, row: Row): boolean => seesBy(ask, row, (note) => !isForDashboards(note));
const themeOf = ({ world }: Ask, measure: Row): Row => world.byId.get(measure.theme_id)!;

histories.GovernanceTheme = { sees: seesTheme, seesWho };
histories.ThemeMeasure = { sees: (ask, row) => seesTheme(ask, themeOf(ask, row)), seesWho: (ask, row) => seesWho(ask, themeOf(ask, row)) };

export const tables = { GovernanceTheme: 'governance_theme', ThemeMeasure: 'theme_measure' } as const;

export const nouns: NounRules = {
  GovernanceTheme: {
    sees: seesTheme,
    lookup: 'theme',
    list: 'themes',
    fields: {
      ...{ id: open('id'), title: open('title'), category: to('IncidentCategory', 'category_id'), grid: to('Grid', 'grid_id') },
      ...{ organization: to('Organization', 'organization_id'), lead: to('Organization', 'lead_id') },
      responsible: { ...to('Person', 'responsible_id'), shown: (ask, row) => (seesWho(ask, row) ? 'clear' : 'hidden') },
      ...{ openedFrom: open('opened_from'), openedTo: open('opened_to'), baseline: open('baseline'), openedAt: open('opened_at') },
      ...{
        cause: open('cause'),
        measures: list('ThemeMeasure'),
        observedFrom: open('observed_from'),
        observedUntil: open('observed_until'),
      },
      ...{ recurrence: reckoned, dueAt: open('due_at'), endedAt: open('ended_at'), state: open('state') },
      ...{ incidents: list('Incident'), recurringIncidents: list('Incident'), provenance: open('provenance') },
      ...{ history: list('HistoryEntry'), viewerActions: reckoned, version: open('version') },
    },
  },
  ThemeMeasure: {
    sees: (ask, row) => seesTheme(ask, themeOf(ask, row)),
    fields: {
      ...{ id: open('id'), theme: to('GovernanceTheme', 'theme_id', true), text: open('text') },
      ...{ organization: to('Organization', 'organization_id'), dueOn: open('due_on'), doneAt: open('done_at'), overdue: reckoned },
      ...{ state: open('state'), history: list('HistoryEntry'), viewerActions: reckoned, version: open('version') },
    },
  },
};

const step = (verb: string, more: (row: Row, ask: Ask) => object = () => ({})): VerbRule => ({
  noun: 'GovernanceTheme',
  input: ({ id, row }, ask) => ({ id, ...old, ...more(row, ask) }),
  may: (ask, row) => may('GovernanceTheme', verb, ask.viewer, { ...factsOf(row), holder: row.lead_id, assigned: [row.responsible_id] }),
});
const measure = (verb: string, more: object = {}): VerbRule => ({
  noun: 'ThemeMeasure',
  input: ({ id }) => ({ id, ...old, ...more }),
  may: (ask, row) => may('ThemeMeasure', verb, ask.viewer, { ...factsOf(row), holder: row.organization_id }),
});

export const verbs: VerbRules = {
  openTheme: {
    noun: 'Organization',
    input: ({ id, row }, ask) => ({
      ...{
        organizationId: id,
        title: ' ',
        openedFrom: '2026-09-01',
        openedTo: '2026-10-01',
        leadId: id,
        responsibleId: official(ask, row),
      },
      categoryId: publicId(
        'IncidentCategory',
        ask.world.rows.IncidentCategory.find(({ jurisdiction_id }) => jurisdiction_id === (ask.viewer.jurisdiction ?? row.jurisdiction_id))!
          .id,
      ),
    }),
    may: (ask, row) => may('GovernanceTheme', 'openTheme', ask.viewer, factsOf(row)),
  },
  recordCause: step('recordCause', () => ({ cause: '巡查不足' })),
  addMeasure: step('addMeasure', ({ lead_id }) => ({
    ...{ text: '每周巡查', organizationId: publicId('Organization', lead_id), dueOn: '2099-01-01' },
  })),
  beginObservation: step('beginObservation'),
  returnTheme: step('returnTheme', () => ({ reason: '复发较多' })),
  closeTheme: step('closeTheme'),
  dropTheme: step('dropTheme', () => ({ reason: '已由专项整治解决' })),
  reassignTheme: step('reassignTheme', (row, ask) => ({
    leadId: publicId('Organization', row.lead_id),
    responsibleId: official(ask, row),
  })),
  completeMeasure: measure('completeMeasure'),
  withdrawMeasure: measure('withdrawMeasure', { reason: '不再需要' }),
};
