import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { verifyAudit } from '../../events/audit-chain.js';
import { type Context, readRoot } from '../../graph/context.js';
import { SIZED_BY_PAGE } from '../../graph/field.js';
import { Ref } from '../../read/reader.js';
import { mayAudit } from './audit.policy.js';
import { AuditEntryConnection, AuditEntryList, AuditVerificationType } from './audit.type.js';

@Resolver()
export class AuditQueries {
  @Directive(SIZED_BY_PAGE)
  @Query(() => AuditEntryConnection, { description: "The audit log of the viewer's jurisdiction, for its auditors. 审计日志" })
  auditEntries(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => AuditEntryList) _which: AuditEntryList) {
    return readRoot(context, info);
  }

  @Directive('@cost(weight: 1000)')
  @Query(() => AuditVerificationType, {
    nullable: true,
    description:
      "Reckons the chain of the jurisdiction's audit log anew, for its auditors; null for everybody else. Takes longer, the longer the log is. 校验审计日志",
  })
  async auditVerification(@Ctx() { viewer, workshop }: Context) {
    if (!mayAudit(viewer)) return null;
    const pool = await workshop().em.getDriver().getConnection().getNativeClient();
    const verdict = await verifyAudit(pool, viewer.jurisdiction!.id);
    return {
      ...verdict,
      intact: verdict.breaks.length === 0,
      head: verdict.head?.hash ?? null,
      breaks: verdict.breaks.map(({ auditId, ...where }) => ({ ...where, entry: auditId && new Ref('AuditEntry', auditId) })),
    };
  }
}
