import { refuse } from '../../../kernel/result.js';
import { remember } from '../../../work/history.js';
import { changed, optional, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { rowFactsOf } from '../activity.facts.js';
import { mayUpdate } from '../activity.policy.js';
import { activityPayload } from '../activity.type.js';
import { activityFlow } from '../activity.workflow.js';
import { LASTS_BADLY, lastsWell, told } from './fields.js';
import { moveUp, placesOf } from './places.js';
import { tell } from './tell.js';

export const updateActivity = verb(
  'updateActivity',
  {
    does: 'Changes what is said of an activity until it is over. Who waits moves up where there are more places. 修改活动',
    answers: activityPayload,
    takes: {
      ...versionOf('Activity'),
      title: optional(told.title),
      kind: optional(told.kind),
      series: changed(told.series),
      description: changed(told.description),
      scale: changed(told.scale),
      channel: changed(told.channel),
      governance: optional(told.governance),
      venue: optional(told.venue),
      startsAt: optional(told.startsAt),
      endsAt: optional(told.endsAt),
      capacity: changed(told.capacity),
      open: optional(told.open),
    },
    may: (work, { id, version }) => activityFlow.admit(work, mayUpdate, { id, version, isLocked: true }),
  },
  async (work, input, { row: activity, now }) => {
    const { title, kind, series, description, scale, channel, venue, startsAt, endsAt, capacity, open } = input;
    const before = rowFactsOf(activity);
    const stays = { title: activity.title, kind: activity.kind, venue: activity.venue, startsAt: activity.startsAt };
    Object.assign(activity, {
      title: title ?? stays.title,
      kind: kind ?? stays.kind,
      venue: venue ?? stays.venue,
      startsAt: startsAt ?? stays.startsAt,
      endsAt: endsAt ?? activity.endsAt,
      open: open ?? activity.open,
      governance: [...(input.governance ?? activity.governance)],
      updatedAt: now,
      ...Object.fromEntries(Object.entries({ series, description, scale, channel, capacity }).filter(([, value]) => value !== undefined)),
    });
    if ((startsAt ?? endsAt) != null && !lastsWell(activity)) refuse(...LASTS_BADLY);
    if (capacity != null) {
      const { placed } = await placesOf(work, activity);
      if (placed > capacity) refuse('INVALID', '{placed} places are taken already. 已有 {placed} 人占用名额。', 'capacity', { placed });
    }
    remember(work, 'Activity', activity, { verb: 'updateActivity', from: activity.state });
    await tell(work, activity, { kind: 'UPDATED', before });
    if (capacity !== undefined) await moveUp(work, activity, now);
    return { id: activity.id };
  },
);
