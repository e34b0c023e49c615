import { Arg, Field, ID, ObjectType, Resolver, Subscription } from 'type-graphql';
import { AFTER, LeftReason, StreamChange } from '../../graph/changes.js';
import { enumOf } from '../../graph/enum.js';
import { Cursor } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { live } from '../../graph/stream.js';
import { activityEventKinds } from './activity.terms.js';
import { ActivityFilter, ActivityRegistrationType, ActivityType } from './activity.type.js';
import { activityStream } from './stream.js';

const ActivityEventKind = enumOf(
  'ActivityEventKind',
  'What happened to an activity, or to a registration. 活动动态类型',
  activityEventKinds,
);

@ObjectType('ActivityStreamItem', { description: 'One item of the live stream of activities. 活动流条目' })
export class ActivityStreamItemType {
  @Sensitive('P1')
  @Field(() => Cursor, { description: 'Resume after this item. 游标' })
  cursor!: string;
  @Sensitive('P1')
  @Field(() => StreamChange, { description: 'What it says. 变更类型' })
  change!: string;
  @Sensitive('P1')
  @Field(() => LeftReason, { nullable: true, description: 'Why it left; null unless it did. 离开原因' })
  reason!: string | null;
  @Sensitive('P1')
  @Field(() => ActivityEventKind, {
    nullable: true,
    description:
      'What happened; null on a heartbeat, when only its place changed, and on LEFT where the viewer does not see the activity any more. 动态类型',
  })
  kind!: string | null;
  @Sensitive('P1')
  @Field(() => ID, { nullable: true, description: 'The activity; null on a heartbeat. 活动标识' })
  activityId!: string | null;
  @Sensitive('P1')
  @Field(() => ActivityType, { nullable: true, description: 'The activity as it is at delivery, where the viewer sees it. 活动' })
  activity!: unknown;
  @Sensitive('P2')
  @Field(() => ActivityRegistrationType, {
    nullable: true,
    description: 'Of what happened to a registration: it as it is at delivery, where the viewer sees it. 报名',
  })
  registration!: unknown;
}

@Resolver()
export class ActivitySubscriptions {
  @Subscription(() => ActivityStreamItemType, {
    description:
      'Live changes of activities and of who comes, from now on or after a cursor; nothing is skipped. A heartbeat comes at least every 15 s. 活动实时流',
    subscribe: live(({ filter, after }: { filter?: ActivityFilter; after?: string }) => activityStream(filter ?? null, after ?? null)),
  })
  activityEvents(
    @Arg('filter', () => ActivityFilter, {
      nullable: true,
      description: 'Which activities. Takes no text, registeredByViewer and ofViewerTeams. 筛选',
    })
    _filter?: ActivityFilter,
    @Arg('after', () => Cursor, AFTER) _after?: string,
  ): void {}
}
