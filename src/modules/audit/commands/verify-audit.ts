import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { optionalText, rowOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { mayVerifyAudit } from '../audit.policy.js';
import { verificationPayload } from '../audit.type.js';
import { isRunning } from '../audit.verification.js';

/** Enters a verification, of the log of the jurisdiction whose root is named; it begins when that is committed. */
export const verifyAudit = verb(
  'verifyAudit',
  {
    does: "Begins to verify the chain of a jurisdiction's audit log, named by its root; auditVerification tells the result. 开始校验审计日志",
    answers: verificationPayload,
    takes: { ...rowOf('Organization'), purpose: optionalText(200, 'Why, for the audit log itself. 目的') },
    async may(work, { id }) {
      const root = await findSeen(work, Organization, id);
      demand(
        mayVerifyAudit(work.viewer, root.jurisdictionId),
        'The audit log is verified by auditors of its jurisdiction. 只有本辖区的审计员可以校验审计日志。',
      );
      return root;
    },
  },
  async (work, { purpose }, root) => {
    if (root.id !== root.jurisdictionId)
      refuse('INVALID', 'This organisation is not the root of a jurisdiction. 该组织不是辖区的根组织。', 'id');
    await work.sql('select pg_advisory_xact_lock(hashtextextended(?, 2))', [root.id]);
    const [running] = await work.sql(`select from audit_verification where jurisdiction_id = ? and ${isRunning}`, [root.id]);
    if (running) refuse('WRONG_STATE', 'A verification is under way. Wait for its end. 校验正在进行，请等待其结束。', 'id');
    const verification = newId(jurisdictionOf(work).number);
    await work.sql('insert into audit_verification (id, jurisdiction_id, started_by) values (?, ?, ?)', [
      verification,
      root.id,
      work.viewer.person,
    ]);
    work.audited({ purpose: purpose ?? undefined });
    work.afterCommit(() => work.beginVerification(verification));
    return { id: root.id, noun: 'Organization' };
  },
);
