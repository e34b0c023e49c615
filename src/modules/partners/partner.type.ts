import { ArgsType, Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { ConnectionField, MaxLength, Weighs } from '../../graph/field.js';
import { Combinable } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { ViewerActions } from '../../graph/viewer-actions.js';
import { payloadOf } from '../../work/verb.js';
import { History } from '../organisations/history.type.js';
import { OrganizationType } from '../organisations/organization.type.js';
import { operationTypes, versionStates } from './partner.terms.js';

export const LONGEST_DOCUMENT = 65_536;

const PartnerVersionState = enumOf('PartnerVersionState', "What a version of a partner's app may do. 版本状态", versionStates);
const PartnerOperationType = enumOf('PartnerOperationType', 'What a document does. 操作类型', operationTypes);

@Combinable
@InputType({ description: 'Which versions. All that is given must hold. 版本筛选' })
export class PartnerVersionFilter {
  @Field(() => [PartnerVersionState], { nullable: true, description: 'In one of these states. 状态' })
  states?: string[] | null;
  @Field(() => [String], { nullable: true, description: 'With one of these names. 名称' })
  names?: string[] | null;
}

@ArgsType()
class Versions extends Paging {
  @Field(() => PartnerVersionFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: PartnerVersionFilter | null;
}

@Sensitive('P1')
@ObjectType('PartnerApp', { implements: Node, description: "A partner's app, and the client that its tokens name. 合作应用" })
export class PartnerAppType extends Node {
  @MaxLength(64)
  @Field(() => String, { description: 'Its short name, as in document ids: app~version~hash. 应用名' })
  name!: string;
  @Field(() => String, { description: 'Whose it is. 合作方' })
  partner!: string;
  @MaxLength(255)
  @Field(() => String, { description: 'The client, exactly as its tokens name it (client_id). 客户端' })
  client!: string;
  @Weighs(5)
  @Field(() => OrganizationType, {
    nullable: true,
    description: 'For which organisation it works, where an administrator has named one. 所属组织',
  })
  organization!: unknown;
  @Field(() => Int, { description: 'Cost units that it may spend at once. 预算上限' })
  budgetUnits!: number;
  @Field(() => Int, { description: 'Cost units that come back each second. 每秒恢复' })
  budgetPerSecond!: number;
  @ConnectionField(
    () => PartnerVersionConnection,
    () => Versions,
    { description: 'Its versions, newest first. 版本' },
  )
  versions!: unknown;
  @Field(() => DateTime, { description: 'When it was registered. 登记时间' })
  createdAt!: string;
  @Field(() => Int, { description: 'Grows with every change; send it along to find out whether somebody was faster. 版本号' })
  version!: number;
}

@ObjectType('PartnerVersion', {
  implements: Node,
  description: "A release of a partner's app: documents that never change. 合作应用版本",
})
export class PartnerVersionType extends Node {
  @Sensitive('P1')
  @Field(() => PartnerAppType, { description: 'The app. 应用' })
  app!: unknown;
  @Sensitive('P1')
  @MaxLength(64)
  @Field(() => String, { description: 'What the partner calls it: 1.4.0. 名称' })
  name!: string;
  @Sensitive('P1')
  @Field(() => PartnerVersionState, { description: 'What it may do. 状态' })
  state!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was deprecated. 弃用时间' })
  deprecatedAt!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When a deprecated one is retired. 停用时间' })
  sunsetAt!: string | null;
  @Sensitive('P1')
  @ConnectionField(
    () => PartnerDocumentConnection,
    () => Paging,
    { description: 'What it may run, by the name of the operation. 文档' },
  )
  documents!: unknown;
  @History
  history!: unknown;
  @ViewerActions
  viewerActions!: unknown[];
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When it was drafted. 创建时间' })
  createdAt!: string;
  @Sensitive('P1')
  @Field(() => Int, { description: 'Grows with every change; send it along to find out whether somebody was faster. 版本号' })
  version!: number;
}

@Sensitive('P1')
@ObjectType('PartnerDocument', { implements: Node, description: 'An operation that a version may run. 合作应用文档' })
export class PartnerDocumentType extends Node {
  @Field(() => PartnerVersionType, { description: 'The version that may run it. 版本' })
  partnerVersion!: unknown;
  @MaxLength(64)
  @Field(() => String, { description: 'SHA-256 of its source, in hexadecimal. 哈希' })
  hash!: string;
  @MaxLength(255)
  @Field(() => String, { nullable: true, description: 'What the manifest calls it, where that is not the SHA-256. 别名' })
  alias!: string | null;
  @MaxLength(255)
  @Field(() => String, { description: 'The name of its operation. 操作名' })
  operationName!: string;
  @Field(() => PartnerOperationType, { description: 'What it does. 操作类型' })
  operationType!: string;
  @MaxLength(LONGEST_DOCUMENT)
  @Field(() => String, { description: 'Its text. 源文本' })
  source!: string;
  @Field(() => Int, {
    description: 'What it costs with lists of the usual length, in units; of a subscription, each event. 开销',
  })
  cost!: number;
  @Weighs(5)
  @Field(() => Int, { description: 'How often it was run. 执行次数' })
  useCount!: number;
  @Weighs(5)
  @Field(() => Int, { description: 'How often it failed. 失败次数' })
  errorCount!: number;
  @Weighs(5)
  @Field(() => DateTime, { nullable: true, description: 'When it was run last; null if never. 最近执行时间' })
  lastUsedAt!: string | null;
  @Weighs(5)
  @Field(() => Float, {
    nullable: true,
    description: 'Half of its runs took no longer, in milliseconds (p50), to a quarter. 中位耗时（毫秒）',
  })
  medianMs!: number | null;
  @Weighs(5)
  @Field(() => Float, {
    nullable: true,
    description: '99 of 100 runs took no longer, in milliseconds (p99), to a quarter. 第99百分位耗时（毫秒）',
  })
  tailMs!: number | null;
}

export const PartnerAppConnection = connectionType('PartnerApp', '合作应用', () => PartnerAppType);
const PartnerVersionConnection = connectionType('PartnerVersion', '合作应用版本', () => PartnerVersionType);
const PartnerDocumentConnection = connectionType('PartnerDocument', '合作应用文档', () => PartnerDocumentType);

export const partnerAppPayload = payloadOf('PartnerApp', () => PartnerAppType);

export const partnerVersionPayload = payloadOf('PartnerVersion', () => PartnerVersionType);
