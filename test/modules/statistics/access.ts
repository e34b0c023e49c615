import { type AddedFields, type FieldRule, isInternal, type NounRules, open, reckoned, to } from '../../access/noun-rules.js';
import { linesFor, may } from '../../access/policy.js';
import { bySubtree, here, type VerbRules } from '../../access/verb-rules.js';

export const tables = { ReportedFigure: 'reported_figure' } as const;

/** What is counted is for whoever sees figures of the place. */
const counted: FieldRule = {
  shown: ({ viewer }, row) => (may('Statistics', 'see', viewer, here(row)) ? 'any' : 'hidden'),
};

export const nouns: NounRules = {
  ReportedFigure: {
    sees: ({ viewer }, row) => linesFor('ReportedFigure', 'see').length > 0 && isInternal(viewer, row),
    fields: {
      ...{ id: open('id'), organization: to('Organization', 'organization_id'), metric: open('metric'), value: open('value') },
      ...{ unit: open('unit'), comparator: open('comparator'), periodFrom: open('period_from'), periodTo: open('period_to') },
      ...{ asOf: open('as_of'), quote: open('quote'), source: open('source'), withdrawnAt: open('withdrawn_at') },
      ...{ provenance: open('provenance'), version: open('version'), comparable: reckoned, computed: counted, agrees: counted },
    },
    lookup: 'reportedFigure',
  },
};

/** Of a person, for themselves and for whoever stands above one of their posts. */
const performance: FieldRule = {
  shown: ({ viewer, world, today }, { id, jurisdiction_id: jurisdiction }) => {
    const posts = world.rows.Appointment.filter(
      (post) => post.person_id === id && post.valid_from <= today && (post.valid_to === null || post.valid_to > today),
    );
    const isAbove = (place: string) => may('WorkerPerformance', 'see', viewer, { jurisdiction, place: place.slice(0, -4) });
    return may('WorkerPerformance', 'see', viewer, { jurisdiction, own: [id] }) || posts.some((post) => isAbove(post.place))
      ? 'any'
      : 'hidden';
  },
};

export const adds: AddedFields = { Organization: { statistics: reckoned }, Grid: { statistics: reckoned }, Person: { performance } };

export const verbs: VerbRules = {
  addReportedFigure: {
    noun: 'Organization',
    input: ({ id }) => ({
      ...{ organizationId: id, metric: 'grid.count', value: 1, unit: '个', comparator: 'EQUAL', quote: '1', source: '1' },
      ...{ periodFrom: '2026-02-01', periodTo: '2026-01-01' },
    }),
    may: bySubtree('ReportedFigure', 'addReportedFigure'),
  },
  withdrawReportedFigure: {
    noun: 'ReportedFigure',
    input: ({ id }) => ({ id, version: 99 }),
    may: bySubtree('ReportedFigure', 'withdrawReportedFigure'),
  },
};
