import { Migration } from '@mikro-orm/migrations';

/**
 * The handling time of what was handled before it was kept: by the ordinary week and the calendar of the jurisdiction. Of what was suspended it is not known
 * how much working time that was.
 */
export class Migration20261130120000_handling_time extends Migration {
  override up(): void {
    this.addSql(`update incident set handling_minutes = (
        select coalesce(round(sum(extract(epoch from least(resolved_at, ends) - greatest(accepted_at, starts)) / 60)), 0)
        from (
          select (day || ' ' || split_part(session, '-', 1))::timestamp at time zone 'Asia/Shanghai' as starts,
            (day || ' ' || split_part(session, '-', 2))::timestamp at time zone 'Asia/Shanghai' as ends
          from (select day::date from generate_series((accepted_at at time zone 'Asia/Shanghai')::date::timestamp, (resolved_at at time zone 'Asia/Shanghai')::date::timestamp, interval '1 day') day) days
          left join calendar_day known on known.organization_id = incident.jurisdiction_id and known.date = days.day
          cross join unnest(case when known.kind in ('WORKDAY', 'MAKEUP_WORKDAY') then known.sessions
            when known.kind is null and extract(isodow from days.day) < 6 then array['08:30-12:00', '14:00-17:30'] end) session) spans
        where starts < resolved_at and ends > accepted_at)
      where handling_minutes is null and accepted_at is not null and resolved_at is not null and suspended_seconds = 0`);
  }

  override down(): void {
    this.addSql('update incident set handling_minutes = null');
  }
}
