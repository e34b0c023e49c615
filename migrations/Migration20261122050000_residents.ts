import { Migration } from '@mikro-orm/migrations';

/**
 * Addresses, households, residents, care and visits.
 *
 * What is paged by scope has an index a level. Names and addresses are found through search_keys: the beginnings of words, each after the first two
 * levels of the place, so that what lies in another community costs a search nothing.
 */
export class Migration20261122050000_residents extends Migration {
  override up(): void {
    const base = `
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      primary key (id, jurisdiction_id)`;
    const place = 'text collate "C"';
    const references = (column: string, table: string) =>
      `foreign key (${column}, jurisdiction_id) references ${table} (id, jurisdiction_id)`;
    const levels = (table: string, key: string, by = '') => {
      for (const level of [1, 2, 3, 4, 5])
        this.addSql(`create index ${table}_level_${level}${by} on ${table} (left(place, ${level * 4}), ${key}, id)`);
    };

    this.addSql(`create function search_keys(place text, words text) returns text[] language sql immutable strict parallel safe as
      'select array_agg(left(place, 8) || left(word, n)) from unnest(string_to_array(words, '' '')) word, generate_series(1, 2) n where word <> '''''`);

    this.addSql(`create table estate (
      ${base},
      name text not null,
      name_key text collate "C" not null,
      kind text not null,
      community_id uuid not null,
      owners_committee_id uuid,
      property_company_id uuid,
      place ${place} not null,
      ${references('community_id', 'organization')},
      ${references('owners_committee_id', 'organization')},
      ${references('property_company_id', 'organization')}
    )`);
    this.addSql('create unique index estate_name on estate (community_id, name)');
    this.addSql('create index estate_place on estate (place, name_key, id)');
    this.addSql('create index estate_owners_committee on estate (owners_committee_id) where owners_committee_id is not null');
    this.addSql('create index estate_property_company on estate (property_company_id) where property_company_id is not null');

    this.addSql(`create table building (
      ${base},
      estate_id uuid not null,
      number text not null,
      floors int check (floors > 0),
      floor_area_sqm int check (floor_area_sqm > 0),
      location jsonb,
      ${references('estate_id', 'estate')}
    )`);
    this.addSql('create unique index building_number on building (estate_id, number)');

    this.addSql(`create table stairwell (
      ${base},
      building_id uuid not null,
      number text not null,
      grid_id uuid not null,
      place ${place} not null,
      ${references('building_id', 'building')},
      ${references('grid_id', 'grid')}
    )`);
    this.addSql('create unique index stairwell_number on stairwell (building_id, number)');
    this.addSql('create unique index stairwell_place on stairwell (place)');
    this.addSql('create index stairwell_grid on stairwell (grid_id)');

    this.addSql(`create table dwelling (
      ${base},
      building_id uuid not null,
      stairwell_id uuid,
      grid_id uuid not null,
      floor int,
      room text not null,
      address text not null,
      address_key text collate "C" not null,
      words text collate "C" not null,
      use text not null,
      status text not null,
      place ${place} not null,
      ${references('building_id', 'building')},
      ${references('stairwell_id', 'stairwell')},
      ${references('grid_id', 'grid')}
    )`);
    this.addSql('create unique index dwelling_room on dwelling (building_id, stairwell_id, room) nulls not distinct');
    this.addSql('create index dwelling_stairwell on dwelling (stairwell_id)');
    this.addSql('create index dwelling_grid on dwelling (grid_id)');
    this.addSql('create index dwelling_search on dwelling using gin (search_keys(place, words))');
    levels('dwelling', 'address_key');
    // What is looked up by an exact key needs no statistics, and gathering them would take longest of all.
    this.addSql('alter index dwelling_search alter column 1 set statistics 0');

    this.addSql(`create table household (
      ${base},
      dwelling_id uuid not null,
      head_id uuid not null,
      kind text not null,
      main boolean not null,
      origin text,
      address_key text collate "C" not null,
      last_visit_at timestamptz(3),
      formed_on date not null,
      dissolved_on date check (dissolved_on >= formed_on),
      place ${place} not null,
      ${references('dwelling_id', 'dwelling')},
      ${references('head_id', 'person')}
    )`);
    this.addSql('create unique index household_main on household (dwelling_id) where main and dissolved_on is null');
    this.addSql('create index household_dwelling on household (dwelling_id)');
    this.addSql('create index household_head on household (head_id)');
    levels('household', 'address_key');
    // Who was never visited comes first: the words of the order that the graph has.
    levels('household', `(coalesce(last_visit_at, '2000-01-01T00:00:00Z'))`, '_visit');

    this.addSql(`create table household_member (
      ${base},
      household_id uuid not null,
      person_id uuid not null,
      relation text not null,
      valid_from date not null,
      valid_to date check (valid_to >= valid_from),
      ${references('household_id', 'household')},
      ${references('person_id', 'person')}
    )`);
    this.addSql('create unique index household_member_current on household_member (person_id) where valid_to is null');
    this.addSql('create index household_member_person on household_member (person_id, valid_from)');
    this.addSql('create index household_member_household on household_member (household_id, valid_from)');

    this.addSql(`create table resident (
      ${base},
      person_id uuid not null,
      resident_type text not null,
      status text not null,
      gender text,
      birth_date date,
      employment text,
      occupation text,
      tags text[] not null default '{}',
      words text collate "C" not null,
      address_key text collate "C" not null,
      place ${place},
      ${references('person_id', 'person')}
    )`);
    this.addSql('create unique index resident_person on resident (person_id)');
    this.addSql('create index resident_search on resident using gin (search_keys(place, words))');
    levels('resident', 'address_key');
    this.addSql('alter index resident_search alter column 1 set statistics 0');

    this.addSql(`create table occupancy (
      ${base},
      person_id uuid not null,
      dwelling_id uuid not null,
      kind text not null,
      main boolean not null,
      people_house_status text not null,
      source text not null,
      verified_at timestamptz(3),
      verified_by_id uuid,
      valid_from date not null,
      valid_to date check (valid_to >= valid_from),
      place ${place} not null,
      ${references('person_id', 'person')},
      ${references('dwelling_id', 'dwelling')},
      ${references('verified_by_id', 'person')}
    )`);
    this.addSql('create unique index occupancy_main on occupancy (person_id) where main and valid_to is null');
    this.addSql('create index occupancy_person on occupancy (person_id, valid_from)');
    this.addSql('create index occupancy_dwelling on occupancy (dwelling_id, valid_from)');
    this.addSql('create index occupancy_place on occupancy (place)');
    this.addSql('create index occupancy_verified_by on occupancy (verified_by_id) where verified_by_id is not null');

    this.addSql(`create table care_designation (
      ${base},
      person_id uuid,
      household_id uuid,
      category text not null,
      level text not null,
      source text not null,
      approved_by_id uuid,
      note_sealed bytea,
      valid_from date not null,
      valid_to date check (valid_to >= valid_from),
      place ${place},
      check (num_nonnulls(person_id, household_id) = 1),
      ${references('person_id', 'person')},
      ${references('household_id', 'household')},
      ${references('approved_by_id', 'person')}
    )`);
    this.addSql('create index care_designation_person on care_designation (person_id, category) where person_id is not null');
    this.addSql('create index care_designation_household on care_designation (household_id, category) where household_id is not null');
    this.addSql('create index care_designation_category on care_designation (jurisdiction_id, category)');
    this.addSql('create index care_designation_place on care_designation (place)');
    this.addSql('create index care_designation_approved_by on care_designation (approved_by_id) where approved_by_id is not null');

    this.addSql(`create table help_pairing (
      ${base},
      person_id uuid,
      household_id uuid,
      leader_id uuid not null,
      responsible_id uuid not null,
      helper_ids uuid[] not null default '{}',
      organization_id uuid,
      plan_sealed bytea,
      cadence text not null,
      started_on date not null,
      ended_on date check (ended_on >= started_on),
      end_reason text,
      place ${place},
      check (num_nonnulls(person_id, household_id) = 1),
      check ((ended_on is null) = (end_reason is null)),
      ${references('person_id', 'person')},
      ${references('household_id', 'household')},
      ${references('leader_id', 'person')},
      ${references('responsible_id', 'person')},
      ${references('organization_id', 'organization')}
    )`);
    this.addSql('create unique index help_pairing_person on help_pairing (person_id) where ended_on is null');
    this.addSql('create unique index help_pairing_household on help_pairing (household_id) where ended_on is null');
    this.addSql('create index help_pairing_of_person on help_pairing (person_id) where person_id is not null');
    this.addSql('create index help_pairing_of_household on help_pairing (household_id) where household_id is not null');
    this.addSql('create index help_pairing_leader on help_pairing (leader_id)');
    this.addSql('create index help_pairing_responsible on help_pairing (responsible_id)');
    this.addSql('create index help_pairing_helpers on help_pairing using gin (helper_ids)');
    this.addSql('create index help_pairing_organization on help_pairing (organization_id) where organization_id is not null');
    levels('help_pairing', `(started_on - date '2000-01-01')`);

    this.addSql(`create table visit (
      ${base},
      kind text not null,
      household_id uuid,
      person_id uuid,
      actor_ids uuid[] not null check (cardinality(actor_ids) between 1 and 10),
      at timestamptz(3) not null,
      purpose text,
      findings_sealed bytea,
      needs_sealed bytea,
      return_of_id uuid,
      next_due_on date,
      information_updated boolean not null,
      location jsonb,
      place ${place},
      check (num_nonnulls(person_id, household_id) > 0),
      ${references('household_id', 'household')},
      ${references('person_id', 'person')},
      ${references('return_of_id', 'visit')}
    )`);
    this.addSql('create index visit_household on visit (household_id, at desc, id desc)');
    this.addSql('create index visit_person on visit (person_id, at desc, id desc) where person_id is not null');
    this.addSql('create index visit_return_of on visit (return_of_id) where return_of_id is not null');
    this.addSql('create index visit_place on visit (left(place, 8), kind, at)');

    this.addSql(`create table visit_rule (
      ${base},
      community_id uuid not null,
      position text not null,
      kind text not null,
      cadence text not null,
      weekday text,
      return_weekday text,
      valid_from date not null,
      valid_to date check (valid_to >= valid_from),
      place ${place} not null,
      check (weekday is null or cadence = 'WEEKLY'),
      check (return_weekday is null or weekday is not null),
      ${references('community_id', 'organization')}
    )`);
    this.addSql('create index visit_rule_community on visit_rule (community_id, position)');

    // Who serves a stairwell serves on its grid, and covers the stairwell.
    this.addSql('alter table appointment add stairwell_id uuid check (stairwell_id is null or grid_id is not null)');
    this.addSql('alter table appointment add foreign key (stairwell_id, jurisdiction_id) references stairwell (id, jurisdiction_id)');
    this.addSql('create index appointment_stairwell on appointment (stairwell_id) where stairwell_id is not null');
  }

  override down(): void {
    this.addSql('alter table appointment drop stairwell_id');
    for (const table of [
      'visit_rule',
      'visit',
      'help_pairing',
      'care_designation',
      'occupancy',
      'resident',
      'household_member',
      'household',
      'dwelling',
      'stairwell',
      'building',
      'estate',
    ]) {
      this.addSql(`drop table ${table}`);
    }
    this.addSql('drop function search_keys');
  }
}
