import type { Facts } from '../../events/event.js';
import type { Work } from '../../work/command.js';
import type { Activity } from './activity.entity.js';
import type { ActivityEventKind } from './activity.terms.js';

/** What the events of activities carry of the row, which is what grants and filters of streams can test. No personal data: ids, terms and instants only. */
const facts = {
  id: ({ id }: Activity) => id,
  kind: ({ kind }: Activity) => kind,
  scale: ({ scale }: Activity) => scale ?? null,
  channel: ({ channel }: Activity) => channel ?? null,
  governance: ({ governance }: Activity) => governance,
  open: ({ open }: Activity) => open,
  organization: ({ organization }: Activity) => organization,
  state: ({ state }: Activity) => state,
  audience: ({ audience }: Activity) => audience,
  startsAt: ({ startsAt }: Activity) => startsAt.toISOString(),
};
type RowFacts = { readonly place: string } & { readonly [Name in keyof typeof facts]: ReturnType<(typeof facts)[Name]> };

/** Whose it is, at the time of the event. */
interface TeamFacts {
  readonly teams: readonly string[];
  /** The persons who lead them. */
  readonly leaders: readonly string[];
}

export type ActivityEventFacts = Facts & RowFacts & TeamFacts;
export type ActivityFact = keyof (RowFacts & TeamFacts);
export const activityEventFacts = ['place', ...Object.keys(facts), 'teams', 'leaders'] as readonly ActivityFact[];

export const rowFactsOf = (activity: Activity): RowFacts => ({
  place: activity.place,
  ...(Object.fromEntries(Object.entries(facts).map(([name, of]) => [name, of(activity)])) as Omit<RowFacts, 'place'>),
});

/** Of each of the activities, in their order. What is written counts. */
export const teamFactsOf = (work: Work, activities: readonly Activity[]): Promise<TeamFacts[]> =>
  work.sql<TeamFacts>(
    `select array(select team_id::text from activity_team where activity_id = a.id order by team_id) as teams,
       array(select distinct m.person_id::text from activity_team t join team_membership m on m.team_id = t.team_id
         where t.activity_id = a.id and m.role = 'LEADER' and m.state = 'ACTIVE') as leaders
     from unnest(?::uuid[]) with ordinality a(id, n) order by n`,
    [activities.map(({ id }) => id)],
  );

declare module '../../events/event.js' {
  interface Topics {
    /** Something happened to an activity or to a registration for it. `before` is null when the activity was created. */
    activity: {
      readonly activityId: string;
      /** Null when only its place changed: an organisation or grid moved. */
      readonly kind: ActivityEventKind | null;
      /** The registration that it is about. */
      readonly registrationId: string | null;
      readonly before: ActivityEventFacts | null;
      readonly after: ActivityEventFacts;
    };
  }
}
