import { demand } from '../../../kernel/errors.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { int, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Dwelling } from '../address.entity.js';
import { mayRegister, NOT_REGISTRAR } from '../address.policy.js';
import { dwellingPayload } from '../address.type.js';

export const areaField = int({ min: 1, max: 10_000_000 }, 'Exclusive floor area in square decimetres (0.01 m²). 专有面积（平方分米）');

/** Votes of owners are counted by it. A ballot that is open keeps the area of its opening. */
export const recordDwellingArea = verb(
  'recordDwellingArea',
  {
    does: 'Records the exclusive floor area of a dwelling. 登记专有面积',
    answers: { ...dwellingPayload, name: 'RecordDwellingAreaPayload' },
    takes: { ...versionOf('Dwelling'), areaSqdm: areaField },
    async may(work, { id, version }) {
      const dwelling = await findSeen(work, Dwelling, id);
      demand(mayRegister(work.viewer, dwelling.place), NOT_REGISTRAR);
      demandVersion(dwelling, version);
      return dwelling;
    },
  },
  async (_, { areaSqdm }, dwelling) => {
    dwelling.areaSqdm = areaSqdm;
    return { id: dwelling.id };
  },
);
