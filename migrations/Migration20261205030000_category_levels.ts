import { Migration } from '@mikro-orm/migrations';

/** Categories of two levels, what residents and others call them, and whose business they are. */
export class Migration20261205030000_category_levels extends Migration {
  override up(): void {
    this.addSql(`alter table incident_category
      add parent_id uuid check (parent_id <> id),
      add foreign key (parent_id, jurisdiction_id) references incident_category (id, jurisdiction_id),
      add public_name text,
      add responsible_kinds text[] not null default '{}',
      add external_codes jsonb not null default '[]' check (jsonb_typeof(external_codes) = 'array')`);
    this.addSql('create index incident_category_parent on incident_category (parent_id) where parent_id is not null');
  }

  override down(): void {
    this.addSql('alter table incident_category drop parent_id, drop public_name, drop responsible_kinds, drop external_codes');
  }
}
