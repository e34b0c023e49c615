import type { EntityMetadata } from '@mikro-orm/core';
import type pg from 'pg';
import { dayOf, systemClock } from '../kernel/clock.js';
import type { NounName } from '../kernel/ids.js';
import { entities } from '../modules/index.js';
import { ReportedFigure } from '../modules/statistics/figure.entity.js';
import type { Comparator } from '../modules/statistics/figure.terms.js';
import { agreement, computedOf, isComparable } from '../modules/statistics/metrics.js';
import { rowOfTable } from '../read/needs.js';
import type { Run } from '../read/run-input.js';
import { raw, render, sql } from '../read/sql.js';

/** A published number of any jurisdiction, beside what the rows say. */
export interface FigureLine {
  readonly source: string;
  readonly metric: string;
  readonly comparator: Comparator;
  readonly value: number;
  readonly unit: string;
  readonly quote: string;
  readonly comparable: boolean;
  readonly computed: number | null;
  readonly agrees: boolean | null;
}

const entityOf = (noun: NounName) => entities.find(({ meta }) => meta.className === noun) as never;

/** All published numbers that stand, by source. */
export async function figureLines(pool: pg.Pool, metadata: { get(entity: never): EntityMetadata }): Promise<readonly FigureLine[]> {
  const figure = rowOfTable(metadata.get(ReportedFigure as never), raw('f'));
  let rows = 0;
  const computed = computedOf(figure, (noun) => {
    const alias = raw(`r${++rows}`);
    const meta = metadata.get(entityOf(noun));
    return { row: rowOfTable(meta, alias), table: sql`${raw(meta.tableName)} ${alias}` };
  });
  const { text, values } = render(sql`select f.source, f.metric, f.comparator, f.value, f.unit, f.quote,
      ${isComparable(figure)} as comparable, (${computed})::float8 as computed, ${agreement(figure, computed)} as agrees
    from reported_figure f where f.withdrawn_at is null order by f.source, f.id`);
  return (await pool.query<FigureLine>(text, values({ today: dayOf(systemClock()) } as Run))).rows;
}
