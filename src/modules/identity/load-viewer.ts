import type pg from 'pg';
import type { Claims, Revocations } from '../../auth/token.js';
import { anonymous, type HeldRole, type Post, type Role, type RoleSource, type Viewer } from '../../auth/viewer.js';
import { HELD_POST, HELD_POSTS, type HeldPost, postOf } from '../organisations/held-post.js';

const clientRoles: readonly Role[] = ['DASHBOARD', 'PARTNER', 'ROUTER'];

/** Who a verified token stands for, and which tokens of theirs are no longer accepted. */
export interface Holder {
  readonly viewer: Viewer;
  readonly revoked: Revocations;
}

/**
 * The holders of verified tokens on a day (YYYY-MM-DD): the person each is linked to with their current posts and what other rows make them, or a
 * client. Null where nobody is. In the order of the claims, by a few statements for all of them.
 */
export async function loadHolders(
  pool: pg.Pool,
  claims: readonly Claims[],
  today: string,
  sources: readonly RoleSource[],
): Promise<(Holder | null)[]> {
  const [persons, clients] = [claims.filter(({ client }) => !client), claims.flatMap(({ client }) => client ?? [])];
  const none = new Map<string, Holder>();
  const [byAccount, byClient] = await Promise.all([
    persons.length > 0 ? loadPersons(pool, persons, today, sources) : none,
    clients.length > 0 ? loadClients(pool, clients) : none,
  ]);
  return claims.map((one) => (one.client ? byClient.get(nameOf(one.client)) : byAccount.get(accountOf(one))) ?? null);
}

type Client = NonNullable<Claims['client']>;

const accountOf = ({ issuer, subject }: Pick<Claims, 'issuer' | 'subject'>): string => JSON.stringify([issuer, subject]);
const nameOf = ({ id, role, jurisdiction }: Client): string => JSON.stringify([id, role, jurisdiction]);

/** Read along with whoever the tokens are of: one more condition is all that a revocation costs. */
const revocationsWhere = (condition: string) =>
  `(select max(before) from token_revocation r where ${condition} and token_id is null) as before,
   array(select token_id from token_revocation r where ${condition} and token_id is not null) as "tokenIds"`;

interface ClientRow extends Revocations {
  /** Which of those that were asked for, from 1. */
  readonly nth: number;
  readonly jurisdiction: NonNullable<Viewer['jurisdiction']>;
  /** The one that an administrator named for it. */
  readonly organization: string | null;
}

async function loadClients(pool: pg.Pool, clients: readonly Client[]): Promise<Map<string, Holder>> {
  const { rows } = await pool.query<ClientRow>(
    `select asked.nth::int, json_build_object('id', root.id, 'number', root.number, 'place', root.place) as jurisdiction,
            (select organization_id from client_organization named join organization unit on unit.id = organization_id and unit.status = 'ACTIVE'
             where named.jurisdiction_id = root.id and named.client = asked.client and named.ended_at is null) as organization,
            ${revocationsWhere('r.jurisdiction_id = root.id and r.client = asked.client')}
     from unnest($1::text[], $2::text[]) with ordinality asked(client, code, nth) join organization root on root.code = asked.code
     where root.parent_id is null`,
    [clients.map(({ id }) => id), clients.map(({ jurisdiction }) => jurisdiction)],
  );
  return new Map(
    rows.flatMap(({ nth, jurisdiction, organization, before, tokenIds }) => {
      const client = clients[nth - 1]!;
      const role = clientRoles.find((known) => known === client.role);
      if (!role) return [];
      const viewer = viewerOfClient(client.id, role, jurisdiction, organization);
      return [[nameOf(client), { viewer, revoked: { before, tokenIds } }] as const];
    }),
  );
}

/** A router brings others' requests with their tokens. One that comes without is nobody's: it is told what everybody is told. */
function viewerOfClient(client: string, role: Role, jurisdiction: ClientRow['jurisdiction'], organization: string | null): Viewer {
  if (role === 'ROUTER') return { ...anonymous, client, routes: jurisdiction.number };
  const roles = [{ role, place: jurisdiction.place }];
  return { ...anonymous, client, organization: role === 'PARTNER' ? organization : null, jurisdiction, roles };
}

interface AccountRow extends Revocations {
  readonly issuer: string;
  readonly subject: string;
  readonly person: string;
  readonly jurisdiction: NonNullable<Viewer['jurisdiction']>;
}

async function loadPersons(
  pool: pg.Pool,
  claims: readonly Claims[],
  today: string,
  sources: readonly RoleSource[],
): Promise<Map<string, Holder>> {
  const accounts = await pool.query<AccountRow>(
    `select a.issuer, a.subject, a.person_id as person, json_build_object('id', root.id, 'number', root.number, 'place', root.place) as jurisdiction,
            ${revocationsWhere('r.person_id = a.person_id')}
     from unnest($1::text[], $2::text[]) asked(issuer, subject) join account a using (issuer, subject) join organization root on root.id = a.jurisdiction_id
     where a.unlinked_at is null`,
    [claims.map(({ issuer }) => issuer), claims.map(({ subject }) => subject)],
  );
  const ids = accounts.rows.map(({ person }) => person);
  const [posts, ...others] = await Promise.all([
    pool.query<HeldPost & { readonly person: string }>(
      `select a.person_id as person, ${HELD_POST} from ${HELD_POSTS}
       where a.person_id = any($1) and a.valid_from <= $2 and (a.valid_to is null or a.valid_to > $2) order by a.place, a.position`,
      [ids, today],
    ),
    ...sources.map(async ({ role, holders }) => {
      const { rows } = await pool.query<{ person: string; place: string }>(holders, [ids]);
      return rows.map((row) => ({ ...row, role }));
    }),
  ]);
  const postsOf = Map.groupBy(posts.rows, ({ person }) => person);
  const othersOf = Map.groupBy(others.flat(), ({ person }) => person);
  return new Map(
    accounts.rows.map((account) => {
      const held = (postsOf.get(account.person) ?? []).map(({ person: _, ...post }) => postOf(post));
      const more = (othersOf.get(account.person) ?? []).map(({ role, place }) => ({ role, place }));
      return [accountOf(account), personOf(account, held, more)];
    }),
  );
}

function personOf({ person, jurisdiction, before, tokenIds }: AccountRow, posts: readonly Post[], more: readonly HeldRole[]): Holder {
  const own: HeldRole = { role: 'RESIDENT', place: jurisdiction.place };
  const held = posts.flatMap(({ role, scope }) => (role && scope ? [{ role, place: scope }] : []));
  return { viewer: { ...anonymous, person, jurisdiction, posts, roles: [own, ...held, ...more] }, revoked: { before, tokenIds } };
}
