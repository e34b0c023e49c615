import type { Fraction } from '../deliberation/quorum.js';
import type { CivilCodeMatter } from './ballots.terms.js';

/**
 * What article 278 of the Civil Code asks of a vote of owners: of their number and of the exclusive floor area alike. Participation is a share of all owners, the
 * majority one of those who take part. 应当由专有部分面积占比三分之二以上的业主且人数占比三分之二以上的业主参与表决; "以上" includes the number.
 */
export const civilCode278 = {
  source: '《中华人民共和国民法典》第二百七十八条（2021-01-01）',
  participation: { numerator: 2, denominator: 3, strict: false },
  /** 过半数 */
  ordinary: { numerator: 1, denominator: 2, strict: true },
  /** 四分之三以上, for items 6 to 8. */
  special: { numerator: 3, denominator: 4, strict: false },
  specialMatters: ['ITEM_6', 'ITEM_7', 'ITEM_8'],
} as const satisfies {
  readonly source: string;
  readonly participation: Fraction;
  readonly ordinary: Fraction;
  readonly special: Fraction;
  readonly specialMatters: readonly CivilCodeMatter[];
};

/** The majority that a matter takes. */
export const majorityFor = (matter: CivilCodeMatter): Fraction =>
  (civilCode278.specialMatters as readonly CivilCodeMatter[]).includes(matter) ? civilCode278.special : civilCode278.ordinary;
