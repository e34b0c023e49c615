import { Migration } from '@mikro-orm/migrations';

/** Limits that the clock has told of; categories that ask for a result; what was forwarded at once counts as taken up. */
export class Migration20261205010000_incident_life extends Migration {
  override up(): void {
    this.addSql('alter table incident add alarmed_at timestamptz(3)');
    this.addSql(`update incident set alarmed_at = updated_at where supervision <> 'NONE'`);
    this.addSql(`update incident i set accepted_at = (
        select max(e.at) from incident_event e where e.incident_id = i.id and e.jurisdiction_id = i.jurisdiction_id and e.kind = 'FORWARDED')
      where i.state = 'FORWARDED' and i.accepted_at is null`);
    this.addSql('alter table incident_category add needs_result boolean not null default false');
  }

  override down(): void {
    this.addSql('alter table incident_category drop needs_result');
    this.addSql('alter table incident drop alarmed_at');
  }
}
