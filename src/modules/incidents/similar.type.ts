import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { PointInputType } from '../grids/grid.type.js';
import type { PointInput } from '../grids/point.js';
import { IncidentStateEnum, IncidentType } from './incident.type.js';

@InputType({ description: 'What is about to be reported. 拟上报事件' })
export class SimilarIncidentsInput {
  @Field(() => ID, { description: 'Its category. 类别' })
  categoryId!: string;
  @Field(() => String, { description: 'Its title: what is alike in words comes first. 标题' })
  title!: string;
  @Field(() => PointInputType, { nullable: true, description: 'Where it happened. Give this, or grid and address. 位置' })
  location?: PointInput | null;
  @Field(() => ID, { nullable: true, description: 'The grid it happened in; found by location if left out. 所在网格' })
  gridId?: string | null;
  @Field(() => String, { nullable: true, description: 'Its address, with the building. 地址' })
  address?: string | null;
}

@Sensitive('P1')
@ObjectType('SimilarIncident', {
  description:
    'An open incident that may be about the same, without anybody’s name or words; none of those that the viewer sees without their place. 相似事件',
})
export class SimilarIncidentType {
  @Field(() => IncidentType, { nullable: true, description: 'The incident, where the viewer sees it. 事件' })
  incident!: unknown;
  @Field(() => IncidentStateEnum, { description: 'Where it stands. 状态' })
  state!: string;
  @Field(() => DateTime, { description: 'When it was reported. 上报时间' })
  reportedAt!: Date;
  @Field(() => Int, { nullable: true, description: 'How far away, to ten metres; null where either has no location. 距离（米）' })
  distance!: number | null;
  @Field(() => Boolean, { description: 'Whether both addresses name the same building of the grid. 是否同楼栋' })
  sameBuilding!: boolean;
  @Field(() => Float, { description: 'How alike the titles are, from 0 to 1, to one decimal. 相似度' })
  likeness!: number;
}
