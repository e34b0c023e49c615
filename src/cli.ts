#!/usr/bin/env node
/** The command of an installed package: `mulin` starts the server; `mulin db …`, `mulin admin …`, `mulin token …` and `mulin recount …` do what npm run does in the repository. */
const commands: Readonly<Record<string, string>> = {
  start: './main.js',
  db: './server/db-command.js',
  admin: './server/admin-command.js',
  token: './demo/token.js',
  recount: './modules/ballots/recount-command.js',
};
const OLDEST_NODE = 22;

const [name = 'start', ...rest] = process.argv.slice(2);
if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  console.error(`Mulin needs Node ${OLDEST_NODE} or newer; this is Node ${process.versions.node}.`);
  process.exitCode = 1;
} else if (!Object.hasOwn(commands, name)) {
  console.error(`mulin ${name} is no command. There are: ${Object.keys(commands).join(', ')}.`);
  process.exitCode = 1;
} else {
  // A command reads what stands behind its name.
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...rest);
  await import(commands[name]!);
}

export {};
