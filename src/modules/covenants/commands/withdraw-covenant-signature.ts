import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { notBefore } from '../../../work/workflow.js';
import { CovenantSignature } from '../covenant.entity.js';
import { mayWithdrawSignature, NOT_SIGNER } from '../covenant.policy.js';
import { signaturePayload } from '../covenant.type.js';

/** The household may sign again. */
export const withdrawCovenantSignature = verb(
  'withdrawCovenantSignature',
  {
    does: 'Withdraws a signature that one gave. 撤回签署',
    answers: signaturePayload,
    takes: versionOf('CovenantSignature'),
    async may(work, { id, version }) {
      const signature = await findSeen(work, CovenantSignature, id, { isLocked: true });
      demand(mayWithdrawSignature(work.viewer, signature), NOT_SIGNER);
      demandVersion(signature, version);
      return signature;
    },
  },
  async (work, _, signature) => {
    if (signature.withdrawnAt != null) refuse('WRONG_STATE', 'It is withdrawn already. 该签署已撤回。', 'id');
    signature.withdrawnAt = notBefore(work.now(), signature.signedAt);
    return { id: signature.id };
  },
);
