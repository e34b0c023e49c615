import { Migration } from '@mikro-orm/migrations';

/** One id number may be taken down for two people: a refusal would tell whoever asks that somebody has it. */
export class Migration20261128233000_id_numbers extends Migration {
  override up(): void {
    this.addSql('drop index person_id_number');
    this.addSql('create index person_id_number on person (jurisdiction_id, id_number_index) where id_number_index is not null');
  }

  /** Fails where two people have one number: one of the two has to be put right first. */
  override down(): void {
    this.addSql('drop index person_id_number');
    this.addSql('create unique index person_id_number on person (jurisdiction_id, id_number_index) where id_number_index is not null');
  }
}
