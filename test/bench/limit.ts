/**
 * The limit: for each workload the best statement that we know how to write by hand. Its JSON is the same as Mulin's, key for key, and it asks for the same
 * scope; who the viewer is comes as parameters. What the author knows of this one question is used: that a grid's leader is on public notice, for example.
 */

const id = (prefix: string, column: string) => `'${prefix}_' || encode(uuid_send(${column}), 'hex')`;
const instant = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const cursor = (row: string) => `encode('\\xe41385'::bytea || uuid_send(${row}.id) || timestamptz_send(${row}.reported_at), 'base64')`;

/** $1 is today, $2 the viewer's person, $3 the places in which names are shown in full. */
const name = (person: string) =>
  `case when ${person}.id = $2::uuid or ${person}.place ^@ any($3::text[]) then ${person}.name else left(${person}.name, 1) || '*' end`;

const leader = `(select json_object('id' : ${id('per', 'l.id')}, 'publicName' : l.name)
  from appointment a join person l on l.id = a.person_id
  where a.grid_id = g.id and a.position = 'GRID_LEADER' and a.valid_from <= $1::date and (a.valid_to is null or a.valid_to > $1::date) limit 1)`;

const events = (
  count: string,
) => `(select json_object('nodes' : coalesce(json_agg(json_object('id' : ${id('evt', 'e.id')}, 'kind' : e.kind, 'at' : ${instant('e.at')},
    'actor' : (select json_object('id' : ${id('per', 'p.id')}, 'name' : ${name('p')}) from person p where p.id = e.actor_id))), '[]'))
  from (select * from (select id, kind, at, actor_id from incident_event where incident_id = i.id order by at, id limit 101) e limit ${count}) e)`;

const node = (
  eventCount: string,
) => `json_object('id' : ${id('inc', 'i.id')}, 'serialNumber' : i.serial_number, 'title' : i.title, 'state' : i.state, 'urgency' : i.urgency,
  'domain' : i.domain, 'channel' : i.channel, 'reportedAt' : ${instant('i.reported_at')},
  'grid' : (select json_object('id' : ${id('grd', 'g.id')}, 'code' : g.code, 'name' : g.name, 'leader' : ${leader}) from grid g where g.id = i.grid_id),
  'reporter' : (select json_object('id' : ${id('per', 'p.id')}, 'name' : ${name('p')}) from person p where p.id = i.reporter_id),
  'events' : ${events(eventCount)})`;

const columns = 'id, serial_number, title, state, urgency, domain, channel, reported_at, grid_id, reporter_id';

/** Rows by several ways in: each way newest first, so that they are merged and not sorted, and no more are read than the page needs. */
function candidates(ways: string[], keyset: string) {
  const way = (condition: string) =>
    `select ${columns} from incident where ${condition}${keyset} order by reported_at desc, id desc limit 101`;
  if (ways.length === 1) return way(ways[0] as string);
  return `select distinct on (reported_at, id) * from (${ways.map((condition) => `(${way(condition)})`).join(' union all ')}) w order by reported_at desc, id desc limit 101`;
}

/** $4 is the size of the page; the ways begin at $5. */
function list(ways: string[], { after = false, total = '' } = {}) {
  const [key, row] = [`$${5 + ways.length}::timestamptz`, `$${6 + ways.length}::uuid`];
  const behind = after ? `exists (select from incident where (${ways.join(' or ')}) and (reported_at, id) >= (${key}, ${row}))` : 'false';
  return `select json_object('incidents' : json_object(${total}
  'edges' : coalesce(json_agg(json_object('cursor' : i.cursor, 'node' : ${node('3')})) filter (where i.n <= $4::int), '[]'),
  'pageInfo' : json_object('hasNextPage' : count(*) > $4::int, 'hasPreviousPage' : ${behind},
    'startCursor' : min(i.cursor) filter (where i.n = 1), 'endCursor' : min(i.cursor) filter (where i.n = least(i.rows, $4::int)))))
from (select c.*, ${cursor('c')} as cursor, row_number() over () as n, count(*) over () as rows
  from (select * from (${candidates(ways, after ? ` and (reported_at, id) < (${key}, ${row})` : '')}) c limit $4::int + 1) c) i`;
}

const street = 'left(place, 4) = $5';
const community = 'left(place, 8) = $5';
const grid = 'left(place, 12) = $5';
const own = (n: number) => `reporter_id = $${n}::uuid`;

const counted = `'totalCount' : (select count(*) from incident where ${community}) + (select count(*) from incident where ${own(6)} and not place ^@ $5),`;

const open = `state not in ('CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED')`;
const openCount = (
  grid: string,
) => `(case length(${grid}.place) when 12 then (select count(*) from incident where left(place, 12) = ${grid}.place and ${open})
  else (select count(*) from incident where left(place, 16) = ${grid}.place and ${open}) end)`;

/** What a verb leaves beside its row: history, event, notification with its event, audit line, key. */
const left = (
  kind: string,
  action: string,
  actor: string,
  key: string,
  payload: string,
  [person, notice]: readonly [person: string, kind: string],
  also = '',
) => `step as (
    insert into incident_event (id, jurisdiction_id, incident_id, kind, to_state, actor_id, at) select gen_random_uuid(), jurisdiction_id, id, '${kind}', '${kind}', ${actor}, updated_at from made returning id
  ), told as (
    insert into outbox (topic, jurisdiction_id, payload) select 'bench', made.jurisdiction_id, ${payload} from made, step${also}
  ), notice as (
    insert into notification (id, jurisdiction_id, person_id, kind, subject_noun, subject_id, step_id, at)
    select gen_random_uuid(), made.jurisdiction_id, ${person}, '${notice}', 'Incident', made.id, step.id, made.updated_at from made, step where ${person} is not null
    returning id, jurisdiction_id, person_id, kind, subject_id, step_id
  ), noticed as (
    insert into outbox (topic, jurisdiction_id, payload) select 'bench', jurisdiction_id, to_jsonb(notice) from notice
  ), line as (
    insert into audit (id, jurisdiction_id, at, actor_id, action, subject_noun, subject_id) select gen_random_uuid(), jurisdiction_id, now(), ${actor}, '${action}', 'Incident', id from made returning id, jurisdiction_id
  ), pending as (
    insert into audit_pending (audit_id, jurisdiction_id) select id, jurisdiction_id from line
  ), used as (
    insert into idempotency (jurisdiction_id, actor, key, fingerprint, outcome) select jurisdiction_id, ${actor}::text, ${key}, md5(${key}), json_object('id' : id returning jsonb) from made
  )`;

const incidentTold = (
  field: string,
) => `json_object('${field}' : json_object('incident' : json_object('id' : ${id('inc', 'm.id')}, 'title' : m.title, 'state' : m.state,
    'grid' : json_object('id' : ${id('grd', 'p.id')}, 'name' : p.name)), 'userErrors' : '[]'::json))`;

export const statements: Record<string, string> = {
  point: `select json_object('incident' : ${node('3')}) from incident i
where i.id = $4::uuid and (left(i.place, 4) = $5 or i.reporter_id = $2::uuid)`,
  street: list([street, own(6)]),
  'street-deep': list([street, own(6)], { after: true }),
  cadre: list([community, own(6)]),
  'cadre-total': list([community, own(6)], { total: counted }),
  worker: list([grid, own(6)]),
  three: list([community, 'left(place, 12) = $6', 'left(place, 12) = $7', own(8)]),
  resident: list([own(5)]),
  // $1 is the code of the organisation.
  subtree: `select json_object('organization' : (select json_object('id' : ${id('org', 'o.id')}, 'name' : o.name,
  'children' : json_object('totalCount' : (select count(*) from organization where parent_id = o.id), 'nodes' : (
    select coalesce(json_agg(json_object('id' : ${id('org', 'c.id')}, 'code' : c.code, 'name' : c.name,
      'grids' : json_object('totalCount' : (select count(*) from grid where community_id = c.id), 'nodes' : (
        select coalesce(json_agg(json_object('id' : ${id('grd', 'g.id')}, 'code' : g.code, 'name' : g.name, 'openIncidentCount' : ${openCount('g')},
          'children' : json_object('totalCount' : (select count(*) from grid where parent_id = g.id), 'nodes' : (
            select coalesce(json_agg(json_object('id' : ${id('grd', 's.id')}, 'code' : s.code, 'name' : s.name, 'openIncidentCount' : ${openCount('s')})), '[]')
            from (select * from grid where parent_id = g.id order by code, id limit 5) s)))), '[]')
        from (select * from grid where community_id = c.id order by code, id limit 5) g)))), '[]')
    from (select * from organization where parent_id = o.id order by code, id limit 10) c)))
  from organization o where o.code = $1))`,
  // $1 the incident's id, which is the key as well, $2 the grid's, $3 the category's, $4 the reporter's, $5 the title.
  report: `with place as (
    select g.*, (select a.person_id from appointment a where a.grid_id = g.id and a.position = 'GRID_LEADER' and a.valid_to is null limit 1) as leader from grid g where g.id = $2::uuid
  ), made as (
    insert into incident (id, jurisdiction_id, serial_number, title, category_id, domain, channel, urgency, state, grid_id, place, reporter_id, reporting_organization_id, holder_id, assignee_id, handler_ids, tracking_code, reported_at)
    select $1::uuid, p.jurisdiction_id, 'S' || $1, $5, c.id, c.domain::incident_domain, 'WECHAT', 'NORMAL', 'REPORTED', p.id, p.place, $4::uuid, (select p.community_id from appointment where person_id = $4::uuid and valid_to is null limit 1), p.community_id, p.leader, array_remove(array[p.leader], null), 'T' || $1, now()
    from place p, incident_category c where c.id = $3::uuid returning *
  ), ${left('REPORTED', 'reportIncident', '$4::uuid', '$1::text', "json_object('incidentId' : made.id, 'eventId' : step.id, 'after' : row_to_json(made) returning jsonb)", ['made.assignee_id', 'ASSIGNED'])}
  select ${incidentTold('reportIncident')} from made m, place p`,
  // $1 the incident's id, $2 the viewer's person, $3 the place where the viewer may accept, $4 the key.
  transition: `with before as (
    select * from incident where id = $1::uuid and state = 'REPORTED' and left(place, 8) = $3 for update
  ), made as (
    update incident i set state = 'ACCEPTED', accepted_at = now(), updated_at = now(), version = i.version + 1 from before b where i.id = b.id returning i.*
  ), ${left('ACCEPTED', 'acceptIncident', '$2::uuid', '$4::text', "json_object('incidentId' : made.id, 'eventId' : step.id, 'before' : row_to_json(before), 'after' : row_to_json(made) returning jsonb)", ['made.reporter_id', 'DECIDED'], ', before')}
  select ${incidentTold('acceptIncident')} from made m join grid p on p.id = m.grid_id`,
};
