import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf, extendEnum } from '../../graph/enum.js';
import { AtMost, ConnectionField, extendType, FieldWithArgs, MaxLength, stacked, Weighs } from '../../graph/field.js';
import { Combinable, DateTimeRange, orderInput } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { Period, RateType } from '../../graph/rate.js';
import { DateTime, GeoJson, LocalDate } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import type { Order } from '../../read/noun.js';
import { Ref } from '../../read/reader.js';
import { payloadOf } from '../../work/verb.js';
import { HouseholdFilter, HouseholdOrderField, HouseholdType, ResidentFilter, ResidentType } from '../households/household.type.js';
import { PersonType, PositionEnum } from '../organisations/appointment.type.js';
import { OrganizationType, ProvenanceEnum } from '../organisations/organization.type.js';
import { WeekdayEnum } from '../organisations/station.type.js';
import { cadences, careCategories, careLevels, careSensitivities, careSources, pairingEndReasons, visitKinds } from './care.terms.js';

export const CareCategoryEnum = enumOf('CareCategory', 'Why somebody needs care. 关爱类别', careCategories);
export const CareLevelEnum = enumOf('CareLevel', 'How closely somebody is looked after. 关注级别', careLevels);
export const CareSourceEnum = enumOf('CareSource', 'Where a need is known from. 认定来源', careSources);
const CareSensitivityEnum = enumOf('CareSensitivity', 'How sensitive it is that somebody needs care. 关爱敏感级别', careSensitivities);
export const CadenceEnum = enumOf('Cadence', 'How often. 频次', cadences);
export const PairingEndReasonEnum = enumOf('PairingEndReason', 'Why a pairing ended. 结束原因', pairingEndReasons);
export const VisitKindEnum = enumOf('VisitKind', 'What a visit is for. 走访类型', visitKinds);
const HelpPairingOrderField = enumOf('HelpPairingOrderField', 'What pairings can be ordered by. 结对排序字段', {
  STARTED_ON: 'By the first day. 按开始日期',
});

const VERSION = 'Grows with every change; send it along to find out whether somebody was faster. 版本';

@ObjectType('CareDesignation', {
  implements: Node,
  description: 'A resident or a household needs care, from a day to a day. Shown to grid staff, cadres and whom it is about. 关爱对象',
})
export class CareDesignationType extends Node {
  @Sensitive('P3')
  @Field(() => ResidentType, { nullable: true, description: 'Who; null when it is a household. 居民' })
  resident!: unknown;
  @Sensitive('P3')
  @Field(() => HouseholdType, { nullable: true, description: 'Which household; null when it is one resident. 户' })
  household!: unknown;
  @Sensitive('P3')
  @Field(() => CareCategoryEnum, { description: 'Why. 类别' })
  category!: string;
  @Sensitive('P2')
  @Field(() => CareSensitivityEnum, { description: 'How sensitive the category is. 敏感级别' })
  sensitivity!: string;
  @Sensitive('P2')
  @Field(() => CareLevelEnum, { description: 'How closely they are looked after. 级别' })
  level!: string;
  @Sensitive('P2')
  @Field(() => CareSourceEnum, { description: 'Where it is known from. 来源' })
  source!: string;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who decided it. 认定人' })
  approvedBy!: unknown;
  @Weighs(10)
  @MaxLength(1_000)
  @Sensitive('P3')
  @Field(() => String, { nullable: true, description: 'Note; for grid staff and cadres alone. 备注' })
  note!: string | null;
  @Sensitive('P1')
  @Field(() => LocalDate, { description: 'The first day. 起始日期' })
  from!: string;
  @Sensitive('P1')
  @Field(() => LocalDate, { nullable: true, description: 'The first day on which it holds no longer. 截止日期' })
  to!: string | null;
  @Sensitive('P1')
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @Sensitive('P1')
  @Field(() => Int, { description: VERSION })
  version!: number;
}

@ObjectType('HelpPairing', {
  implements: Node,
  description: 'Help from one to one: a leader and a responsible person stand for it, helpers give it. 结对帮扶',
})
export class HelpPairingType extends Node {
  @Sensitive('P2')
  @Field(() => ResidentType, { nullable: true, description: 'Who is helped; null when it is a household. 居民' })
  resident!: unknown;
  @Sensitive('P2')
  @Field(() => HouseholdType, { nullable: true, description: 'Which household is helped; null when it is one resident. 户' })
  household!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'The leader in charge. 包抓领导' })
  leader!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who is responsible. 责任人' })
  responsible!: unknown;
  @Sensitive('P2')
  @AtMost(10)
  @Field(() => [PersonType], { description: 'Who helps, at most 10. 帮扶人' })
  helpers!: unknown[];
  @Sensitive('P1')
  @Field(() => OrganizationType, { nullable: true, description: 'The organisation that has taken it on. 帮扶单位' })
  organization!: unknown;
  @Weighs(10)
  @MaxLength(2_000)
  @Sensitive('P3')
  @Field(() => String, { nullable: true, description: 'What is to be done. 帮扶计划' })
  plan!: string | null;
  @Sensitive('P1')
  @Field(() => CadenceEnum, { description: 'How often a visit is due. 走访频次' })
  cadence!: string;
  @Sensitive('P1')
  @Field(() => LocalDate, { description: 'The first day. 开始日期' })
  startedOn!: string;
  @Sensitive('P1')
  @Field(() => LocalDate, { nullable: true, description: 'The first day after it; null while it lasts. 结束日期' })
  endedOn!: string | null;
  @Sensitive('P2')
  @Field(() => PairingEndReasonEnum, { nullable: true, description: 'Why it ended. 结束原因' })
  endReason!: string | null;
  @Weighs(10)
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When they were last visited. 最近走访时间' })
  lastVisitAt!: string | null;
  @Weighs(10)
  @Sensitive('P1')
  @Field(() => LocalDate, { nullable: true, description: 'By when the next visit is due; null once it has ended. 下次走访期限' })
  nextVisitDueOn!: string | null;
  @Weighs(10)
  @Sensitive('P1')
  @Field(() => Boolean, { description: 'Whether that day has passed. 是否逾期' })
  overdue!: boolean;
  @Sensitive('P1')
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @Sensitive('P1')
  @Field(() => Int, { description: VERSION })
  version!: number;
}

@ObjectType('Visit', { implements: Node, description: 'A visit to a household or a resident. 走访' })
export class VisitType extends Node {
  @Sensitive('P1')
  @Field(() => VisitKindEnum, { description: 'What it was for. 类型' })
  kind!: string;
  @Sensitive('P2')
  @Field(() => HouseholdType, { nullable: true, description: 'Which household. 户' })
  household!: unknown;
  @Sensitive('P2')
  @Field(() => ResidentType, { nullable: true, description: 'Whom in particular. 居民' })
  resident!: unknown;
  @Sensitive('P2')
  @AtMost(10)
  @Field(() => [PersonType], { description: 'Who visited, at most 10. 走访人' })
  actors!: unknown[];
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When. 时间' })
  at!: string;
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'What it was about. 事由' })
  purpose!: string | null;
  @Weighs(10)
  @MaxLength(2_000)
  @Sensitive('P3')
  @Field(() => String, { nullable: true, description: 'What was found. 走访情况' })
  findings!: string | null;
  @Weighs(10)
  @MaxLength(2_000)
  @Sensitive('P3')
  @Field(() => String, { nullable: true, description: 'What they need. 需求' })
  needs!: string | null;
  @Sensitive('P2')
  @Field(() => VisitType, { nullable: true, description: 'The visit that this one came back to. 回访自' })
  returnOf!: unknown;
  @Sensitive('P2')
  @AtMost(20)
  @Field(() => [VisitType], { description: 'Visits that came back to this one, at most 20. 回访记录' })
  returnVisits!: unknown[];
  @Sensitive('P1')
  @Field(() => LocalDate, { nullable: true, description: 'By when the next one is due. 下次走访日期' })
  nextDueOn!: string | null;
  @Sensitive('P1')
  @Field(() => Boolean, { description: 'Whether what is known of them was brought up to date. 是否更新信息' })
  informationUpdated!: boolean;
  @Sensitive('P2')
  @Field(() => GeoJson, { nullable: true, description: 'A point in WGS84. 位置' })
  location!: unknown;
  @Sensitive('P1')
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
}

@Sensitive('P1')
@ObjectType('VisitRule', { implements: Node, description: 'How often who visits in a community, and how well it is kept. 走访规则' })
export class VisitRuleType extends Node {
  @Field(() => OrganizationType, { description: 'The community. 社区' })
  community!: unknown;
  @Field(() => PositionEnum, { description: 'Whose holders visit. 职务' })
  position!: string;
  @Field(() => VisitKindEnum, { description: 'What kind of visit. 走访类型' })
  kind!: string;
  @Field(() => CadenceEnum, { description: 'How often. 频次' })
  cadence!: string;
  @Field(() => WeekdayEnum, { nullable: true, description: 'Of a weekly rule, the day; null is any day. 走访日' })
  weekday!: string | null;
  @Field(() => WeekdayEnum, { nullable: true, description: 'The day by whose end a return visit follows. 回访日' })
  returnWeekday!: string | null;
  @Field(() => LocalDate, { description: 'The first day. 起始日期' })
  from!: string;
  @Field(() => LocalDate, { nullable: true, description: 'The first day on which it holds no longer. 截止日期' })
  to!: string | null;
  @Weighs(5_000)
  @FieldWithArgs(
    () => RateType,
    () => Period,
    { description: 'How many of the visits that were due were made. 走访完成率' },
  )
  compliance!: unknown;
  @Weighs(5_000)
  @FieldWithArgs(
    () => RateType,
    () => Period,
    { nullable: true, description: 'How many of the visits were followed by a return visit in time; null where none is asked for. 回访率' },
  )
  returnCompliance!: unknown;
  @Field(() => Int, { description: VERSION })
  version!: number;
}

export const HelpPairingConnection = connectionType('HelpPairing', '结对帮扶', () => HelpPairingType);
export const VisitConnection = connectionType('Visit', '走访', () => VisitType);

@Combinable
@InputType({ description: 'Which pairings. All that is given must hold. 结对筛选' })
export class HelpPairingFilter {
  @Weighs(500)
  @Field(() => Boolean, { nullable: true, description: 'The next visit is overdue, or is not. 是否逾期' })
  overdue?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: 'Those that ended; if left out, those under way. 是否结束' })
  ended?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: 'The viewer leads, answers for or gives the help; or does not. 与我有关' })
  assignedToViewer?: boolean | null;
  @Field(() => ID, { nullable: true, description: 'Led by this person. 包抓领导' })
  leaderId?: string | null;
  @Field(() => ID, { nullable: true, description: 'This person is responsible. 责任人' })
  responsibleId?: string | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation, grid or stairwell. 范围' })
  within?: string | null;
}

export const HelpPairingOrder = orderInput('HelpPairingOrder', 'How pairings are ordered. 结对排序', HelpPairingOrderField);

@ArgsType()
export class HelpPairingList extends Paging {
  @Field(() => HelpPairingFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: HelpPairingFilter | null;
  @Field(() => HelpPairingOrder, { nullable: true, description: 'By the first day if left out. 排序' })
  orderBy?: Order | null;
}

extendType(OrganizationType, {
  visitRules: stacked(
    Sensitive('P1'),
    AtMost(50),
    Field(() => [VisitRuleType], { description: 'The visit rules of this community that hold today, at most 50. 走访规则' }),
  ),
});
extendType(HouseholdType, {
  careDesignations: stacked(
    Field(() => [CareDesignationType], {
      description: 'What care it and its members need now, as far as the viewer sees it; at most 50. 关爱对象',
    }),
    AtMost(50),
    Sensitive('P3'),
    Weighs(10),
  ),
  helpPairings: stacked(
    Field(() => [HelpPairingType], {
      description: 'Who helps it and its members now, as far as the viewer sees it; at most 20. 结对帮扶',
    }),
    AtMost(20),
    Sensitive('P2'),
    Weighs(10),
  ),
  lastVisitAt: stacked(
    Field(() => DateTime, { nullable: true, description: 'When it was last visited. 最近走访时间' }),
    Sensitive('P1'),
  ),
  visits: stacked(
    ConnectionField(
      () => VisitConnection,
      () => Paging,
      { description: 'Visits, latest first, as far as the viewer sees them. 走访记录' },
    ),
    Sensitive('P2'),
  ),
});
extendType(ResidentType, {
  careDesignations: stacked(
    Field(() => [CareDesignationType], { description: 'What care they need now, as far as the viewer sees it; at most 20. 关爱对象' }),
    AtMost(20),
    Sensitive('P3'),
  ),
  helpPairing: stacked(
    Field(() => HelpPairingType, { nullable: true, description: 'Who helps them now, or their household. 结对帮扶' }),
    Sensitive('P2'),
    Weighs(10),
  ),
  visits: stacked(
    ConnectionField(
      () => VisitConnection,
      () => Paging,
      { description: 'Visits to them or their household, latest first, as far as the viewer sees them. 走访记录' },
    ),
    Sensitive('P2'),
    Weighs(5),
  ),
});
extendType(HouseholdFilter, {
  careCategories: stacked(
    Field(() => [CareCategoryEnum], {
      nullable: true,
      description: 'It or a member needs care of one of these categories, as far as the viewer sees it. 关爱类别',
    }),
    Weighs(500),
  ),
  helped: stacked(
    Field(() => Boolean, {
      nullable: true,
      description: 'Somebody helps it or a member, as far as the viewer sees it; or nobody. 是否结对',
    }),
    Weighs(500),
  ),
  lastVisitAt: Field(() => DateTimeRange, { nullable: true, description: 'Last visited in this time. 最近走访时间' }),
});
extendType(ResidentFilter, {
  careCategories: stacked(
    Field(() => [CareCategoryEnum], {
      nullable: true,
      description: 'Needs care of one of these categories, as far as the viewer sees it. 关爱类别',
    }),
    Weighs(500),
  ),
  helped: stacked(
    Field(() => Boolean, {
      nullable: true,
      description: 'Somebody helps them or their household, as far as the viewer sees it; or nobody. 是否结对',
    }),
    Weighs(500),
  ),
});
extendEnum(HouseholdOrderField, { LAST_VISIT_AT: 'By the last visit; who was never visited comes first. 按最近走访时间' });

export const careDesignationPayload = payloadOf('CareDesignation', () => CareDesignationType);

export const helpPairingPayload = payloadOf('HelpPairing', () => HelpPairingType);

export const visitPayload = payloadOf('Visit', () => VisitType, {
  more: {
    household: {
      type: () => HouseholdType,
      description: 'The household that was named, as it is now. 户',
      of: (_, { householdId }: { readonly householdId: string | null }) => householdId && new Ref('Household', householdId),
    },
  },
});

export const visitRulePayload = payloadOf('VisitRule', () => VisitRuleType);
