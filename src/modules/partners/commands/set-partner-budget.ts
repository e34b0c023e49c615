import { demand } from '../../../kernel/errors.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { int, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { PartnerApp } from '../partner.entity.js';
import { mayManagePartners } from '../partner.policy.js';
import { partnerAppPayload } from '../partner.type.js';

export const setPartnerBudget = verb(
  'setPartnerBudget',
  {
    does: 'Says how many cost units an app may spend. 设置合作应用预算',
    answers: partnerAppPayload,
    takes: {
      ...versionOf('PartnerApp'),
      units: int({ min: 1, max: 1_000_000_000 }, 'Cost units that it may spend at once. 预算上限'),
      perSecond: int({ min: 1, max: 10_000_000 }, 'Cost units that come back each second. 每秒恢复'),
    },
    async may(work, { id }) {
      const app = await findSeen(work, PartnerApp, id);
      demand(
        mayManagePartners(work.viewer),
        'Only administrators of the whole jurisdiction set budgets. 只有管理整个辖区的管理员可以设置预算。',
      );
      return app;
    },
  },
  async (work, { units, perSecond, version }, app) => {
    demandVersion(app, version);
    app.budgetUnits = units;
    app.budgetPerSecond = perSecond;
    const { jurisdictionId, client } = app;
    work.emit({ topic: 'directory', jurisdictionId, payload: { reason: 'setPartnerBudget', client } });
    work.audited({ fields: [`${units} units`, `${perSecond} a second`] });
    return { id: app.id };
  },
);
