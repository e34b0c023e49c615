import { Migration } from '@mikro-orm/migrations';

/** Accounts that were unlinked keep their rows; tokens that are refused before they expire. */
export class Migration20261122030000_identity extends Migration {
  override up(): void {
    this.addSql('alter table account add unlinked_at timestamptz(3)');
    this.addSql('drop index account_subject');
    this.addSql('create unique index account_subject on account (issuer, subject) where unlinked_at is null');
    this.addSql(`create table token_revocation (
      id uuid not null,
      jurisdiction_id uuid not null,
      provenance text not null default 'RECORDED' check (provenance in ('RECORDED', 'REPORTED', 'SYNTHETIC')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      version int not null default 1,
      person_id uuid,
      client text,
      token_id text,
      before timestamptz(3) not null,
      primary key (id, jurisdiction_id),
      check (num_nonnulls(person_id, client) = 1),
      foreign key (person_id, jurisdiction_id) references person (id, jurisdiction_id)
    )`);
    this.addSql('create index token_revocation_person on token_revocation (person_id) where person_id is not null');
    this.addSql('create index token_revocation_client on token_revocation (jurisdiction_id, client) where client is not null');
  }

  override down(): void {
    this.addSql('drop table token_revocation');
    this.addSql('delete from account where unlinked_at is not null');
    this.addSql('drop index account_subject');
    this.addSql('create unique index account_subject on account (issuer, subject)');
    this.addSql('alter table account drop unlinked_at');
  }
}
