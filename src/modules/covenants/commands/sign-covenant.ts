import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { id } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { isAdult } from '../../households/commands/adult.js';
import { Household, HouseholdMember } from '../../households/household.entity.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { Covenant, CovenantSignature, CovenantVersion } from '../covenant.entity.js';
import { maySign, NOT_OF_HOUSEHOLD } from '../covenant.policy.js';
import { signaturePayload } from '../covenant.type.js';

/** Once a household and version, by an adult of it, while the version holds or is to come. */
export const signCovenant = verb(
  'signCovenant',
  {
    does: "Signs a version of a covenant for one's household. 签署公约",
    answers: { ...signaturePayload, name: 'SignCovenantPayload' },
    takes: {
      covenantVersionId: id('CovenantVersion', 'What is signed. 公约版本'),
      householdId: id('Household', 'For which household: that of who signs. 户'),
    },
    async may(work, { covenantVersionId, householdId }) {
      const household = await findSeen(work, Household, householdId, { isLocked: true });
      const members = await work.em.find(HouseholdMember, { household: household.id, validTo: null });
      demand(
        maySign(
          work.viewer,
          members.map(({ person }) => person),
        ),
        NOT_OF_HOUSEHOLD,
      );
      return { household, covenantVersion: await findSeen(work, CovenantVersion, covenantVersionId) };
    },
  },
  async (work, _, { household, covenantVersion }) => {
    const covenant = await work.em.findOneOrFail(Covenant, { id: covenantVersion.covenant }, { lock: 'share' });
    const now = work.now();
    const today = dayOf(now);
    const { validFrom, validTo } = await work.em.findOneOrFail(CovenantVersion, { id: covenantVersion.id }, { lock: 'share' });
    if (covenant.state !== 'ADOPTED' || validFrom == null || (validTo != null && validTo <= today))
      refuse('WRONG_STATE', 'It does not hold. 该版本未生效或已失效。', 'covenantVersionId');
    if (household.dissolvedOn != null || !household.place.startsWith(covenant.place))
      refuse('INVALID', 'The household does not live where the covenant holds. 该户不在公约范围内。', 'householdId');
    const signedBy = work.viewer.person!;
    if (!(await isAdult(work, signedBy))) refuse('INVALID', 'An adult of the household signs. 须由本户成年成员签署。', 'householdId');
    const signed = await work.em.count(CovenantSignature, {
      covenantVersion: covenantVersion.id,
      household: household.id,
      withdrawnAt: null,
    });
    if (signed > 0) refuse('WRONG_STATE', 'The household has signed it. 该户已签署。', 'householdId');
    const signature = work.em.create(CovenantSignature, {
      id: newId(jurisdictionOf(work).number),
      jurisdictionId: household.jurisdictionId,
      covenantVersion: covenantVersion.id,
      household: household.id,
      signedBy,
      signedAt: now,
      withdrawnAt: null,
      place: household.place,
    });
    return { id: signature.id };
  },
);
