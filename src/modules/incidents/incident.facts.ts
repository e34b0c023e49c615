import type { Facts } from '../../events/event.js';
import type { Incident } from './incident.entity.js';
import type { IncidentEventKind } from './incident.terms.js';

/** What the events of incidents carry, which is what grants and filters of streams can test. No personal data: ids, terms and instants only. */
const facts = {
  id: ({ id }: Incident) => id,
  state: ({ state }: Incident) => state,
  category: ({ category }: Incident) => category,
  domain: ({ domain }: Incident) => domain,
  visibility: ({ visibility }: Incident) => visibility,
  urgency: ({ urgency }: Incident) => urgency,
  channel: ({ channel }: Incident) => channel,
  supervision: ({ supervision }: Incident) => supervision,
  grid: ({ grid }: Incident) => grid,
  holder: ({ holder }: Incident) => holder,
  coHandlers: ({ coHandlers }: Incident): readonly string[] | null => coHandlers ?? null,
  assignee: ({ assignee }: Incident) => assignee ?? null,
  reporter: ({ reporter }: Incident) => reporter ?? null,
  recorder: ({ recorder }: Incident) => recorder ?? null,
  reportingClient: ({ reportingClient }: Incident) => reportingClient ?? null,
  reportedAt: ({ reportedAt }: Incident) => reportedAt.toISOString(),
  dueAt: ({ dueAt }: Incident) => dueAt?.toISOString() ?? null,
  updatedAt: ({ updatedAt }: Incident) => updatedAt.toISOString(),
};

export type IncidentFacts = Facts & { readonly [Name in keyof typeof facts]: ReturnType<(typeof facts)[Name]> } & {
  /** The category above its own as the event happened; every event carries it, null where there is none. */
  readonly parentCategory?: string | null;
  /** The organisation above the holder, where it has to decide on more time. */
  readonly above?: string | null;
  /** The organisation that assists, where the step is about it alone. */
  readonly assistant?: string;
};
export type IncidentFact = keyof typeof facts | 'place' | 'parentCategory';

export const incidentFacts = ['place', 'parentCategory', ...Object.keys(facts)] as readonly IncidentFact[];

export const factsOf = (incident: Incident): IncidentFacts => ({
  place: incident.place,
  ...(Object.fromEntries(Object.entries(facts).map(([name, of]) => [name, of(incident)])) as Omit<IncidentFacts, keyof Facts>),
});

declare module '../../events/event.js' {
  interface Topics {
    /** An incident changed. `before` is null when it was reported. */
    incident: {
      readonly incidentId: string;
      /** The step of its history, and its kind; null when only its place changed, as in a re-partition. */
      readonly eventId: string | null;
      readonly kind: IncidentEventKind | null;
      /** Whether the clock took it, and nobody. */
      readonly byClock: boolean;
      readonly version: number;
      readonly before: IncidentFacts | null;
      readonly after: IncidentFacts;
    };
  }
}
