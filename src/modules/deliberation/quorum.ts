import type { Language } from '../../kernel/bilingual.js';
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

/** The rule in the language of whoever asks. */
export const ruleInWords = ({ kind, numerator, denominator, strict }: QuorumRule, language: Language): string => {
  if (kind === 'COUNT') return language === 'zh' ? `至少 ${numerator} 人` : `at least ${numerator} people`;
  const share = `${numerator}/${denominator}`;
  if (language === 'zh') return strict ? `超过全体的 ${share}` : `不少于全体的 ${share}`;
  return strict ? `more than ${share} of all` : `at least ${share} of all`;
};
