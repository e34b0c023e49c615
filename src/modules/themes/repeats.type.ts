import { ArgsType, Field, ID, Int, ObjectType } from 'type-graphql';
import { enumOf } from '../../graph/enum.js';
import { Period } from '../../graph/rate.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { GridType } from '../grids/grid.type.js';
import { IncidentCategoryType } from '../incidents/incident.type.js';
import { OrganizationType } from '../organisations/organization.type.js';
import { FEWEST_REPEATS } from './theme.terms.js';
import { GovernanceThemeType } from './theme.type.js';

export const repeatPlaces = {
  GRID: 'At one grid. 按网格',
  COMMUNITY: 'At the grids of one community. 按社区',
} as const;
const RepeatPlaceEnum = enumOf('RepeatPlace', 'By what places repeats are put together. 聚类范围', repeatPlaces);

export const repeatLevels = {
  EACH: 'By each category. 按类别',
  TOP: 'By each category of the first level, with those below it. 按一级类别',
} as const;
const RepeatLevelEnum = enumOf('RepeatLevel', 'By what categories repeats are put together. 聚类类别层级', repeatLevels);

/** How many clusters are answered. */
export const MOST_REPEATS = 100;
/** From how many incidents on they are a cluster, where nobody says. */
const USUAL_REPEATS = 3;

@ArgsType()
export class IncidentRepeatsArgs extends Period {
  @Field(() => ID, { description: 'The organisation or grid, with all below it. 范围' })
  scope!: string;
  @Field(() => RepeatPlaceEnum, { description: 'By what places. 聚类范围' })
  by!: keyof typeof repeatPlaces;
  @Field(() => RepeatLevelEnum, { defaultValue: 'EACH', description: 'By what categories. 类别层级' })
  level!: keyof typeof repeatLevels;
  @Field(() => Int, { defaultValue: USUAL_REPEATS, description: `From how many on, ${FEWEST_REPEATS} at least. 最少事件数` })
  atLeast!: number;
  @Field(() => Int, { defaultValue: 20, description: `So many clusters, up to ${MOST_REPEATS}. 返回数量` })
  first!: number;
}

@Sensitive('P1')
@ObjectType('IncidentRepeat', {
  description:
    'Incidents of one category at one place in the period, as many as statistics count as reported: what a governance theme may be opened from. Categories whose incidents are RESTRICTED are told to cadres, dispatchers and street officers alone. 重复事件',
})
export class IncidentRepeatType {
  @Field(() => IncidentCategoryType, { description: 'The category. 类别' })
  category!: unknown;
  @Field(() => GridType, { nullable: true, description: 'The grid; null by communities. 网格' })
  grid!: unknown;
  @Field(() => OrganizationType, { description: 'The community, or that of the grid. 社区' })
  community!: unknown;
  @Field(() => Int, { description: 'How many. 事件数' })
  count!: number;
  @Field(() => Int, {
    nullable: true,
    description: 'By how many different known people; null for who is not told who reported there. 上报人数',
  })
  reporters!: number | null;
  @Field(() => DateTime, { description: 'When the first was reported. 首次上报时间' })
  firstReportedAt!: Date;
  @Field(() => DateTime, { description: 'When the last was. 末次上报时间' })
  lastReportedAt!: Date;
  @Field(() => Int, { description: 'Those of them that are not final now. 未结数' })
  open!: number;
  @Field(() => Int, { description: 'Those of them that were opened again after they were closed. 重新办理数' })
  reopened!: number;
  @Field(() => Int, { description: 'How many there were in as many days before the period. 上期事件数' })
  previous!: number;
  @Field(() => GovernanceThemeType, {
    nullable: true,
    description:
      'The open theme of the category there, or of the one above it, or else at an organisation above, where the viewer sees it. 已立主题',
  })
  theme!: unknown;
}
