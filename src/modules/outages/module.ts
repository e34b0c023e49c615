import { defineModule } from '../../graph/module.js';
import { keep } from '../../work/keeps.js';
import { changeOutageTimes } from './commands/change-outage-times.js';
import { handOverNotices } from './commands/hand-over-notices.js';
import { issueOutageNotice } from './commands/issue-outage-notice.js';
import { linkOutage } from './commands/link-outage.js';
import { startDueOutages } from './commands/start-due-outages.js';
import { unlinkOutage } from './commands/unlink-outage.js';
import { OutageNotice, OutageRecipient } from './outage.entity.js';
import { outageReads } from './outage.reads.js';
import { outageFlow, outageRecipientFlow } from './outage.workflow.js';
import { OutageQueries } from './outages.queries.js';

const isCurrent = `state in ('ANNOUNCED', 'UNDERWAY')`;
const FINISH_FIRST = '{count} outages are not over; restore or cancel them first. 仍有 {count} 次停供未结束，请先恢复或取消。';

export const outages = defineModule({
  name: 'outages',
  after: ['organisations', 'notifications', 'grids', 'incidents', 'addresses'],
  entities: [OutageNotice, OutageRecipient],
  resolvers: [OutageQueries],
  verbs: [issueOutageNotice, changeOutageTimes, ...outageFlow.verbs, ...outageRecipientFlow.verbs, linkOutage, unlinkOutage],
  reads: outageReads,
  keeps: [
    keep(OutageNotice, { on: 'Organization', by: 'utility', whenItEnds: { refuse: { text: FINISH_FIRST, while: isCurrent } } }),
    keep(OutageNotice, { on: 'Organization', by: 'organization', whenItEnds: { refuse: { text: FINISH_FIRST, while: isCurrent } } }),
    keep(OutageNotice, { on: 'Grid', by: 'gridIds', whenItEnds: handOverNotices }),
  ],
  jobs: [startDueOutages],
});
