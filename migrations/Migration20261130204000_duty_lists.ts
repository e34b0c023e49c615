import { Migration } from '@mikro-orm/migrations';

/** What organisations of a level have to do, what they assist in, and what is not theirs: in versions. */
export class Migration20261130204000_duty_lists extends Migration {
  override up(): void {
    this.addSql(`create table duty_list (
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      organization_id uuid not null,
      place text collate "C" not null,
      level text not null,
      number int not null check (number > 0),
      own_ids uuid[] not null default '{}',
      assist_ids uuid[] not null default '{}',
      not_ours_ids uuid[] not null default '{}',
      published_at timestamptz(3) not null,
      primary key (id, jurisdiction_id),
      foreign key (organization_id, jurisdiction_id) references organization (id, jurisdiction_id)
    )`);
    this.addSql('create unique index duty_list_number on duty_list (organization_id, level, number)');
    this.addSql('create index duty_list_level on duty_list (jurisdiction_id, level, place)');
  }

  override down(): void {
    this.addSql('drop table duty_list');
  }
}
