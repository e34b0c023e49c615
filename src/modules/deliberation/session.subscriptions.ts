import { Arg, ID, Resolver, Subscription } from 'type-graphql';
import { AFTER } from '../../graph/changes.js';
import { Cursor } from '../../graph/scalars.js';
import { live } from '../../graph/stream.js';
import { sessionStream } from './session.stream.js';
import { DeliberationSessionFilter } from './session.type.js';
import { SessionStreamItemType } from './session-item.type.js';

@Resolver()
export class SessionSubscriptions {
  @Subscription(() => SessionStreamItemType, {
    description:
      'Live progress of sessions: their steps, who is there, topics, ballots and how many have voted; never a tally that is hidden. From now on or after a cursor; nothing is skipped. A heartbeat comes at least every 15 s. 会议实时流',
    subscribe: live(sessionStream),
  })
  sessionEvents(
    @Arg('filter', () => DeliberationSessionFilter, { nullable: true, description: 'Which sessions. 筛选' })
    _filter?: DeliberationSessionFilter,
    @Arg('sessionId', () => ID, {
      nullable: true,
      description: 'This session alone: the first item shows it as it stands, unless after is given. 会议',
    })
    _sessionId?: string,
    @Arg('after', () => Cursor, AFTER) _after?: string,
  ): void {}
}
