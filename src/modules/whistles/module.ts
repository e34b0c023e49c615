import { defineModule } from '../../graph/module.js';
import { keep } from '../../work/keeps.js';
import { blowWhistle } from './commands/blow-whistle.js';
import { handOverCalls } from './commands/hand-over-calls.js';
import { rateAttendance } from './commands/rate-attendance.js';
import { rateWhistle } from './commands/rate-whistle.js';
import { Whistle, WhistleAnswer } from './whistle.entity.js';
import { overdueCalls } from './whistle.jobs.js';
import { whistleReads } from './whistle.reads.js';
import { whistleAnswerFlow, whistleFlow } from './whistle.workflow.js';
import { WhistleQueries } from './whistles.queries.js';

const CONCLUDE_FIRST = '{count} calls of departments are open; conclude them first. 仍有 {count} 次吹哨未办结，请先办结。';
const isOpen = `state = 'CALLED'`;

export const whistles = defineModule({
  name: 'whistles',
  after: ['organisations', 'notifications', 'grids', 'incidents'],
  entities: [Whistle, WhistleAnswer],
  resolvers: [WhistleQueries],
  verbs: [blowWhistle, ...whistleFlow.verbs, ...whistleAnswerFlow.verbs, rateAttendance, rateWhistle],
  reads: whistleReads,
  jobs: [overdueCalls],
  keeps: [
    keep(Whistle, { on: 'Organization', by: 'organization', whenItEnds: { refuse: { text: CONCLUDE_FIRST, while: isOpen } } }),
    keep(Whistle, { on: 'Grid', by: 'grid', whenItEnds: handOverCalls }),
    keep(WhistleAnswer, {
      on: 'Organization',
      by: 'organization',
      whenItEnds: {
        refuse: {
          text: '{count} calls wait for it to turn up; conclude them first. 仍有 {count} 次吹哨待其报到，请先办结。',
          while: `state in ('CALLED', 'PROMISED')`,
        },
      },
    }),
  ],
});
