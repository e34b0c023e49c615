import { defineModule } from '../../graph/module.js';
import { addReportedFigure } from './commands/add-reported-figure.js';
import { withdrawReportedFigure } from './commands/withdraw-reported-figure.js';
import { ReportedFigure } from './figure.entity.js';
import { StatisticsQueries } from './statistics.queries.js';
import { statisticsReads } from './statistics.reads.js';
import { StatisticsSubscriptions } from './statistics.subscriptions.js';

export const statistics = defineModule({
  name: 'statistics',
  after: [
    'organisations',
    'grids',
    'incidents',
    'addresses',
    'households',
    'care',
    'volunteers',
    'activities',
    'deliberation',
    'ballots',
    'covenants',
    'whistles',
    'exclusions',
  ],
  entities: [ReportedFigure],
  resolvers: [StatisticsQueries, StatisticsSubscriptions],
  verbs: [addReportedFigure, withdrawReportedFigure],
  reads: statisticsReads,
});
