import { Migration } from '@mikro-orm/migrations';

/** Volunteer hours in help pairings. */
export class Migration20261130422000_hours_of_pairings extends Migration {
  override up(): void {
    this.addSql(`alter table volunteer_hours add pairing_id uuid, add check (activity_id is null or pairing_id is null),
      add foreign key (pairing_id, jurisdiction_id) references help_pairing (id, jurisdiction_id)`);
    this.addSql('create index volunteer_hours_pairing on volunteer_hours (pairing_id) where pairing_id is not null');
  }

  override down(): void {
    this.addSql('alter table volunteer_hours drop pairing_id');
  }
}
