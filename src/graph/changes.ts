import { type ClassType, Field } from 'type-graphql';
import { covers, type Grant, routingKeysOfGrants, routingKeysOfRow } from '../auth/grant.js';
import { anonymous, type Viewer } from '../auth/viewer.js';
import type { Facts, LoggedEvent, Topic, Topics } from '../events/event.js';
import { badInput, tooCostly } from '../kernel/errors.js';
import { isWithin, type PlaceTree } from '../kernel/place.js';
import { isHuge } from '../kernel/size.js';
import { grantsOf } from '../read/grants.js';
import { asksWho, matches, untestable } from '../read/match.js';
import type { Asker, FilterField, StreamReads } from '../read/noun.js';
import { enumOf } from './enum.js';
import { Cursor } from './scalars.js';
import type { EventStream } from './stream.js';

/** Streams of what becomes of the rows of a noun: filter and scope are tested on the facts before and after each event. */

const MOST_FILTER_PARTS = 200;

export const StreamChange = enumOf('StreamChange', 'What a stream item says. 变更类型', {
  ENTERED: 'The row came into the filter and the viewer’s scope with this event. 进入范围',
  CHANGED: 'It was there before and still is. 变更',
  LEFT: 'It left the filter or the scope with this event; the event itself is shown where the viewer still sees the row. 离开范围',
  SNAPSHOT: 'How the row stands as the stream begins; events follow. 快照',
  HEARTBEAT: 'Nothing happened; the cursor is a safe place to resume from. 心跳',
});

export const LeftReason = enumOf('LeftReason', 'Why a row left a stream. 离开原因', {
  CLOSED: 'It came to an end. 已办结',
  MOVED: 'Its place is another now. 已移出区域',
  NO_LONGER_MATCHING: 'The filter does not hold any more. 不再符合筛选',
  NO_LONGER_YOURS:
    'The viewer does not see it any more, or it is not theirs in the way that the filter asks for: somebody else has it. 不再归我',
});

/** The argument `after` of every stream of events. */
export const AFTER = { nullable: true, description: 'Resume after this cursor; from now on if left out. 起始游标' } as const;

/** Gives the pages of a noun the cursor that its stream follows them by. */
export const followedBy = (stream: string, connection: ClassType): void =>
  Field(() => Cursor, {
    description: `Subscribe to ${stream} after this cursor: nothing is missed between this page and the stream. 流游标`,
  })(connection.prototype, 'streamCursor');

/** What the events of such topics carry. `before` is null when the row was made. */
interface Change<F extends Facts = Facts> {
  readonly before: F | null;
  readonly after: F;
}
type ChangeTopic = { [T in Topic]: Topics[T] extends Change ? T : never }[Topic];

/** The noun whose rows are followed. */
export interface Followed<T extends ChangeTopic> {
  readonly topic: T;
  readonly visible: (viewer: Viewer) => readonly Grant[];
  readonly filters: Readonly<Record<string, FilterField>>;
  readonly stream: StreamReads;
  /** Whether the row has come to its end. */
  readonly isOver: (facts: Topics[T]['after']) => boolean;
  /** What the item says beside `change` and `reason`. */
  readonly tell: (payload: Topics[T], isShown: boolean) => Readonly<Record<string, unknown>>;
  /** What the item says of a heartbeat. */
  readonly silence: Readonly<Record<string, null>>;
}

/** What of a watcher decides what an event is to them. */
interface AuthScope {
  readonly grants: readonly Grant[];
  /** The watcher, where the filter asks who watches. */
  readonly asker: Asker;
}

const askerOf = ({ person, client, roles, posts }: Viewer): Asker => ({ person, client, roles, posts });

/** The stream of a noun's changes. */
export function changesOf<T extends ChangeTopic>(
  { topic, visible, filters, stream, isOver, tell, silence }: Followed<T>,
  filter: object | null,
  after: string | null,
): EventStream {
  if (isHuge(filter ?? {}, MOST_FILTER_PARTS, MOST_FILTER_PARTS))
    throw tooCostly('{field} has more than {max} parts. {field} 的条件超过 {max} 项。', { field: 'filter', max: MOST_FILTER_PARTS });
  const refused = untestable(filters, filter);
  if (refused) throw badInput('Filters of a subscription do not take {field}. 订阅的筛选条件不支持 {field}。', { field: refused });
  const isPersonal = asksWho(filters, filter);
  /** The facts that tell whose a row is. */
  const personal = Object.values(filters).flatMap(({ asksWho, test }) => (asksWho ? (test?.facts ?? []) : []));

  const isSeen = (facts: Facts | null, { grants, asker }: AuthScope, tree: PlaceTree): boolean =>
    facts !== null && isSeenBy(grants, facts) && (filter === null || matches(filters, filter, facts, { asker, tree }));

  const changeOf = ({ before, after }: Change, authScope: AuthScope, tree: PlaceTree) => {
    const [was, is] = [isSeen(before, authScope, tree), isSeen(after, authScope, tree)];
    if (!was && !is) return null;
    return was && is ? 'CHANGED' : is ? 'ENTERED' : 'LEFT';
  };

  /** Why a row left: the first of these that holds. */
  const reasonOf = ({ before, after }: Change, scope: AuthScope, tree: PlaceTree) => {
    if (before!.place !== after.place) return 'MOVED';
    if (!isSeenBy(scope.grants, after)) return 'NO_LONGER_YOURS';
    if (isOver(after as never) && !isOver(before as never)) return 'CLOSED';
    const asIfTheirs = { ...after, ...Object.fromEntries(personal.map((fact) => [fact, (before as Record<string, unknown>)[fact]])) };
    return isPersonal && isSeen(asIfTheirs, scope, tree) ? 'NO_LONGER_YOURS' : 'NO_LONGER_MATCHING';
  };

  const changes: EventStream<AuthScope> = {
    kind: 'events',
    after,
    authScope: ({ viewer }) => ({
      grants: onFacts(grantsOf(viewer, visible), stream, viewer),
      asker: askerOf(isPersonal ? viewer : anonymous),
    }),
    routingKeysOf: ({ grants }) => routingKeysOfGrants(grants),
    routingKeysOfEvent: routingKeysOfChanges(topic),
    item(event, authScope, tree) {
      if (event.topic !== topic) return null;
      const payload = event.payload as Topics[T] & Change;
      const change = changeOf(payload, authScope, tree);
      if (!change) return null;
      return {
        change,
        reason: change === 'LEFT' ? reasonOf(payload, authScope, tree) : null,
        ...tell(payload, change !== 'LEFT' || isSeenBy(authScope.grants, payload.after)),
      };
    },
    heartbeat: { change: 'HEARTBEAT', reason: null, ...silence },
  };
  // Nobody else looks into an auth scope.
  return changes as EventStream;
}

/** Grants as they ask the facts of events. */
export const onFacts = (grants: readonly Grant[], { conditions = {} }: StreamReads, viewer: Viewer): readonly Grant[] =>
  grants.map(({ when, ...grant }) => (when === undefined ? grant : { ...grant, where: { ...grant.where, ...conditions[when]!(viewer) } }));

/** What was and what is; of what moved with its place, also who inherited that. */
export const routingKeysOfChanges =
  (topic: ChangeTopic) =>
  (event: LoggedEvent): readonly string[] => {
    if (event.topic !== topic) return [];
    const { before, after } = event.payload as Change;
    return [...new Set([before, after].flatMap((facts) => (facts ? routingKeysOfFacts(facts) : [])))];
  };

const routingKeysOfFacts = (facts: Facts): readonly string[] =>
  facts.successor != null
    ? [...routingKeysOfRow(facts), ...routingKeysOfRow({ ...facts, place: facts.successor })]
    : routingKeysOfRow(facts);

/**
 * Whether the grants show a row; one that moved with its place is told to whoever looks after the place that inherited it. Where a place came along with
 * all below it (`carried`), these are its own staff alone: those above it see it enter.
 */
export const isSeenBy = (grants: readonly Grant[], facts: Facts): boolean => {
  const { successor, carried } = facts;
  if (covers(grants, facts)) return true;
  if (successor == null) return false;
  const successors = carried !== undefined ? grants.filter(({ within }) => within !== undefined && isWithin(within, carried)) : grants;
  return covers(successors, { ...facts, place: successor });
};
