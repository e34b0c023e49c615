import { Migration } from '@mikro-orm/migrations';

/** Secret ballots: their keys, what was sealed, and the sums that were opened. Who voted is in ballot_vote, without what they chose. */
export class Migration20261130300000_secret_ballots extends Migration {
  override up(): void {
    this.addSql(`alter table ballot
      add secret boolean not null default false,
      add public_key text,
      add signing_key text,
      add secret_sealed bytea,
      add totals int[],
      add proofs text[],
      add check (secret = (public_key is not null) and secret = (signing_key is not null)),
      add check (secret_sealed is null or state = 'OPEN'),
      add check ((totals is not null) = (secret and state = 'CLOSED')),
      add check (cardinality(totals) = cardinality(proofs)),
      add check (not secret or weight <> 'AREA_AND_HEADS')`);
    this.addSql('alter table ballot_vote alter is_abstention drop not null, add receipt text');
    this.addSql(`create table sealed_ballot (
      id uuid not null,
      jurisdiction_id uuid not null,
      ballot_id uuid not null,
      receipt text not null,
      content text not null,
      signature text not null,
      primary key (id, jurisdiction_id),
      foreign key (ballot_id, jurisdiction_id) references ballot (id, jurisdiction_id)
    )`);
    this.addSql('create unique index sealed_ballot_receipt on sealed_ballot (ballot_id, receipt)');
  }

  override down(): void {
    this.addSql('drop table sealed_ballot');
    this.addSql('alter table ballot drop secret, drop public_key, drop signing_key, drop secret_sealed, drop totals, drop proofs');
    this.addSql('update ballot_vote set is_abstention = false where is_abstention is null');
    this.addSql('alter table ballot_vote alter is_abstention set not null, drop receipt');
  }
}
