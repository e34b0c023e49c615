import type pg from 'pg';
import type { LoggedEvent } from '../../events/event.js';
import type { DeliveryKind, SendFault } from './webhook.terms.js';

/** What the sender keeps in the database. One process sends at a time: nobody else writes progress, or deliveries that are PENDING. */

type Queryable = Pick<pg.ClientBase, 'query'>;

/** A webhook to be sent to. */
export interface ActiveWebhook {
  /** Bare UUID. */
  readonly id: string;
  readonly jurisdictionId: string;
  /** The code of the jurisdiction's root. */
  readonly jurisdiction: string;
  readonly client: string;
  readonly url: string;
  readonly variables: string | null;
  readonly version: number;
  readonly sha256: string;
  readonly authorisedAt: Date;
  readonly secretSealed: Buffer;
  readonly formerSecretSealed: Buffer | null;
  readonly formerSecretUntil: Date | null;
  /** Up to where the log was looked through. */
  readonly pos: number;
  /** In a row. */
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly restsUntil: Date | null;
  /** When the first of its deliveries is due; null for none. */
  readonly dueAt: Date | null;
}

/** Asked again and again, it is planned once a connection. */
const ACTIVE = {
  name: 'active webhooks',
  text: `select webhook.id, webhook.jurisdiction_id as "jurisdictionId", root.code as jurisdiction, webhook.client, url, variables, webhook.version, sha256,
       authorised_at as "authorisedAt", secret_sealed as "secretSealed", former_secret_sealed as "formerSecretSealed", former_secret_until as "formerSecretUntil",
       pos::float8 as pos, failures, failing_since as "failingSince", rests_until as "restsUntil",
       (select min(next_attempt_at) from webhook_delivery where webhook_id = webhook.id and state = 'PENDING') as "dueAt"
     from webhook join organization root on root.id = webhook.jurisdiction_id
     join partner_document document on document.id = document_id and document.jurisdiction_id = webhook.jurisdiction_id
     join webhook_progress on webhook_id = webhook.id and webhook_progress.jurisdiction_id = webhook.jurisdiction_id
     where webhook.state = 'ACTIVE' order by webhook.id`,
};

export async function activeWebhooks(database: Queryable): Promise<readonly ActiveWebhook[]> {
  return (await database.query<ActiveWebhook>(ACTIVE)).rows;
}

/** A delivery that is to be made. */
export interface NewDelivery {
  readonly id: string;
  readonly event: LoggedEvent;
  /** What must be told in order. */
  readonly subject: string | null;
}

type Which = Pick<ActiveWebhook, 'id' | 'jurisdictionId'>;

/** How many deliveries wait, counted up to a limit. */
export async function waiting(database: Queryable, { id }: Which, limit: number): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `select count(*)::int as count from (select from webhook_delivery where webhook_id = $1 and state = 'PENDING' limit $2) pending`,
    [id, limit],
  );
  return rows[0]!.count;
}

/** Notes up to where the log was looked through, and what is to be sent of it: both or neither. */
export async function plan(database: Queryable, webhook: Which, deliveries: readonly NewDelivery[], end: number, now: Date): Promise<void> {
  await database.query(
    `with made as (
       insert into webhook_delivery (id, jurisdiction_id, webhook_id, kind, pos, term, event, subject, state, attempts, next_attempt_at, created_at, updated_at)
       select id, $2, $1, 'ITEM', (event ->> 'pos')::bigint, (event ->> 'term')::int, event, subject, 'PENDING', 0, $5, $5, $5
       from json_to_recordset($3) as item (id uuid, event jsonb, subject uuid)
       on conflict do nothing
     )
     update webhook_progress set pos = $4 where webhook_id = $1 and jurisdiction_id = $2`,
    [webhook.id, webhook.jurisdictionId, JSON.stringify(deliveries), end, now],
  );
}

export interface DueDelivery {
  readonly id: string;
  readonly kind: DeliveryKind;
  readonly pos: number;
  readonly term: number;
  /** Null for a test. */
  readonly event: LoggedEvent | null;
  readonly subject: string | null;
  readonly attempts: number;
  readonly firstAttemptAt: Date | null;
}

/** What is due, in the order of the log: of each subject the first that waits, unless one of it is under way. */
export async function due(
  database: Queryable,
  { id, jurisdictionId }: Which,
  underWay: readonly Pick<DueDelivery, 'id' | 'subject'>[],
  now: Date,
  limit: number,
): Promise<readonly DueDelivery[]> {
  const { rows } = await database.query<DueDelivery>(
    `select id, kind, pos::float8 as pos, term, event, subject, attempts, first_attempt_at as "firstAttemptAt" from webhook_delivery own
     where webhook_id = $1 and jurisdiction_id = $2 and state = 'PENDING' and next_attempt_at <= $3
       and not id = any($4) and (subject is null or not subject = any($5))
       and not exists (select from webhook_delivery earlier
         where earlier.webhook_id = own.webhook_id and earlier.subject = own.subject and earlier.state = 'PENDING' and earlier.pos < own.pos)
     order by pos, id limit $6`,
    [
      ...[id, jurisdictionId, now, underWay.map((one) => one.id)],
      ...[underWay.flatMap(({ subject }) => (subject === null ? [] : [subject])), limit],
    ],
  );
  return rows;
}

const SETTLED = 'next_attempt_at = null, settled_at = $3, updated_at = $3';

/** The receiver accepted it. What waited because nothing was accepted is due at once. */
export async function delivered(
  database: Queryable,
  webhook: Which,
  { id }: Pick<DueDelivery, 'id'>,
  { status, now, endsOutage }: { readonly status: number; readonly now: Date; readonly endsOutage: boolean },
): Promise<void> {
  await database.query(
    `with settled as (
       update webhook_delivery set state = 'DELIVERED', attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, $3), last_attempt_at = $3,
         last_status = $4, last_error = null, ${SETTLED}
       where id = $5 and jurisdiction_id = $2 and state = 'PENDING'
     ), released as (
       update webhook_delivery set next_attempt_at = $3
       where $6 and webhook_id = $1 and jurisdiction_id = $2 and state = 'PENDING' and id <> $5 and next_attempt_at > $3
     )
     update webhook_progress set failures = 0, failing_since = null, rests_until = null, last_success_at = $3 where webhook_id = $1 and jurisdiction_id = $2`,
    [webhook.id, webhook.jurisdictionId, now, status, id, endsOutage],
  );
}

export interface Failure {
  readonly fault: SendFault;
  readonly status: number | null;
  readonly now: Date;
  /** Null where it is given up. */
  readonly nextAttemptAt: Date | null;
  readonly restsUntil: Date | null;
}

/** It was not accepted. */
export async function failed(database: Queryable, webhook: Which, { id }: Pick<DueDelivery, 'id'>, failure: Failure): Promise<void> {
  const { fault, status, now, nextAttemptAt, restsUntil } = failure;
  await database.query(
    `with noted as (
       update webhook_delivery set state = case when $7::timestamptz is null then 'DEAD' else 'PENDING' end, attempts = attempts + 1,
         first_attempt_at = coalesce(first_attempt_at, $3), last_attempt_at = $3, last_status = $4, last_error = $5,
         next_attempt_at = $7, settled_at = case when $7::timestamptz is null then $3 end, updated_at = $3
       where id = $6 and jurisdiction_id = $2 and state = 'PENDING'
     )
     update webhook_progress set failures = failures + 1, failing_since = coalesce(failing_since, $3), rests_until = $8
     where webhook_id = $1 and jurisdiction_id = $2`,
    [webhook.id, webhook.jurisdictionId, now, status, fault, id, nextAttemptAt, restsUntil],
  );
}

/** The client may not see it any more. */
export async function withdraw(database: Queryable, webhook: Which, { id }: Pick<DueDelivery, 'id'>, now: Date): Promise<void> {
  await database.query(
    `update webhook_delivery set state = 'WITHDRAWN', ${SETTLED} where webhook_id = $1 and jurisdiction_id = $2 and id = $4 and state = 'PENDING'`,
    [webhook.id, webhook.jurisdictionId, now, id],
  );
}
