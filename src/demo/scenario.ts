import type { Cadence, CareCategory, VisitKind, Weekday } from '../modules/care/care.terms.js';
import type { Position } from '../modules/organisations/organization.terms.js';

/** What the source tells of a jurisdiction's households beside their number. Counts are spread evenly over those in which nobody is known by a post. */
export interface Scenario {
  /** Of a hundred residents so many have been seen where they live. */
  readonly verified: number;
  /** Where households came from, by turns. */
  readonly origins?: readonly string[];
  /** 连心户 */
  readonly connected?: number;
  /** Persons in need of care, of the whole jurisdiction; the head of a household each. Old people who live alone are found by themselves. */
  readonly persons?: Readonly<Partial<Record<CareCategory, number>>>;
  /** Households in need of care. */
  readonly households?: Readonly<Partial<Record<CareCategory, number>>>;
  /** Whom somebody helps, one to one: so many of those with a category. */
  readonly paired?: readonly (readonly [category: CareCategory | 'CONNECTED', count: number, cadence: Cadence])[];
  /** Visits to so many households, or to those with a category, by holders of the posts on their grid together. */
  readonly rounds?: readonly {
    readonly kind: VisitKind;
    readonly by: readonly Position[];
    readonly to: number | readonly CareCategory[];
    readonly purpose: string;
  }[];
  /** A rule of each community, how many of a hundred visits that it asks for were made, and how many of a hundred of these were followed up. */
  readonly duty?: {
    readonly position: Position;
    readonly kind: VisitKind;
    readonly cadence: Extract<Cadence, 'WEEKLY' | 'MONTHLY'>;
    readonly weekday: Weekday | null;
    readonly returnWeekday: Weekday | null;
    readonly kept: number;
    readonly followed: number;
  };
}
