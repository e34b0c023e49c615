import { Migration } from '@mikro-orm/migrations';

/** Boundaries of grids, what became of grids that ended, and the audit log that every command writes. */
export class Migration20261122010000_repartition extends Migration {
  override up(): void {
    this.addSql('alter table grid add boundary jsonb, add successor_id uuid');
    this.addSql('alter table grid add foreign key (successor_id, jurisdiction_id) references grid (id, jurisdiction_id)');
    this.addSql('create index grid_successor on grid (successor_id) where successor_id is not null');
    this.addSql(`create table audit (
      id uuid not null,
      jurisdiction_id uuid not null,
      at timestamptz(3) not null,
      actor text not null,
      action text not null,
      subject_id uuid,
      primary key (id, jurisdiction_id)
    )`);
    this.addSql('create index audit_at on audit (jurisdiction_id, at desc, id desc)');
    this.addSql('create index audit_subject on audit (subject_id)');
  }

  override down(): void {
    this.addSql('drop table audit');
    this.addSql('alter table grid drop successor_id, drop boundary');
  }
}
