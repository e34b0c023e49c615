import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { fail, ok } from '../../../kernel/result.js';
import { optionalTextOf } from '../../../kernel/text.js';
import type { Command, Idempotent } from '../../../work/command.js';
import { findOrganization } from '../../organisations/commands/find.js';
import { mayVerifyAudit } from '../audit.policy.js';
import { isRunning } from '../audit.verification.js';

export interface VerifyAudit extends Idempotent {
  readonly id: string;
  readonly purpose?: string | null;
}

const LONGEST_PURPOSE = 200;

/** Enters a verification of a jurisdiction's audit log. It is told as `verification`, for whoever made the request to have it begin. */
export const verifyAudit: Command<VerifyAudit> = async (work, input) => {
  const root = await findOrganization(work, input.id, 'id');
  demand(mayVerifyAudit(work.viewer, root.jurisdictionId), 'The audit log is verified by auditors of its jurisdiction.');
  const purpose = optionalTextOf(input.purpose, 'purpose', LONGEST_PURPOSE);
  if (!purpose.ok) return purpose;
  if (root.id !== root.jurisdictionId) return fail('INVALID', 'This organisation is not the root of a jurisdiction.', 'id');
  await work.sql('select pg_advisory_xact_lock(hashtextextended(?, 2))', [root.id]);
  const [running] = await work.sql(`select from audit_verification where jurisdiction_id = ? and ${isRunning}`, [root.id]);
  if (running) return fail('WRONG_STATE', 'A verification is under way. Wait for its end.', 'id');
  const verification = newId(work.viewer.jurisdiction!.number);
  await work.sql('insert into audit_verification (id, jurisdiction_id, started_by) values (?, ?, ?)', [
    verification,
    root.id,
    work.viewer.person,
  ]);
  work.audited({ purpose: purpose.value ?? undefined });
  return ok({ id: root.id, noun: 'Organization', told: { verification } });
};
