import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { type Context, readRoot } from '../../graph/context.js';
import { SIZED_BY_PAGE } from '../../graph/field.js';
import { mayAudit } from './audit.policy.js';
import { AuditEntryConnection, AuditEntryList, AuditVerificationType } from './audit.type.js';
import { latestVerification } from './audit.verification.js';

@Resolver()
export class AuditQueries {
  @Directive(SIZED_BY_PAGE)
  @Query(() => AuditEntryConnection, { description: "The audit log of the viewer's jurisdiction, for its auditors. 审计日志" })
  auditEntries(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => AuditEntryList) _which: AuditEntryList) {
    return readRoot(context, info);
  }

  @Query(() => AuditVerificationType, {
    nullable: true,
    description:
      "The last verification of the jurisdiction's audit log, for its auditors: how far it has come, and what was found. Null before the first one, and for everybody else. 审计校验结果",
  })
  auditVerification(@Ctx() { viewer, commandContext }: Context) {
    return mayAudit(viewer) ? latestVerification(commandContext().pool, viewer.jurisdiction!.id) : null;
  }
}
