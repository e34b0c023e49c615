import { parseArgs } from 'node:util';
import pg from 'pg';
import { isDemo, readConfig } from '../config.js';
import { joinEmbedded } from '../db/embedded.js';
import { demoToken } from './issuer.js';
import { type Persona, personas } from './personas.js';

/** npm run -s token -- --as <persona> [--community 000…004] [--client <id>] [--scope <scope>] [--lifetime 12h]: prints a bearer token of the demo. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      as: { type: 'string' },
      community: { type: 'string', default: '000' },
      lifetime: { type: 'string', default: '12h' },
      client: { type: 'string' },
      scope: { type: 'string' },
    },
  });
  if (!values.as || !(values.as in personas)) throw new Error(`--as takes one of: ${Object.keys(personas).join(', ')}.`);
  if (!/^00[0-4]$/.test(values.community)) throw new Error('--community takes 000, 001, 002, 003 or 004.');
  const config = readConfig(process.env);
  if (!isDemo(config)) throw new Error('Demo tokens are accepted in demo mode only; this environment sets AUTH_*.');
  const database = config.databaseUrl ? null : await joinEmbedded(config.dataDir);
  const client = new pg.Client({ connectionString: config.databaseUrl ?? database!.url });
  try {
    await client.connect();
    const { rows } = await client.query(`select to_regclass('demo_key') is not null as ready`);
    if (!rows[0].ready) throw new Error('The database is empty; start the server once (npm start).');
    const { as, community, ...options } = values;
    console.info(await demoToken(client, as as Persona, community, options));
  } finally {
    await client.end();
    await database?.stop();
  }
}

await main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
