import { Migration } from '@mikro-orm/migrations';

/**
 * Id numbers: the last four characters to show, the sealed whole, and a blind index that finds equal ones within a jurisdiction.
 * `sealing_key` says which keys the database needs, so that a server with other ones does not start; the demo on a database of its own keeps its
 * keys there, for they guard nothing.
 */
export class Migration20261122020000_sealing extends Migration {
  override up(): void {
    this.addSql('alter table person add id_number_masked text, add id_number_sealed bytea, add id_number_index bytea');
    this.addSql('alter table person add check (num_nulls(id_number_masked, id_number_sealed, id_number_index) in (0, 3))');
    this.addSql('create unique index person_id_number on person (jurisdiction_id, id_number_index) where id_number_index is not null');
    this.addSql(`create table sealing_key (
      version int not null check (version between 1 and 65535),
      id text not null,
      since timestamptz(3) not null default now(),
      primary key (version, id)
    )`);
    this.addSql(`create table demo_keyring (
      singleton boolean primary key default true check (singleton),
      keys text not null
    )`);
  }

  override down(): void {
    this.addSql('drop table demo_keyring');
    this.addSql('drop table sealing_key');
    this.addSql('alter table person drop id_number_index, drop id_number_sealed, drop id_number_masked');
  }
}
