import { Migration } from '@mikro-orm/migrations';

/** Who has not turned up by the time asked for is told so. */
export class Migration20261205020000_whistle_alarms extends Migration {
  override up(): void {
    this.addSql(`alter table whistle add alarm_at timestamptz(3), add check (alarm_at is null or state = 'CALLED')`);
    this.addSql(`update whistle set alarm_at = arrive_by where state = 'CALLED'`);
    this.addSql('create index whistle_alarm on whistle (alarm_at) where alarm_at is not null');
  }

  override down(): void {
    this.addSql('alter table whistle drop alarm_at');
  }
}
