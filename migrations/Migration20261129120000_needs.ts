import { Migration } from '@mikro-orm/migrations';

/** Needs, service posts, and who claims them. */
export class Migration20261129120000_needs extends Migration {
  override up(): void {
    const base = `
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      primary key (id, jurisdiction_id)`;
    const references = (column: string, table: string) =>
      `foreign key (${column}, jurisdiction_id) references ${table} (id, jurisdiction_id)`;

    this.addSql(`create table need_item (
      ${base},
      kind text not null,
      source text not null,
      title text not null,
      description text,
      aspect text,
      person_id uuid,
      grid_id uuid,
      community_id uuid,
      skills text[] not null default '{}',
      times jsonb not null default '[]',
      due_on date,
      wanted int not null check (wanted > 0),
      claimed int not null default 0,
      state text not null default 'OPEN',
      raised_by_id uuid not null,
      outcome text,
      finished_at timestamptz(3),
      confirmed_at timestamptz(3),
      confirmed_by_id uuid,
      place text collate "C" not null,
      check (claimed between 0 and wanted),
      check (num_nonnulls(grid_id, community_id) = 1),
      check ((kind = 'SERVICE_POST') = (aspect is not null)),
      ${references('person_id', 'person')},
      ${references('grid_id', 'grid')},
      ${references('community_id', 'organization')},
      ${references('raised_by_id', 'person')},
      ${references('confirmed_by_id', 'person')}
    )`);
    for (const level of [1, 2, 3, 4, 5])
      this.addSql(`create index need_item_level_${level} on need_item (left(place, ${level * 4}), created_at desc, id desc)`);
    this.addSql(`create index need_item_open on need_item (jurisdiction_id, created_at desc, id desc) where state = 'OPEN'`);
    this.addSql('create index need_item_person on need_item (person_id) where person_id is not null');
    this.addSql('create index need_item_raised_by on need_item (raised_by_id)');
    this.addSql('create index need_item_grid on need_item (grid_id) where grid_id is not null');

    this.addSql(`create table need_claim (
      ${base},
      need_id uuid not null,
      person_id uuid,
      team_id uuid,
      organization_id uuid,
      count int not null check (count > 0),
      claimed_at timestamptz(3) not null,
      released_at timestamptz(3),
      check (num_nonnulls(person_id, team_id, organization_id) = 1),
      ${references('need_id', 'need_item')},
      ${references('person_id', 'person')},
      ${references('team_id', 'volunteer_team')},
      ${references('organization_id', 'organization')}
    )`);
    this.addSql('create index need_claim_need on need_claim (need_id, claimed_at, id)');
    this.addSql(
      'create unique index need_claim_once on need_claim (need_id, person_id, team_id, organization_id) nulls not distinct where released_at is null',
    );
    for (const by of ['person', 'team', 'organization'])
      this.addSql(`create index need_claim_${by} on need_claim (${by}_id, need_id) where ${by}_id is not null and released_at is null`);
  }

  override down(): void {
    for (const table of ['need_claim', 'need_item']) this.addSql(`drop table ${table}`);
  }
}
