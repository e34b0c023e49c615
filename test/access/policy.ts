import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isStaffPost, type Viewer } from '../read/viewer.js';

/**
 * access.csv as the matrix asks it. A line says which roles may do what with which rows; several lines add up. What stands in `additions.csv` is of
 * the product's own nouns that access.csv does not speak of.
 */
export interface Line {
  readonly text: string;
  readonly subjects: readonly string[];
  readonly actions: readonly string[];
  readonly roles: readonly string[];
  readonly rows: readonly string[];
  readonly note: string;
}

const read = (file: string): Line[] =>
  readFileSync(join(import.meta.dirname, file), 'utf8')
    .split('\n')
    .filter((text) => text !== '' && !text.startsWith('#') && !text.startsWith('subject,'))
    .map((text) => {
      const [subjects, actions, roles, rows, ...note] = text.split(',') as [string, string, string, string, ...string[]];
      const list = (cell: string) => cell.split('|');
      return { text, subjects: list(subjects), actions: list(actions), roles: list(roles), rows: list(rows), note: note.join(',') };
    });

export const lines: readonly Line[] = [...read('../access.csv'), ...read('additions.csv')];

/** Lines that some rule of the matrix has asked. */
export const used = new Set<string>();

const asked = new Map<string, readonly Line[]>();

/** The lines about a subject and an action; there must be some. */
export function linesFor(subject: string, action: string): readonly Line[] {
  const known = asked.get(`${subject} ${action}`);
  if (known) return known;
  const found = lines.filter(({ subjects, actions }) => subjects.includes(subject) && actions.includes(action));
  if (found.length === 0) throw new Error(`access.csv says nothing of ${subject} ${action}.`);
  for (const { text } of found) used.add(text);
  asked.set(`${subject} ${action}`, found);
  return found;
}

/** What of a row the lines speak of. Ids are bare. */
export interface Facts {
  readonly jurisdiction: string;
  /** Where it is; null where it is nowhere. */
  readonly place?: string | null;
  /** Whom it is about or by. */
  readonly own?: readonly (string | null)[];
  readonly holder?: string | null;
  /** Who is, while that counts. */
  readonly assigned?: readonly (string | null)[];
}

const isRole = (line: Line, role: string) => line.roles.includes(role);
/** Whoever is signed in, below what they hold: everybody is a resident of the whole jurisdiction, as a partner is of it, and a volunteer is of a team; they hold nothing by it. */
const isAnyPost = (line: Line, role: string) => isRole(line, 'signed-in') && !['RESIDENT', 'VOLUNTEER', 'PARTNER'].includes(role);
/** What somebody is to a row, not by a post: the column `rows` says it all. */
const relational = ["holder's staff", 'assignee', 'reporter', 'members', 'team leader', 'signed-in persons'];

/** Whether a line opens a row to somebody. */
export function opens(line: Line, viewer: Viewer, facts: Facts): boolean {
  const isOwnJurisdiction = viewer.jurisdiction !== null && viewer.jurisdiction === facts.jurisdiction;
  return line.rows.some((rows) => {
    if (rows === 'public') return true;
    if (rows === 'none') return false;
    const isMeant =
      isRole(line, 'signed-in') ||
      line.roles.some((role) => relational.includes(role)) ||
      viewer.held.some(({ role }) => isRole(line, role));
    if (!isOwnJurisdiction || !(isMeant || isRole(line, '*'))) return false;
    switch (rows) {
      case 'jurisdiction':
        return true;
      case 'subtree':
        return viewer.held.some(
          ({ role, place }) => (isRole(line, role) || isAnyPost(line, role)) && (facts.place ?? '').startsWith(place),
        );
      case 'own':
        return viewer.person !== null && (facts.own ?? []).includes(viewer.person);
      case 'held':
        return viewer.posts.some((post) => post.organization_id !== null && post.organization_id === facts.holder && isStaffPost(post));
      case 'assigned':
        return viewer.person !== null && (facts.assigned ?? []).includes(viewer.person);
      default:
        throw new Error(`access.csv has rows "${rows}", which the matrix does not know: ${line.text}`);
    }
  });
}

/** Whether some line lets somebody do the action with a row. */
export const may = (subject: string, action: string, viewer: Viewer, facts: Facts, only: (line: Line) => boolean = () => true): boolean =>
  linesFor(subject, action).some((line) => only(line) && opens(line, viewer, facts));
