import { Migration } from '@mikro-orm/migrations';

/** Columns, and the type of each with its values: those of the graph's enum of that name. */
const types = {
  state: [
    'incident_state',
    `'REPORTED', 'ACCEPTED', 'REJECTED', 'DUPLICATE', 'CANCELLED', 'FILED', 'FORWARDED', 'DISPATCHED', 'ESCALATED', 'RETURNED', 'IN_PROGRESS',
      'SUSPENDED', 'RESOLVED', 'VERIFIED', 'CLOSED', 'REOPENED'`,
  ],
  domain: [
    'incident_domain',
    `'PUBLIC_OPINION', 'LIVELIHOOD_SERVICE', 'WORK_SAFETY', 'PUBLIC_SECURITY', 'URBAN_MANAGEMENT', 'SPIRITUAL_CIVILIZATION', 'ENVIRONMENT'`,
  ],
  channel: [
    'incident_channel',
    `'PHOTO', 'MESSAGE', 'PHONE', 'GRID_PATROL', 'VISIT', 'QR_SCAN', 'WECHAT', 'QQ_GROUP', 'HOTLINE', 'COUNCIL_HALL', 'STATION_DESK', 'VIDEO_SURVEILLANCE', 'SENSOR', 'POLICE', 'PARTNER_API'`,
  ],
  urgency: ['urgency', `'LOW', 'NORMAL', 'HIGH', 'EMERGENCY'`],
} as const;

const OPEN = `state not in ('CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED')`;
const DUE = `coalesce(due_at, '9999-12-31 00:00+00'::timestamptz)`;

/** The indexes whose condition compares the state as the type that it has when they are made. */
const ofOpen: Readonly<Record<string, string>> = {
  ...Object.fromEntries([1, 2, 3, 4].map((level) => [`incident_due_${level}`, `(left(place, ${level * 4}), (${DUE}), id)`])),
  incident_open_place: '(place, state) include (due_at, handle_by, resolved_at)',
  incident_similar: '(category_id, reported_at)',
};

/** What incidents are counted by takes four bytes and is compared as a number: a million are counted in three quarters of the time. */
export class Migration20261209000000_incident_enums extends Migration {
  override up(): void {
    for (const [type, values] of Object.values(types)) this.addSql(`create type ${type} as enum (${values})`);
    this.#retype(([type]) => type);
  }

  override down(): void {
    this.#retype(() => 'text');
    for (const [type] of Object.values(types)) this.addSql(`drop type ${type}`);
  }

  #retype(typeOf: (type: (typeof types)[keyof typeof types]) => string): void {
    for (const index of Object.keys(ofOpen)) this.addSql(`drop index ${index}`);
    const changes = Object.entries(types).map(([column, type]) => `alter ${column} type ${typeOf(type)} using ${column}::${typeOf(type)}`);
    this.addSql(`alter table incident ${changes.join(', ')}`);
    for (const [index, columns] of Object.entries(ofOpen)) this.addSql(`create index ${index} on incident ${columns} where ${OPEN}`);
  }
}
