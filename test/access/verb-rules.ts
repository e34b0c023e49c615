import { publicId } from '../../src/kernel/ids.js';
import type { Noun, Row } from '../read/world.js';
import type { Ask } from './noun-rules.js';
import { may } from './policy.js';

/**
 * Who may do what, in the words of access.csv. Each verb is tried with an input that comes to nothing once the policy let it pass: an old version, an
 * empty text. So whoever may gets userErrors, who may not FORBIDDEN, and who does not see the row NOT_FOUND, and nothing changes.
 */
export interface VerbRule {
  /** The noun of the row that it is tried on. */
  readonly noun: Noun;
  readonly input: (row: { readonly id: string; readonly row: Row }, ask: Ask) => Record<string, unknown>;
  /** `either` where the row's state or its people decide, and the matrix of that noun looks closer. */
  readonly may: (ask: Ask, row: Row) => boolean | 'either';
  readonly sees?: (ask: Ask, row: Row) => boolean;
  /** Whether it can be tried on the row at all. */
  readonly fits?: (ask: Ask, row: Row) => boolean;
  /** It is about no row, so that none can be missing. */
  readonly isRowless?: boolean;
  /** Also without a token. */
  readonly anonymous?: boolean;
}

export type VerbRules = Readonly<Record<string, VerbRule>>;

export const here = (row: Row) => ({ jurisdiction: row.jurisdiction_id as string, place: row.place as string });
export const bySubtree =
  (subject: string, action: string): VerbRule['may'] =>
  (ask, row) =>
    may(subject, action, ask.viewer, here(row));
export const old = { version: 0 };
export const code = (row: Row) => ({ code: 'no code', name: String(row.id) });

export const ofGrid = (action: string, input: VerbRule['input'], noun: Noun = 'Grid'): VerbRule => ({
  noun,
  input,
  may: bySubtree('Grid', action),
});

/** Somebody of the row's jurisdiction who holds a post today: whoever signed in there may name them. */
export const official = ({ world, today, viewer }: Ask, row: Row) =>
  publicId(
    'Person',
    world.rows.Appointment.find(
      (post) =>
        post.jurisdiction_id === (viewer.jurisdiction ?? row.jurisdiction_id) &&
        post.valid_from <= today &&
        (post.valid_to === null || post.valid_to > today),
    )!.person_id,
  );
export const ofOrganization = (action: string, input: VerbRule['input']): VerbRule => ({
  noun: 'Organization',
  input,
  may: bySubtree('Organization', action),
});
