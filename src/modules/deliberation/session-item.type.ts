import { Field, ID, ObjectType } from 'type-graphql';
import { LeftReason, StreamChange } from '../../graph/changes.js';
import { enumOf } from '../../graph/enum.js';
import { Cursor } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { sessionEventKinds } from './deliberation.terms.js';
import { AttendanceType, DeliberationSessionType, ProxyType } from './session.type.js';

const SessionEventKind = enumOf('SessionEventKind', 'What happened to a session, or at it. 会议动态类型', sessionEventKinds);

/** Later modules add what else an event is about. */
@Sensitive('P1')
@ObjectType('SessionStreamItem', { description: 'One item of the live stream of sessions. 会议流条目' })
export class SessionStreamItemType {
  @Field(() => Cursor, { description: 'Resume after this item. 游标' })
  cursor!: string;
  @Field(() => StreamChange, { description: 'What it says. 变更类型' })
  change!: string;
  @Field(() => LeftReason, { nullable: true, description: 'Why it left; null unless it did. 离开原因' })
  reason!: string | null;
  @Field(() => SessionEventKind, {
    nullable: true,
    description:
      'What happened; null on a snapshot and a heartbeat, when only its place changed, and on LEFT where the viewer does not see the session any more. 动态类型',
  })
  kind!: string | null;
  @Field(() => ID, { nullable: true, description: 'The session; null on a heartbeat. 会议标识' })
  sessionId!: string | null;
  @Field(() => DeliberationSessionType, {
    nullable: true,
    description: 'The session as it is at delivery, with attendance and quorum, where the viewer sees it. 会议',
  })
  session!: unknown;
  @Field(() => AttendanceType, { nullable: true, description: 'Who checked in, where the viewer sees the session. 到会记录' })
  attendance!: unknown;
  @Field(() => ProxyType, { nullable: true, description: 'The proxy that was given, where the viewer sees the session. 委托' })
  proxy!: unknown;
}
