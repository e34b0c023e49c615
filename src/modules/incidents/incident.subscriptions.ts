import { Arg, Field, ID, Int, ObjectType, Resolver, Subscription } from 'type-graphql';
import { AFTER, LeftReason, StreamChange } from '../../graph/changes.js';
import { AtMost } from '../../graph/field.js';
import { Cursor } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { live } from '../../graph/stream.js';
import { IncidentEventType, IncidentFilter, IncidentStateEnum } from './incident.type.js';
import { incidentStream } from './stream.js';
import { incidentTally } from './tally.js';

@Sensitive('P1')
@ObjectType('IncidentStreamItem', { description: 'One item of the live stream of incidents. 事件流条目' })
export class IncidentStreamItemType {
  @Field(() => Cursor, { description: 'Resume after this item. 游标' })
  cursor!: string;
  @Field(() => StreamChange, { description: 'What it says. 变更类型' })
  change!: string;
  @Field(() => LeftReason, { nullable: true, description: 'Why it left; null unless it did. 离开原因' })
  reason!: string | null;
  @Field(() => ID, { nullable: true, description: 'The incident; null on a heartbeat. 事件标识' })
  incidentId!: string | null;
  @Field(() => IncidentEventType, {
    nullable: true,
    description:
      'What happened; null on a heartbeat, on LEFT where the viewer does not see the incident any more, and when a re-partition of grids, or a move of an organisation, took the incident along. from and to are facts of the event, its incident is as it is at delivery. 流转记录',
  })
  event!: unknown;
}

@Sensitive('P1')
@ObjectType('IncidentStateCount', { description: 'How many incidents are in a state. 按状态计数' })
export class IncidentStateCountType {
  @Field(() => IncidentStateEnum, { description: 'The state. 状态' })
  state!: string;
  @Field(() => Int, { description: 'How many. 数量' })
  count!: number;
}

@Sensitive('P1')
@ObjectType('IncidentTally', {
  description: 'How many open incidents lie at or below an organisation or grid. 未办结事件统计',
})
export class IncidentTallyType {
  @Field(() => ID, { description: 'The organisation or grid. 范围' })
  scopeId!: string;
  @Field(() => Int, { description: 'All that are not final. 未办结数' })
  open!: number;
  @Field(() => Int, { description: 'Those of them past the limit of what has to be done next. 超期数' })
  overdue!: number;
  @AtMost(16)
  @Field(() => [IncidentStateCountType], { description: 'Each state that is not final, also where there is none in it. 按状态' })
  byState!: readonly IncidentStateCountType[];
}

@Resolver()
export class IncidentSubscriptions {
  @Subscription(() => IncidentStreamItemType, {
    description:
      'Live changes of incidents, from now on or after a cursor; nothing is skipped. A heartbeat comes at least every 15 s. 事件实时流',
    subscribe: live(({ filter, after }: { filter?: IncidentFilter; after?: string }) => incidentStream(filter ?? null, after ?? null)),
  })
  incidentEvents(
    @Arg('filter', () => IncidentFilter, { nullable: true, description: 'Which incidents. Takes neither text nor overdue. 筛选' })
    _filter?: IncidentFilter,
    @Arg('after', () => Cursor, AFTER) _after?: string,
  ): void {}

  @Subscription(() => IncidentTallyType, {
    description:
      'How many incidents are open, now and whenever that changes, once a second at most. For who holds a post there or above. 未办结事件实时统计',
    subscribe: live(({ scope }: { scope: string }) => incidentTally(scope)),
  })
  incidentTally(@Arg('scope', () => ID, { description: 'The organisation or grid, with all below it. 范围' }) _scope: string): void {}
}
