import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, ConnectionField, extendType } from '../../graph/field.js';
import { Combinable } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { LocalDate } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { ViewerActions } from '../../graph/viewer-actions.js';
import { type Payload, payloadOf } from '../../work/verb.js';
import { History } from './history.type.js';
import { premisesKinds, stationKinds, stationStates, weekdays } from './organization.terms.js';
import { OrganizationType } from './organization.type.js';

/** Three times on each day. */
export const MOST_OPENING_HOURS = 21;

export const StationKindEnum = enumOf('StationKind', 'What a station is for. 站点类型', stationKinds);
export const PremisesKindEnum = enumOf('PremisesKind', 'What rooms a station has. 用房类型', premisesKinds);
const StationStateEnum = enumOf('StationState', 'Whether a station is open. 站点状态', stationStates);
export const WeekdayEnum = enumOf('Weekday', 'A day of the week. 星期', weekdays);

@Combinable
@InputType({ description: 'Which stations. All that is given must hold. 站点筛选' })
export class StationFilter {
  @Field(() => [StationKindEnum], { nullable: true, description: 'Of one of these kinds. 类型' })
  kinds?: string[] | null;
  @Field(() => [StationStateEnum], { nullable: true, description: 'In one of these states. 状态' })
  states?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation or grid. 范围' })
  within?: string | null;
}

@Sensitive('P0')
@ObjectType('StationSite', {
  implements: Node,
  description: 'One address at which stations work: three stations in one are one site. 站点场所（三站合一）',
})
export class StationSiteType extends Node {
  @Field(() => String, { description: 'Address. 地址' })
  address!: string;
  @AtMost(50)
  @Field(() => [StationType], { description: 'The stations at this address, at most 50. 站点' })
  stations!: unknown[];
}

@Sensitive('P0')
@ObjectType('OpeningHours', { description: 'A time of the week at which a station is open. 开放时段' })
class OpeningHoursType {
  @Field(() => WeekdayEnum, { description: 'The day of the week. 星期' })
  weekday!: string;
  @Field(() => String, { description: 'From this time on, HH:MM. 开始时间' })
  opens!: string;
  @Field(() => String, { description: 'Before this time, HH:MM. 结束时间' })
  closes!: string;
}

@Sensitive('P0')
@ObjectType('Station', { implements: Node, description: 'A place where an organisation serves people. 站点' })
export class StationType extends Node {
  @Field(() => String, { description: 'Name. 名称' })
  name!: string;
  @Field(() => StationKindEnum, { description: 'What it is for. 类型' })
  kind!: string;
  @Field(() => OrganizationType, { description: 'The organisation that runs it. 主办组织' })
  host!: unknown;
  @Field(() => StationSiteType, { description: 'Where it is. 场所' })
  site!: unknown;
  @Field(() => PremisesKindEnum, { nullable: true, description: 'What rooms it has. 用房' })
  premises!: string | null;
  @Field(() => Int, { nullable: true, description: 'Floor area in square metres. 面积（平方米）' })
  areaSqm!: number | null;
  @Field(() => [String], { description: 'What it does. 功能' })
  functions!: string[];
  @Field(() => LocalDate, { nullable: true, description: 'Opened on. 启用日期' })
  openedOn!: string | null;
  @Field(() => StationStateEnum, { description: 'Whether it is open. 状态' })
  state!: string;
  @AtMost(MOST_OPENING_HOURS)
  @Field(() => [OpeningHoursType], { description: 'When it is open, from Monday on; empty where nobody has said. 开放时间' })
  openingHours!: unknown[];
  @History
  history!: unknown;
  @ViewerActions
  viewerActions!: unknown[];
  @Field(() => Int, { description: 'Grows with every change; send it along to find out whether somebody was faster. 版本' })
  version!: number;
}

export const StationConnection = connectionType('Station', '站点', () => StationType);

@ArgsType()
class Stations extends Paging {
  @Field(() => StationFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: StationFilter | null;
}

extendType(OrganizationType, {
  stations: ConnectionField(
    () => StationConnection,
    () => Stations,
    { description: 'Stations hosted here or below. 站点' },
  ),
});

export const stationPayload = payloadOf('Station', () => StationType);

export const openStationPayload: Payload = { ...stationPayload, name: 'OpenStationPayload' };
