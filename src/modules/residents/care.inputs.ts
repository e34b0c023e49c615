import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { MutationInput, Payload, VersionedInput } from '../../graph/payload.js';
import { DateTime, LocalDate } from '../../graph/scalars.js';
import { PointInputType } from '../grids/grid.type.js';
import { PositionEnum } from '../organisations/appointment.type.js';
import type { Position } from '../organisations/organization.terms.js';
import {
  CadenceEnum,
  CareCategoryEnum,
  CareDesignationType,
  CareLevelEnum,
  CareSourceEnum,
  HelpPairingType,
  PairingEndReasonEnum,
  VisitKindEnum,
  VisitRuleType,
  VisitType,
  WeekdayEnum,
} from './care.type.js';
import type { DesignateCare } from './commands/designate-care.js';
import type { EndCare } from './commands/end-care.js';
import type { EndPairing } from './commands/end-pairing.js';
import type { EndVisitRule } from './commands/end-visit-rule.js';
import type { SubjectInput } from './commands/find.js';
import type { PairHelp } from './commands/pair-help.js';
import type { RecordVisit } from './commands/record-visit.js';
import type { SetVisitRule } from './commands/set-visit-rule.js';
import { HouseholdType } from './household.type.js';
import type { Cadence, CareCategory, CareLevel, CareSource, PairingEndReason, VisitKind, Weekday } from './resident.terms.js';

/** Whom something is about. */
@InputType()
abstract class About extends MutationInput implements SubjectInput {
  @Field(() => ID, { nullable: true, description: 'The resident. Give this or householdId. 居民' })
  residentId?: string | null;
  @Field(() => ID, { nullable: true, description: 'The household. Give this or residentId. 户' })
  householdId?: string | null;
}

@InputType({ description: 'What care somebody needs. 认定关爱对象' })
export class DesignateCareInput extends About implements DesignateCare {
  @Field(() => CareCategoryEnum, { description: 'Why. 类别' })
  category!: CareCategory;
  @Field(() => CareLevelEnum, { nullable: true, description: 'ROUTINE if left out. 级别' })
  level?: CareLevel | null;
  @Field(() => String, { nullable: true, description: 'Note, up to 1,000 characters; for grid staff and cadres alone. 备注' })
  note?: string | null;
  @Field(() => CareSourceEnum, { description: 'Where it is known from. 来源' })
  source!: CareSource;
  @Field(() => LocalDate, { nullable: true, description: 'The first day; today if left out. 起始日期' })
  from?: string | null;
  @Field(() => LocalDate, { nullable: true, description: 'The first day on which it holds no longer. 截止日期' })
  to?: string | null;
}

@InputType({ description: 'A care designation to end. 解除关爱' })
export class EndCareInput extends VersionedInput implements EndCare {
  @Field(() => LocalDate, { nullable: true, description: 'The first day on which it holds no longer; today if left out. 截止日期' })
  on?: string | null;
}

@InputType({ description: 'Who helps whom. 结对帮扶' })
export class PairHelpInput extends About implements PairHelp {
  @Field(() => ID, { description: 'The leader in charge; holds a post. 包抓领导' })
  leaderId!: string;
  @Field(() => ID, { description: 'Who is responsible; holds a post. 责任人' })
  responsibleId!: string;
  @Field(() => [ID], { nullable: true, description: 'Who helps, up to 10. 帮扶人' })
  helperIds?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'The organisation that takes it on. 帮扶单位' })
  organizationId?: string | null;
  @Field(() => String, { nullable: true, description: 'What is to be done, up to 2,000 characters. 帮扶计划' })
  plan?: string | null;
  @Field(() => CadenceEnum, { description: 'How often a visit is due. 走访频次' })
  cadence!: Cadence;
  @Field(() => LocalDate, { nullable: true, description: 'The first day; today if left out. 开始日期' })
  startedOn?: string | null;
}

@InputType({ description: 'A pairing to end. 结束结对' })
export class EndPairingInput extends VersionedInput implements EndPairing {
  @Field(() => PairingEndReasonEnum, { description: 'Why. 原因' })
  reason!: PairingEndReason;
  @Field(() => LocalDate, { nullable: true, description: 'The first day after it; today if left out. 结束日期' })
  on?: string | null;
}

@InputType({ description: 'A visit that was made. 走访记录' })
export class RecordVisitInput extends About implements RecordVisit {
  @Field(() => VisitKindEnum, { description: 'What it was for. 类型' })
  kind!: VisitKind;
  @Field(() => [ID], { nullable: true, description: 'Who visited, up to 10; the one who records it if left out. 走访人' })
  actorIds?: string[] | null;
  @Field(() => DateTime, { nullable: true, description: 'When; now if left out. 时间' })
  at?: Date | null;
  @Field(() => String, { nullable: true, description: 'What it was about, up to 200 characters. 事由' })
  purpose?: string | null;
  @Field(() => String, { nullable: true, description: 'What was found, up to 2,000 characters. 走访情况' })
  findings?: string | null;
  @Field(() => String, { nullable: true, description: 'What they need, up to 2,000 characters. 需求' })
  needs?: string | null;
  @Field(() => ID, { nullable: true, description: 'Of a return visit: the visit that it comes back to. 回访自' })
  returnOfId?: string | null;
  @Field(() => LocalDate, { nullable: true, description: 'By when the next one is due. 下次走访日期' })
  nextDueOn?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Whether what is known of them was brought up to date. 是否更新信息' })
  informationUpdated?: boolean | null;
  @Field(() => PointInputType, { nullable: true, description: 'Where. 位置' })
  location?: PointInputType | null;
}

@InputType({ description: 'How often the holders of a post visit. 走访规则' })
export class SetVisitRuleInput extends MutationInput implements SetVisitRule {
  @Field(() => ID, { description: 'The community. 社区' })
  communityId!: string;
  @Field(() => PositionEnum, { description: 'Whose holders visit. 职务' })
  position!: Position;
  @Field(() => VisitKindEnum, { description: 'What kind of visit. 走访类型' })
  kind!: VisitKind;
  @Field(() => CadenceEnum, { description: 'How often. 频次' })
  cadence!: Cadence;
  @Field(() => WeekdayEnum, { nullable: true, description: 'Of a weekly rule: the day. 走访日' })
  weekday?: Weekday | null;
  @Field(() => WeekdayEnum, { nullable: true, description: 'The day by whose end a return visit follows. 回访日' })
  returnWeekday?: Weekday | null;
  @Field(() => LocalDate, { nullable: true, description: 'The first day; today if left out. 起始日期' })
  from?: string | null;
  @Field(() => LocalDate, { nullable: true, description: 'The first day on which it holds no longer. 截止日期' })
  to?: string | null;
}

@InputType({ description: 'A visit rule to end. 停用走访规则' })
export class EndVisitRuleInput extends VersionedInput implements EndVisitRule {
  @Field(() => LocalDate, { nullable: true, description: 'The first day on which it holds no longer; today if left out. 截止日期' })
  on?: string | null;
}

@ObjectType({ description: 'What became of it. 结果' })
export class CareDesignationPayload extends Payload {
  @Field(() => CareDesignationType, { nullable: true, description: 'The designation as it is now. 关爱对象' })
  careDesignation!: unknown;
}

@ObjectType({ description: 'What became of it. 结果' })
export class HelpPairingPayload extends Payload {
  @Field(() => HelpPairingType, { nullable: true, description: 'The pairing as it is now. 结对帮扶' })
  helpPairing!: unknown;
}

@ObjectType({ description: 'What became of it. 结果' })
export class VisitPayload extends Payload {
  @Field(() => VisitType, { nullable: true, description: 'The visit. 走访' })
  visit!: unknown;
  @Field(() => HouseholdType, { nullable: true, description: 'The household that was named, as it is now. 户' })
  household!: unknown;
}

@ObjectType({ description: 'What became of it. 结果' })
export class VisitRulePayload extends Payload {
  @Field(() => VisitRuleType, { nullable: true, description: 'The rule as it is now. 走访规则' })
  visitRule!: unknown;
}
