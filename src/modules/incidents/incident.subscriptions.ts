import { Arg, Field, ID, ObjectType, Resolver, Subscription } from 'type-graphql';
import { type Context, signedIn } from '../../graph/context.js';
import { enumOf } from '../../graph/enum.js';
import { Cursor } from '../../graph/scalars.js';
import { IncidentEventType, IncidentFilter } from './incident.type.js';
import { incidentStream } from './stream.js';

const StreamChange = enumOf('StreamChange', 'What a stream item says. 变更类型', {
  ENTERED: 'The incident came into the filter and the viewer’s scope with this event. 进入范围',
  CHANGED: 'It was there before and still is. 变更',
  LEFT: 'It left the filter or the scope with this event; the event itself is not shown. 离开范围',
  HEARTBEAT: 'Nothing happened; the cursor is a safe place to resume from. 心跳',
});

@ObjectType('IncidentStreamItem', { description: 'One item of the live stream of incidents. 事件流条目' })
export class IncidentStreamItemType {
  @Field(() => Cursor, { description: 'Resume after this item. 游标' })
  cursor!: string;
  @Field(() => StreamChange, { description: 'What it says. 变更类型' })
  change!: string;
  @Field(() => ID, { nullable: true, description: 'The incident; null on a heartbeat. 事件标识' })
  incidentId!: string | null;
  @Field(() => IncidentEventType, {
    nullable: true,
    description:
      'What happened; null on LEFT, on a heartbeat, and when a re-partition of grids moved the incident. from and to are facts of the event, its incident is as it is at delivery. 流转记录',
  })
  event!: unknown;
}

@Resolver()
export class IncidentSubscriptions {
  @Subscription(() => IncidentStreamItemType, {
    description:
      'Live changes of incidents, from now on or after a cursor; nothing is skipped. A heartbeat comes at least every 15 s. 事件实时流',
    subscribe: ({ args, context }: { args: { filter?: IncidentFilter; after?: string }; context: Context }) => {
      signedIn(context);
      return incidentStream(args.filter ?? null, args.after ?? null) as never;
    },
  })
  incidentEvents(
    @Arg('filter', () => IncidentFilter, { nullable: true, description: 'Which incidents. Takes neither text nor overdue. 筛选' })
    _filter?: IncidentFilter,
    @Arg('after', () => Cursor, { nullable: true, description: 'Resume after this cursor; from now on if left out. 起始游标' })
    _after?: string,
  ): void {}
}
