import { existsSync } from 'node:fs';
import { test } from 'vitest';

/** Programs of Debian that npm does not bring; .ci/run installs them. */
export const programs = {
  chromium: '/usr/bin/chromium',
  nats: '/usr/sbin/nats-server',
  pgbouncer: '/usr/sbin/pgbouncer',
  postgres15: '/usr/lib/postgresql/15/bin/postgres',
};

/** A test that needs one of them: left out where that is missing, unless CI is set. */
export const testWith = (program: keyof typeof programs) => test.skipIf(!process.env.CI && !existsSync(programs[program]));
