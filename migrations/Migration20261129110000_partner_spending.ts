import { Migration } from '@mikro-orm/migrations';

/** What partners' clients have spent, and how often their documents ran. Written by the processes, some times a second. */
export class Migration20261129110000_partner_spending extends Migration {
  override up(): void {
    this.addSql(`create table partner_spending (
      jurisdiction_id uuid not null,
      client text not null,
      whole_at timestamptz not null,
      primary key (jurisdiction_id, client)
    ) with (fillfactor = 50)`);
    this.addSql(`create table partner_usage (
      document_id uuid not null,
      jurisdiction_id uuid not null,
      uses bigint not null,
      errors bigint not null,
      last_used_at timestamptz(3) not null,
      durations int[] not null,
      primary key (document_id, jurisdiction_id),
      foreign key (document_id, jurisdiction_id) references partner_document (id, jurisdiction_id)
    ) with (fillfactor = 50)`);
  }

  override down(): void {
    this.addSql('drop table partner_usage');
    this.addSql('drop table partner_spending');
  }
}
