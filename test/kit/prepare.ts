import pg from 'pg';
import { migrate } from '../../src/db/migrate.js';
import { openOrm } from '../../src/db/orm.js';
import { loadIncidents, loadPastIncidents, loadResidents, loadTrees } from '../../src/demo/load.js';
import { loadPartners } from '../../src/demo/partner.js';
import { documentCheck } from '../../src/graph/document-check.js';
import { buildGraph } from '../../src/graph/schema.js';
import { entities, modules } from '../../src/modules/index.js';

/** Gives an empty database the tables. */
export async function makeTables(url: string): Promise<void> {
  const orm = await openOrm(url, entities, 2);
  try {
    await migrate(orm, url);
  } finally {
    await orm.close(true);
  }
}

/** Of each community: those of its first grids. */
const ENOUGH_RESIDENTS = 300;
/** Of each community: the oldest ones. */
const ENOUGH_PAST_INCIDENTS = 5;

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
  } finally {
    await client.end();
  }
}
