import { changesOf, type Followed } from '../../graph/changes.js';
import type { EventStream } from '../../graph/stream.js';
import { publicId } from '../../kernel/ids.js';
import { Ref } from '../../read/reader.js';
import { visibleActivities } from './activity.policy.js';
import { activityFilters, activityStreamReads } from './activity.reads.js';
import { openActivityStates } from './activity.terms.js';
import type { ActivityFilter } from './activity.type.js';

const openStates: readonly string[] = openActivityStates;

const followed: Followed<'activity'> = {
  topic: 'activity',
  visible: visibleActivities,
  filters: activityFilters,
  stream: activityStreamReads,
  isOver: ({ state }) => !openStates.includes(state),
  tell: ({ activityId, kind, registrationId }, isShown) => ({
    activityId: publicId('Activity', activityId),
    kind: isShown ? kind : null,
    activity: isShown ? new Ref('Activity', activityId) : null,
    registration: isShown && registrationId !== null ? new Ref('ActivityRegistration', registrationId) : null,
  }),
  silence: { activityId: null, kind: null, activity: null, registration: null },
};

/** The stream of activities, and of who comes. */
export const activityStream = (filter: ActivityFilter | null, after: string | null): EventStream => changesOf(followed, filter, after);
