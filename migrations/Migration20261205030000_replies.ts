import { Migration } from '@mikro-orm/migrations';

/** What reporters are told: words with each step, and templates for them. */
export class Migration20261205030000_replies extends Migration {
  override up(): void {
    this.addSql(`create table reply_template (
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      category_id uuid,
      state text not null,
      name text not null,
      text text not null,
      active boolean not null default true,
      primary key (id, jurisdiction_id),
      foreign key (category_id, jurisdiction_id) references incident_category (id, jurisdiction_id)
    )`);
    this.addSql('create index reply_template_offered on reply_template (jurisdiction_id, state) where active');
    this.addSql('alter table incident_event add reply text');
  }

  override down(): void {
    this.addSql('alter table incident_event drop reply');
    this.addSql('drop table reply_template');
  }
}
