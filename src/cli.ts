#!/usr/bin/env node
import './kernel/node-version.js';

/** The command of an installed package: `mulin` starts the server; `mulin db …`, `mulin admin …`, `mulin token …` and `mulin recount …` do what npm run does in the repository. */
const commands: Readonly<Record<string, string>> = {
  start: './serve.js',
  db: './server/run-db.js',
  admin: './server/run-admin.js',
  token: './demo/run-token.js',
  recount: './modules/ballots/run-recount.js',
};

const [name = 'start', ...rest] = process.argv.slice(2);
if (!Object.hasOwn(commands, name)) {
  console.error(`mulin ${name} is no command. There are: ${Object.keys(commands).join(', ')}.`);
  process.exitCode = 1;
} else {
  // A command reads what stands behind its name.
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...rest);
  await import(commands[name]!);
}
