import { Migration } from '@mikro-orm/migrations';

/** What departments found when they supervised, as it is published. */
export class Migration20261130310000_disclosures extends Migration {
  override up(): void {
    const references = (column: string, table: string) =>
      `foreign key (${column}, jurisdiction_id) references ${table} (id, jurisdiction_id)`;
    this.addSql(`create table disclosure_notice (
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      title text not null,
      content text not null,
      department_id uuid not null,
      supervised_id uuid not null,
      publisher_id uuid not null,
      inspected_on date not null,
      state text not null check (state in ('DRAFT', 'PUBLISHED', 'WITHDRAWN')),
      published_at timestamptz(3),
      place text collate "C" not null,
      primary key (id, jurisdiction_id),
      check (state <> 'PUBLISHED' or published_at is not null),
      check (department_id <> supervised_id),
      ${references('department_id', 'organization')},
      ${references('supervised_id', 'organization')},
      ${references('publisher_id', 'organization')}
    )`);
    for (const level of [1, 2, 3, 4, 5])
      this.addSql(
        `create index disclosure_notice_level_${level} on disclosure_notice (left(place, ${level * 4}), (inspected_on - date '2000-01-01'), id)`,
      );
    this.addSql(
      `create index disclosure_notice_published on disclosure_notice ((inspected_on - date '2000-01-01'), id) where state = 'PUBLISHED'`,
    );
    this.addSql(`create index disclosure_notice_supervised on disclosure_notice (supervised_id, (inspected_on - date '2000-01-01'), id)`);
    this.addSql('create index disclosure_notice_department on disclosure_notice (department_id)');
    this.addSql('create index disclosure_notice_publisher on disclosure_notice (publisher_id)');
  }

  override down(): void {
    this.addSql('drop table disclosure_notice');
  }
}
