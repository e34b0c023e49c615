import pg from 'pg';
import { loadIncidents, loadPastIncidents, loadResidents, loadTrees } from '../../src/demo/load.js';
import { loadPartners } from '../../src/demo/partner.js';
import { documentCheck } from '../../src/graph/document-check.js';
import { buildGraph } from '../../src/graph/schema.js';
import { modules } from '../../src/modules/index.js';

/** Of each community: those of its first grids. */
const ENOUGH_RESIDENTS = 300;
/** Of each community: the oldest ones. */
const ENOUGH_PAST_INCIDENTS = 5;

/** Servers do what has come due. Nothing of the demo does so, on whatever day tests run: its rows would change while they are read. */
const LATER = "interval '70 years'";
const postponed = `
  update incident set forward_due_at = forward_due_at + ${LATER} where forward_due_at is not null;
  update incident set suspended_until = suspended_until + ${LATER} where suspended_until is not null;
  update incident_participant set due_at = due_at + ${LATER}, alarm_at = alarm_at + ${LATER} where alarm_at is not null;
  update attachment set expires_at = expires_at + ${LATER}, discard_at = discard_at + ${LATER} where discard_at is not null;
  update outage_notice set starts_at = starts_at + ${LATER}, ends_at = ends_at + ${LATER} where start_due_at is not null;
  update governance_theme set due_at = due_at + ${LATER} where id in (select theme_id from theme_measure where alarm_at is not null);
  update theme_measure set due_on = due_on + ${LATER}, alarm_at = alarm_at + ${LATER} where alarm_at is not null;
  update whistle set arrive_by = arrive_by + ${LATER}, alarm_at = alarm_at + ${LATER} where alarm_at is not null`;

/** Loads the five communities, but not all of their people and past incidents: a server that starts finds nothing missing. The whole is loaded by who tests it. */
export async function loadSomeDemo(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await loadTrees(client, () => {});
    await loadPartners(client, documentCheck(buildGraph(modules).schema));
    // Tests ask more than a partner may.
    await client.query('update partner_app set budget_units = 1000000000, budget_per_second = 10000000');
    await loadIncidents(client, () => {});
    await loadResidents(client, () => {}, ENOUGH_RESIDENTS);
    await loadPastIncidents(client, () => {}, ENOUGH_PAST_INCIDENTS);
    await client.query(postponed);
  } finally {
    await client.end();
  }
}
