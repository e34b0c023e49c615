import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type pg from 'pg';
import { anonymous, type Viewer } from '../auth/viewer.js';
import { poolOf } from '../db/orm.js';
import { LocalDate } from '../graph/scalars.js';
import { inLanguage } from '../kernel/bilingual.js';
import { publicId } from '../kernel/ids.js';
import type { Place } from '../kernel/place.js';
import { codeKey } from '../kernel/text.js';
import { calendarDayKinds } from '../modules/calendar/calendar.terms.js';
import { setCalendarDay } from '../modules/calendar/commands/set-calendar-day.js';
import { keyOfCode } from '../modules/organisations/commands/code.js';
import { perform } from '../work/verb.js';
import { CallError, operatorContext, withSchema } from './operator.js';

interface Row {
  readonly date: string;
  readonly kind: string;
  readonly sessions: string;
  readonly name: string;
}

const KINDS = Object.keys(calendarDayKinds).join(', ');
const COLUMNS = ['date', 'kind', 'sessions', 'name'] as const satisfies readonly (keyof Row)[];

/**
 * Loads the days of a work calendar (工作日历) for an organisation and what lies below, from a CSV file with the columns date, kind, sessions (times divided
 * by blanks) and name; the last two may be missing. A day that is there already is written over, so that a file may be loaded again. Answers how many
 * days it loaded. Throws a CallError that names each line that is wrong; lines that are right are kept.
 */
export async function loadCalendar(url: string, code: string, file: string): Promise<number> {
  const rows = readRows(await readFile(file));
  return withSchema(url, async (orm) => {
    const organization = await findOrganization(await poolOf(orm), code);
    const viewer: Viewer = {
      ...anonymous,
      client: 'admin calendar',
      jurisdiction: organization.jurisdiction,
      roles: [{ role: 'ADMIN', place: organization.jurisdiction.place }],
    };
    const context = await operatorContext(orm, viewer, 'true');
    const faults: string[] = [];
    for (const [n, { date, kind, sessions, name }] of rows.entries()) {
      // The first line names the columns.
      const line = `line ${n + 2}`;
      const unreadable = [
        ...(isDay(date) ? [] : ['date: a day is written YYYY-MM-DD']),
        ...(kind in calendarDayKinds ? [] : [`kind: one of ${KINDS}`]),
      ];
      if (unreadable.length > 0) {
        faults.push(...unreadable.map((fault) => `${line}, ${fault}`));
        continue;
      }
      const { result } = await perform(() => context, setCalendarDay, {
        organizationId: publicId('Organization', organization.id),
        date,
        kind,
        sessions: sessions ? sessions.split(/\s+/) : null,
        name: name || null,
      });
      if (!result.ok) faults.push(...result.problems.map(({ path, message }) => `${line}, ${path[0]}: ${inLanguage(message, 'en')}`));
    }
    if (faults.length > 0) throw new CallError(faults.join('\n'));
    return rows.length;
  });
}

function isDay(text: string): boolean {
  try {
    return LocalDate.parseValue(text) === text;
  } catch {
    return false;
  }
}

function readRows(bytes: Buffer): readonly Row[] {
  if (!isUtf8(bytes)) throw new CallError('The file is not valid UTF-8. If it is GBK, convert it first.');
  try {
    const rows: Partial<Row>[] = parse(bytes, { columns: true, bom: true, skip_empty_lines: true, trim: true });
    const unknown = Object.keys(rows[0] ?? {}).filter((column) => !(COLUMNS as readonly string[]).includes(column));
    if (unknown.length > 0) throw new CallError(`The file has the columns ${COLUMNS.join(', ')}, not ${unknown.join(', ')}.`);
    if (rows.length === 0) throw new CallError('The file has no days.');
    return rows.map(({ date = '', kind = '', sessions = '', name = '' }) => ({ date, kind, sessions, name }));
  } catch (error) {
    if (error instanceof CallError) throw error;
    throw new CallError(`The file is no CSV: ${(error as Error).message}`);
  }
}

interface Found {
  readonly id: string;
  readonly jurisdiction: { readonly id: string; readonly number: number; readonly place: Place };
}

async function findOrganization(pool: pg.Pool, code: string): Promise<Found> {
  const { rows } = await pool.query<Found>(
    `select organization.id, json_build_object('id', root.id, 'number', root.number, 'place', root.place) as jurisdiction
     from organization join organization root on root.id = organization.jurisdiction_id where ${keyOfCode('organization.code')} = $1`,
    [codeKey(code)],
  );
  if (rows.length !== 1) throw new CallError(`There is no organisation with the code ${code}.`);
  return rows[0]!;
}
