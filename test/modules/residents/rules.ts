/**
 * What holds of addresses, homes and who lives in them after whatever was done: each query finds the rows that break the rule.
 */
export const homeRules: Readonly<Record<string, string>> = {
  'a stairwell lies one segment below its grid': `
    select s.id from stairwell s join grid g on g.id = s.grid_id where left(s.place, -4) <> g.place`,
  'an estate belongs to the community that all its homes lie in, where they lie in one': `
    select e.id from estate e join building b on b.estate_id = e.id
      join (select building_id, grid_id from stairwell union select building_id, grid_id from dwelling) home on home.building_id = b.id
      join grid g on g.id = home.grid_id
    group by e.id, e.community_id, e.name having count(distinct g.community_id) = 1 and min(g.community_id::text) <> e.community_id::text
      and not exists (select from estate o where o.community_id::text = min(g.community_id::text) and o.name = e.name)`,
  'an estate lies where its community lies':
    'select e.id from estate e join organization c on c.id = e.community_id where e.place <> c.place',
  'a visit rule lies where its community lies':
    'select r.id from visit_rule r join organization c on c.id = r.community_id where r.place <> c.place',
  'a dwelling lies at its stairwell, and without one in its grid': `
    select d.id from dwelling d join grid g on g.id = d.grid_id left join stairwell s on s.id = d.stairwell_id
    where d.place <> coalesce(s.place, g.place) or d.grid_id <> coalesce(s.grid_id, d.grid_id) or d.building_id <> coalesce(s.building_id, d.building_id)`,
  'a dwelling lies in a grid that is at work, and so does a stairwell': `
    select home.id from (select id, grid_id from dwelling union all select id, grid_id from stairwell) home join grid g on g.id = home.grid_id
    where g.status <> 'ACTIVE'`,
  'a household lies and is sorted where its dwelling is': `
    select h.id from household h join dwelling d on d.id = h.dwelling_id
    where h.place <> d.place or h.address_key <> d.address_key`,
  'a link lies where its dwelling lies': 'select o.id from occupancy o join dwelling d on d.id = o.dwelling_id where o.place <> d.place',
  'a dwelling has one main household at most, and one where somebody lives there': `
    select dwelling_id from household where dissolved_on is null group by dwelling_id having count(*) filter (where main) <> 1`,
  'a person lives in one dwelling at most': `
    select person_id from occupancy where main and valid_to is null group by person_id having count(*) > 1`,
  'whoever lives somewhere is not there as an owner who lives elsewhere': "select id from occupancy where main and kind = 'OWNER'",
  'links of one person and one dwelling do not overlap': `
    select a.id from occupancy a join occupancy b on b.person_id = a.person_id and b.dwelling_id = a.dwelling_id and b.id <> a.id
      and a.valid_from < coalesce(b.valid_to, 'infinity') and b.valid_from < coalesce(a.valid_to, 'infinity')`,
  'a resident lies and is sorted where they live': `
    select r.id from resident r left join occupancy o on o.person_id = r.person_id and o.main and o.valid_to is null left join dwelling d on d.id = o.dwelling_id
    where r.place is distinct from d.place or r.address_key <> coalesce(d.address_key, '')`,
  'a person lies where they live as a resident':
    'select p.id from person p join resident r on r.person_id = p.id where p.place is distinct from r.place',
  'who is here has a home, and who is not has none': `select id from resident where (status = 'ACTIVE') <> (place is not null)`,
  'a member lives with their household': `
    select m.id from household_member m join household h on h.id = m.household_id
      left join occupancy o on o.person_id = m.person_id and o.main and o.valid_to is null
    where m.valid_to is null and o.dwelling_id is distinct from h.dwelling_id`,
  'the head of a household is its one head': `
    select h.id from household h where dissolved_on is null and array[head_id] is distinct from
      (select array_agg(person_id) from household_member m where m.household_id = h.id and m.valid_to is null and m.relation = 'HEAD')`,
  'a household that was dissolved has no members': `
    select h.id from household h join household_member m on m.household_id = h.id and m.valid_to is null where h.dissolved_on is not null`,
  'who looked and when belong together': 'select id from occupancy where verified_at is null and verified_by_id is not null',
  'care lies where whom it is about lives': aboutLies('care_designation'),
  'a pairing lies where whom it is about lives': aboutLies('help_pairing'),
  'a visit lies where whom it was made to lives': `
    select v.id from visit v left join household h on h.id = v.household_id left join person p on p.id = v.person_id
    where v.place is distinct from case when h.id is null then p.place else h.place end`,
  'a pairing has a leader and somebody responsible, who are not who is helped': `
    select id from help_pairing where leader_id is null or responsible_id is null or person_id in (leader_id, responsible_id) or person_id = any(helper_ids)`,
  'nobody of a household leads, answers for or gives the help that it has': `
    select p.id from help_pairing p join household_member m on m.household_id = p.household_id and m.valid_to is null
    where p.ended_on is null and (m.person_id in (p.leader_id, p.responsible_id) or m.person_id = any(p.helper_ids))`,
  'a household lasts as long as its members belong to it': `
    select h.id from household h join household_member m on m.household_id = h.id and m.valid_to > h.dissolved_on`,
  'nobody is helped, and no household, who is not here': `
    select p.id from help_pairing p left join household h on h.id = p.household_id left join resident r on r.person_id = p.person_id
    where p.ended_on is null and (h.dissolved_on is not null or r.status <> 'ACTIVE')`,
  'a household was last visited when its last visit was': `
    select h.id from household h where last_visit_at is distinct from (select max(at) from visit where household_id = h.id)`,
  'a dwelling says who lives in it': `
    select d.id from dwelling d left join lateral (
      select count(*) as people, count(*) filter (where kind = 'TENANT') as tenants from occupancy where dwelling_id = d.id and main and valid_to is null) o on true
    where d.status <> case when tenants > 0 then 'RENTED' when people > 0 then 'OCCUPIED' else 'VACANT' end and not (d.status = 'UNKNOWN' and people = 0)`,
  'a chief of a stairwell lies there, and on its grid': `
    select a.id from appointment a join stairwell s on s.id = a.stairwell_id where a.place <> s.place or a.grid_id <> s.grid_id`,
};

function aboutLies(table: string): string {
  return `select a.id from ${table} a left join household h on h.id = a.household_id left join person p on p.id = a.person_id
    where a.place is distinct from coalesce(h.place, p.place)`;
}

/** A grid counts the households and residents that lie at and below it: where that many are registered, and nobody has only said so. */
export const countsRule = (grids: string): string => {
  const countedAt = (rows: string) =>
    `(select left(place, n) as place, count(*)::int as count from ${rows} counted, generate_series(4, length(place), 4) n group by 1)`;
  return `select g.code from grid g left join ${countedAt('(select place from household where dissolved_on is null)')} households using (place)
    left join ${countedAt('resident')} residents using (place)
    where ${grids} and g.status = 'ACTIVE' and (household_count, resident_count) is distinct from (coalesce(households.count, 0), coalesce(residents.count, 0))`;
};
