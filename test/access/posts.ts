import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { organizationKinds, positions } from '../../src/modules/organisations/organization.terms.js';

/** posts.csv as the tests ask it: where a post may be held, which role it gives there, and who appoints to it; independent of the table in the code. */

/** A seat: the kind of an organisation, `root` for that of a jurisdiction, or GRID or STAIRWELL. */
export interface Seat {
  readonly kind: string;
  readonly root?: boolean;
}

const text = readFileSync(join(import.meta.dirname, '../posts.csv'), 'utf8');
const kinds = Object.keys(organizationKinds);
/** What the file's head says of a word: "street = STREET_OFFICE|TOWN_GOVERNMENT|…;". */
const listed = (word: string): string[] => text.match(new RegExp(`${word} = ([A-Z_|]+)`))![1]!.split('|');

const party = kinds.filter((kind) => /._PARTY_./.test(kind));
const groups = party.filter((kind) => kind.endsWith('_GROUP'));
const street = listed('street');
/** The head names six and says that there are more. */
const bodies = [
  ...text
    .match(/groups \(([A-Z_, ]+)/)![1]!
    .trim()
    .split(', '),
  ...['GUIDANCE_COMMITTEE', 'MEDIATION_COMMITTEE', 'ELDERS_ASSOCIATION'],
];

const isSeat = (word: string, { kind, root = false }: Seat, taken: (seat: Seat) => boolean): boolean => {
  const isOrganization = kind !== 'GRID' && kind !== 'STAIRWELL';
  switch (word) {
    case 'root organisation':
      return root;
    case 'any organisation':
      return isOrganization;
    case 'any':
      return true;
    case 'party':
      return party.includes(kind);
    case 'other party':
      return party.includes(kind) && !taken({ kind });
    case 'party groups':
      return groups.includes(kind);
    case 'street':
      return street.includes(kind);
    case 'body':
      return bodies.includes(kind);
    default:
      if (!kinds.includes(word) && word !== 'GRID' && word !== 'STAIRWELL') throw new Error(`posts.csv has a seat ${word}.`);
      return word === kind;
  }
};

interface Line {
  readonly position: string;
  readonly seats: readonly string[];
  readonly role: string;
  readonly appointedBy: string;
}

const lines: readonly Line[] = text
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('position,'))
  .map((line) => {
    const [position, seats, role, ...appointedBy] = line.split(',') as [string, string, string, ...string[]];
    return { position, seats: seats.split('|'), role, appointedBy: appointedBy.join(',') };
  });

export const named = new Set(lines.map(({ position }) => position));
const linesOf = (position: string): readonly Line[] => {
  const own = lines.filter((line) => line.position === position);
  return own.length > 0 ? own : lines.filter((line) => line.position === 'any other');
};

function lineAt(position: string, seat: Seat): Line | undefined {
  const own = linesOf(position);
  return own.find((line, n) =>
    line.seats.some((word) => isSeat(word, seat, (other) => own.slice(0, n).some(({ seats }) => seats.includes(other.kind)))),
  );
}

/** Whether the post may be held there. */
export const fits = (position: string, seat: Seat): boolean => lineAt(position, seat) !== undefined;

/** The role that it gives there, or null. */
export function roleAt(position: string, seat: Seat): string | null {
  const role = lineAt(position, seat)?.role ?? '-';
  if (role === '-' || (role.includes('on grids only') && seat.kind !== 'GRID')) return null;
  return role.split(' ')[0]!;
}

/** The roles that appoint to it. */
export const appointersOf = (position: string): readonly string[] =>
  linesOf(position)[0]!
    .appointedBy.split(';')[0]!
    .replace(/\(.*\)/, '')
    .trim()
    .split('|');

/** The post that nobody holds beside it. */
export const excludedBy = (position: string): string | null => linesOf(position)[0]!.appointedBy.match(/never who is (\w+)/)?.[1] ?? null;

export const everyPosition = Object.keys(positions);
export const everySeat: readonly Seat[] = [
  ...kinds.map((kind) => ({ kind })),
  ...['STREET_OFFICE', 'TOWN_GOVERNMENT'].map((kind) => ({ kind, root: true })),
  ...['GRID', 'STAIRWELL'].map((kind) => ({ kind })),
];

/** The seat of an appointment, as its row and its organisation's say. */
export const seatOf = (
  post: { stairwell_id?: string | null; grid_id?: string | null },
  organization?: { kind: string; parent_id: string | null },
): Seat =>
  post.stairwell_id
    ? { kind: 'STAIRWELL' }
    : post.grid_id
      ? { kind: 'GRID' }
      : { kind: organization!.kind, root: organization!.parent_id === null };
