import type pg from 'pg';
import type { Claims } from '../auth/token.js';
import type { Admission } from '../graph/admission.js';
import type { Documents } from '../graph/documents.js';
import { ownDocument } from '../graph/persisted.js';
import { type Clock, dayOf, instantOf } from '../kernel/clock.js';
import { Fault } from '../kernel/errors.js';
import { publicId } from '../kernel/ids.js';
import { CALENDAR, type CalendarEntry, calendarOf } from '../modules/activities/calendar.js';
import { mayFollowTeam } from '../modules/activities/calendar.policy.js';
import { digestOf } from '../modules/activities/commands/create-calendar-feed.js';
import type { Asked, Contexts } from './contexts.js';

/** How far back a calendar goes, and how much it has at most. */
const PAST_MS = 366 * 86_400_000;
const MOST_PAGES = 5;

/** Calendars at private addresses: what their owners may see at the moment. */
export interface Calendars {
  /** The calendar at a path, as text. Null where there is none: never issued, revoked, or its owner signs in no more. Throws RATE_LIMITED for who tries too many. */
  read(path: string, asked: Asked): Promise<string | null>;
}

interface CalendarParts {
  readonly pool: pg.Pool;
  readonly contexts: Contexts;
  readonly documents: Documents;
  readonly admission: Admission;
  readonly clock: Clock;
}

interface Feed {
  readonly createdAt: Date;
  readonly issuer: string;
  readonly subject: string;
  readonly team: { readonly id: string; readonly place: string; readonly isMember: boolean } | null;
}

/** A person with several accounts is the same by each. */
const FEED = `select f.created_at as "createdAt", a.issuer, a.subject,
    case when team.id is not null then json_build_object('id', team.id, 'place', team.place, 'isMember', exists (
      select from team_membership m where m.team_id = team.id and m.person_id = f.person_id and m.state = 'ACTIVE')) end as team
  from calendar_feed f join account a on a.person_id = f.person_id and a.unlinked_at is null left join volunteer_team team on team.id = f.team_id
  where f.digest = $1 and f.revoked_at is null order by a.created_at, a.id limit 1`;

const PATH = /^\/calendar\/([\w-]{43})\.ics$/;
const FOR_EVER = new Date(8.64e15);
const document = ownDocument(CALENDAR);

interface Page {
  readonly volunteerTeam?: { readonly name: string } | null;
  readonly activities: {
    readonly nodes: readonly CalendarEntry[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
}

export function openCalendars({ pool, contexts, documents, admission, clock }: CalendarParts): Calendars {
  const feedOf = async (secret: string): Promise<Feed | null> => (await pool.query<Feed>(FEED, [digestOf(secret)])).rows[0] ?? null;

  async function page(claims: Claims, asked: Asked, variables: Readonly<Record<string, unknown>>): Promise<Page> {
    const context = await contexts.contextFor(claims, asked);
    try {
      const waiting = admission.turns.begin(context.asker);
      if (waiting) await waiting;
      const answer = await documents.run(document, { variables }, context);
      if (answer === null) throw new Error('The document of calendars is not what the schema has.');
      return (JSON.parse(answer.text) as { data: Page }).data;
    } finally {
      context.asker.leave();
    }
  }

  async function calendar({ team }: Feed, claims: Claims, asked: Asked): Promise<string> {
    const { viewer } = await contexts.contextFor(claims, asked);
    if (team && !mayFollowTeam(viewer, team)) return calendarOf(null, []);
    // A whole day, so that the same is asked for all day.
    const from = instantOf(dayOf(new Date(clock().getTime() - PAST_MS)), '00:00').toISOString();
    const id = team && publicId('VolunteerTeam', team.id);
    const filter = id ? { teamIds: [id] } : { or: [{ registeredByViewer: true }, { ofViewerTeams: true }] };
    const entries: CalendarEntry[] = [];
    let name: string | null = null;
    for (let after: string | null = null, pages = 0; pages < MOST_PAGES; pages++) {
      const found = await page(claims, asked, { filter: { ...filter, startsAt: { from } }, team: id ?? '', isOfTeam: id !== null, after });
      entries.push(...found.activities.nodes);
      name = found.volunteerTeam?.name ?? null;
      if (!found.activities.pageInfo.hasNextPage) break;
      after = found.activities.pageInfo.endCursor;
    }
    return calendarOf(name, entries);
  }

  return {
    async read(path, asked) {
      const secret = PATH.exec(path)?.[1];
      if (secret === undefined) return null;
      const feed = await contexts.ofSecret(() => feedOf(secret), asked.address);
      if (!feed) return null;
      const { issuer, subject, createdAt } = feed;
      // As a token that was issued with the feed: whoever revokes all of theirs revokes it, too.
      const claims: Claims = {
        issuer,
        subject,
        tokenId: '',
        client: null,
        clientId: null,
        scopes: [],
        issuedAt: createdAt,
        expiresAt: FOR_EVER,
      };
      try {
        return await calendar(feed, claims, asked);
      } catch (error) {
        if (error instanceof Fault && error.code === 'UNAUTHENTICATED') return null;
        throw error;
      }
    },
  };
}
