import { Migration } from '@mikro-orm/migrations';

/** Categories say who sees their incidents; cards count against who held an incident when they were issued. */
export class Migration20261206000000_incident_visibility extends Migration {
  override up(): void {
    const visibility = `text not null default 'USUAL' check`;
    const isKnown = (column: string) => `(${column} in ('USUAL', 'RESTRICTED'))`;
    this.addSql(`alter table incident_category
      add own_visibility ${visibility} ${isKnown('own_visibility')},
      add visibility ${visibility} ${isKnown('visibility')}`);
    this.addSql(`alter table incident
      add visibility ${visibility} ${isKnown('visibility')},
      add supervised_holder_id uuid,
      add constraint incident_supervised_holder foreign key (supervised_holder_id, jurisdiction_id) references organization (id, jurisdiction_id)`);
    this.addSql(`update incident set supervised_holder_id = holder_id where supervision <> 'NONE'`);
    // Grants ask it of the events that streams go on with.
    this.addSql(`update event_log set payload = payload || jsonb_build_object(
        'before', case when jsonb_typeof(payload -> 'before') = 'object' then payload -> 'before' || '{"visibility": "USUAL"}' else payload -> 'before' end,
        'after', payload -> 'after' || '{"visibility": "USUAL"}')
      where topic = 'incident'`);
  }

  override down(): void {
    this.addSql('alter table incident drop supervised_holder_id, drop visibility');
    this.addSql('alter table incident_category drop visibility, drop own_visibility');
  }
}
