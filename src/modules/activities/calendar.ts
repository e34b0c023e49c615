import ICAL from 'ical.js';
import { type ActivityState, type RegistrationState, registrationStates } from './activity.terms.js';

// RFC 5545 has 75 octets a line: ical.js does not count the blank that a folded one begins with.
ICAL.foldLength = 74;

/** What a calendar shows of an activity, as {@link CALENDAR} answers it. */
export interface CalendarEntry {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly venue: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly state: ActivityState;
  readonly updatedAt: string;
  readonly version: number;
  readonly organization: { readonly name: string };
  readonly viewerRegistration: { readonly state: RegistrationState } | null;
}

/** The activities of a calendar, a page of them. */
export const CALENDAR = `query Calendar($filter: ActivityFilter!, $team: ID!, $isOfTeam: Boolean!, $after: String) {
  volunteerTeam(id: $team) @include(if: $isOfTeam) { name }
  activities(first: 100, after: $after, filter: $filter) {
    nodes { id title description venue startsAt endsAt state updatedAt version organization { name } viewerRegistration { state } }
    pageInfo { hasNextPage endCursor }
  }
}`;

const OWN = '我的活动';
/** How often programs look again. */
const EVERY = 'PT1H';

/** The calendar as RFC 5545 has it. The same entries make the same text. */
export function calendarOf(team: string | null, entries: readonly CalendarEntry[]): string {
  const calendar = new ICAL.Component('vcalendar');
  const say = (name: string, value: unknown) => calendar.addPropertyWithValue(name, value);
  say('prodid', '-//Mulin//Activities//ZH');
  say('version', '2.0');
  say('calscale', 'GREGORIAN');
  say('method', 'PUBLISH');
  say('x-wr-calname', team ?? OWN);
  say('x-wr-timezone', 'Asia/Shanghai');
  say('refresh-interval', ICAL.Duration.fromString(EVERY));
  say('x-published-ttl', EVERY);
  for (const entry of entries) calendar.addSubcomponent(eventOf(entry));
  return `${calendar.toString()}\r\n`;
}

function eventOf(entry: CalendarEntry): ICAL.Component {
  const { id, title, description, venue, startsAt, endsAt, updatedAt, version, organization, viewerRegistration } = entry;
  const event = new ICAL.Component('vevent');
  const registration = viewerRegistration && `我的报名：${inChinese(registrationStates[viewerRegistration.state])}`;
  const properties = {
    uid: `${id}@mulin`,
    dtstamp: utc(updatedAt),
    'last-modified': utc(updatedAt),
    sequence: version,
    dtstart: utc(startsAt),
    dtend: utc(endsAt),
    summary: title,
    location: venue,
    description: [registration, description, `主办：${organization.name}`].filter((part) => part !== null).join('\n'),
    status: statusOf(entry),
    // What one is not registered for keeps no time free.
    transp: viewerRegistration ? 'OPAQUE' : 'TRANSPARENT',
  };
  for (const [name, value] of Object.entries(properties)) event.addPropertyWithValue(name, value);
  return event;
}

function statusOf({ state, viewerRegistration }: CalendarEntry): string {
  if (state === 'CANCELLED') return 'CANCELLED';
  return state === 'DRAFT' || viewerRegistration?.state === 'WAITLISTED' ? 'TENTATIVE' : 'CONFIRMED';
}

const inChinese = (term: string): string => term.slice(term.lastIndexOf(' ') + 1);
const utc = (instant: string) => ICAL.Time.fromJSDate(new Date(instant), true);
