import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { tokenName } from '../../identity/commands/find.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { PartnerApp } from '../partner.entity.js';
import { mayManagePartners } from '../partner.policy.js';
import { USUAL_BUDGET } from '../partner.terms.js';
import { partnerAppPayload } from '../partner.type.js';
import { shortName } from './short-name.js';

export const createPartnerApp = verb(
  'createPartnerApp',
  {
    does: "Registers a partner's app with the client that its tokens name. It may run what it publishes. 登记合作应用",
    answers: partnerAppPayload,
    takes: {
      name: shortName('Its short name, as in document ids: app~version~hash. 应用名'),
      partner: text(100, 'Whose it is. 合作方'),
      client: tokenName('The client, exactly as its tokens name it (client_id). 客户端'),
    },
    async may(work) {
      const jurisdiction = jurisdictionOf(work);
      demand(
        mayManagePartners(work.viewer),
        'Only administrators of the whole jurisdiction register partners. 只有管理整个辖区的管理员可以登记合作应用。',
      );
      return jurisdiction;
    },
  },
  async (work, { name, partner, client }, jurisdiction) => {
    const jurisdictionId = jurisdiction.id;
    if (await work.em.findOne(PartnerApp, { jurisdictionId, name }))
      refuse('INVALID', 'Another app has this name. 该应用名已被使用。', 'name');
    if (await work.em.findOne(PartnerApp, { jurisdictionId, client }))
      refuse('INVALID', 'Another app has this client. 该客户端已登记。', 'client');
    const app = work.em.create(PartnerApp, {
      ...{ id: newId(jurisdiction.number), jurisdictionId, name, partner, client },
      ...{ budgetUnits: USUAL_BUDGET.units, budgetPerSecond: USUAL_BUDGET.perSecond },
    });
    work.emit({ topic: 'directory', jurisdictionId, payload: { reason: 'createPartnerApp', client } });
    return { id: app.id };
  },
);
