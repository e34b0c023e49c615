import { Arg, Field, ID, ObjectType, Resolver, Subscription } from 'type-graphql';
import { AFTER, LeftReason, StreamChange } from '../../graph/changes.js';
import { Cursor } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { live } from '../../graph/stream.js';
import { IncidentEventType, IncidentFilter } from './incident.type.js';
import { incidentStream } from './stream.js';

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
}
