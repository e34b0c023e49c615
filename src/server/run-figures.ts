// First: type-graphql's decorators ask for it while the modules are evaluated.
import 'reflect-metadata';
import { openPool } from '../db/client.js';
import { joinEmbedded } from '../db/embedded.js';
import { metadataOf } from '../db/orm.js';
import { entities } from '../modules/index.js';
import { type FigureLine, figureLines } from './figures.js';
import { withDatabase } from './with-database.js';

/** npm run figures: what the communities have published, beside what the rows say. Ends with 1 where the two disagree. */

const shown = (value: number | null): string => (value === null ? '–' : String(Math.round(value * 10_000) / 10_000));
const signs = { EQUAL: '=', AT_LEAST: '≥', AT_MOST: '≤', NEARLY: '≲', ABOUT: '≈' } as const;

function row({ source, metric, comparator, value, computed, agrees, comparable }: FigureLine): string {
  const verdict = !comparable ? 'not from rows' : agrees === null ? 'nothing to compare' : agrees ? 'agrees' : 'DISAGREES';
  return [
    source.slice(0, 3),
    metric.padEnd(52),
    `${signs[comparator]} ${shown(value)}`.padStart(12),
    shown(computed).padStart(12),
    verdict,
  ].join('  ');
}

/** What PostgreSQL answers where a table is not there. */
const UNDEFINED_TABLE = '42P01';

const lines = await withDatabase(joinEmbedded, async (url) => {
  const pool = openPool({ connectionString: url, max: 2 });
  try {
    return await figureLines(pool, metadataOf(entities));
  } finally {
    await pool.end();
  }
}).catch((error: { readonly code?: unknown }) => {
  if (error.code !== UNDEFINED_TABLE) throw error;
  console.error('This database has no tables yet: npm start makes them, and loads the demo.');
  process.exit(1);
});
console.info(['src', 'metric'.padEnd(52), 'reported'.padStart(12), 'computed'.padStart(12), ''].join('  '));
for (const line of lines) console.info(row(line));
const of = (test: (line: FigureLine) => boolean): number => lines.filter(test).length;
console.info(
  `\n${lines.length} figures: ${of(({ agrees }) => agrees === true)} agree, ${of(({ agrees }) => agrees === false)} disagree, ${of(({ comparable }) => !comparable)} do not come from rows.`,
);
process.exitCode = of(({ agrees }) => agrees === false) > 0 ? 1 : 0;
