import type { QuorumKind } from './deliberation.terms.js';

/** Fractions in whole numbers: nothing is rounded before it is compared. */
export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
  /** More than the fraction; otherwise at least. */
  readonly strict: boolean;
}

/** Whether a part of a whole reaches a fraction of it. Whole numbers of any size. */
export function reaches(part: number | bigint, whole: number | bigint, { numerator, denominator, strict }: Fraction): boolean {
  const [left, right] = [BigInt(part) * BigInt(denominator), BigInt(whole) * BigInt(numerator)];
  return strict ? left > right : left >= right;
}

/** The least number of people who reach it. */
export function leastOf(whole: number, { numerator, denominator, strict }: Fraction): number {
  const product = whole * numerator;
  return strict ? Math.floor(product / denominator) + 1 : Math.ceil(product / denominator);
}

export interface QuorumRule extends Fraction {
  readonly kind: QuorumKind;
}

/** How many have to take part. */
export const requiredOf = (rule: QuorumRule, electorate: number): number =>
  rule.kind === 'COUNT' ? rule.numerator : Math.max(1, leastOf(electorate, rule));
