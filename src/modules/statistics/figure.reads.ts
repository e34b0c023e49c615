import { lookup, type NounReads, value } from '../../read/noun.js';
import { sql } from '../../read/sql.js';
import { mayCount } from './about.js';
import { ReportedFigure } from './figure.entity.js';
import { visibleFigures } from './figure.policy.js';
import { agreement, computedOf, isComparable } from './metrics.js';

export const figureReads: NounReads = {
  noun: 'ReportedFigure',
  entity: ReportedFigure,
  visible: visibleFigures,
  fields: {
    comparable: value(isComparable),
    computed: value((figure, { anyOf }) => sql`case when ${mayCount(figure)} then ${computedOf(figure, anyOf)} end`),
    agrees: value((figure, { anyOf }) => sql`case when ${mayCount(figure)} then ${agreement(figure, computedOf(figure, anyOf))} end`),
  },
  roots: { reportedFigure: lookup({ id: 'id' }) },
};
