import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { optional, pastDay, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayRegister, NOT_REGISTRAR } from '../../addresses/address.policy.js';
import { Occupancy } from '../household.entity.js';
import { occupancyPayload } from '../household.type.js';

export const endOccupancy = verb(
  'endOccupancy',
  {
    does: 'Ends what somebody has to do with a dwelling that they do not live in. 解除人房关联',
    answers: occupancyPayload,
    takes: {
      ...versionOf('Occupancy'),
      on: optional(pastDay('The first day on which it no longer holds; today if left out. 截止日期')),
    },
    async may(work, { id, version }) {
      const occupancy = await findSeen(work, Occupancy, id);
      demand(mayRegister(work.viewer, occupancy.place), NOT_REGISTRAR);
      demandVersion(occupancy, version);
      return occupancy;
    },
  },
  async (work, { on }, occupancy) => {
    if (occupancy.validTo != null) refuse('WRONG_STATE', 'It ended on {end}. 已于 {end} 结束。', 'id', { end: occupancy.validTo });
    if (occupancy.main)
      refuse(
        'INVALID',
        'They live there: move the household, or let them join another or leave theirs. 其现住此处：请办理户迁移、入户或离户。',
        'id',
      );
    const validTo = on ?? dayOf(work.now());
    if (validTo < occupancy.validFrom)
      refuse('INVALID', 'It began on {begin} and cannot end before. 自 {begin} 开始，不能在此之前结束。', 'on', {
        begin: occupancy.validFrom,
      });
    occupancy.validTo = validTo;
    return { id: occupancy.id };
  },
);
