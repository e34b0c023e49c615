import type { MajorityBase } from '../deliberation/deliberation.terms.js';
import { type Fraction, type QuorumRule, reaches } from '../deliberation/quorum.js';
import type { BallotMethod, BallotResult } from './ballots.terms.js';

/** How a ballot is counted. All figures are whole numbers; nothing is rounded. */

/** Those with a vote, and those of them who take part: heads, and floor area in square decimetres (0 where it does not count). */
export interface Weight {
  readonly heads: number;
  readonly area: number;
}

/** What an option was given. */
export interface Tally extends Weight {
  /** Of a ballot by scores, their sum. */
  readonly score: number;
}

/** What the opened sums of a secret ballot say: a total for each option, then the abstentions. */
export function talliesOfTotals(method: BallotMethod, totals: readonly number[], cast: number): readonly Tally[] {
  const answered = cast - totals.at(-1)!;
  return totals
    .slice(0, -1)
    .map((total) => (method === 'SCORE' ? { heads: answered, area: 0, score: total } : { heads: total, area: 0, score: 0 }));
}

export interface Counting {
  readonly method: BallotMethod;
  /** Whether floor area counts beside heads: each has to reach what is asked. */
  readonly byArea: boolean;
  readonly quorum: QuorumRule;
  readonly majority: Fraction & { readonly of: MajorityBase };
  readonly all: Weight;
  /** Abstainers take part. */
  readonly cast: Weight;
  /** In the order of the options; of yes and no: yes first. */
  readonly tallies: readonly Tally[];
}

export interface Outcome {
  readonly result: Exclude<BallotResult, 'DEFERRED'>;
  /** Positions of the options that won, from 1. */
  readonly winners: readonly number[];
}

/** Whether a weight reaches a share of another one: by heads, and by area where it counts. */
const reachesAll = (part: Weight, whole: Weight, share: Fraction, byArea: boolean): boolean =>
  reaches(part.heads, whole.heads, share) && (!byArea || reaches(part.area, whole.area, share));

export function isQuorate({ quorum, byArea, all, cast }: Pick<Counting, 'quorum' | 'byArea' | 'all' | 'cast'>): boolean {
  if (cast.heads === 0) return false;
  switch (quorum.kind) {
    case 'COUNT':
      return cast.heads >= quorum.numerator;
    case 'PERCENT_OF_AREA':
      return byArea ? reachesAll(cast, all, quorum, true) : reaches(cast.heads, all.heads, quorum);
    case 'PERCENT_OF_ELECTORATE':
      return reachesAll(cast, all, quorum, byArea);
  }
}

/**
 * Ties reject. Of several options the one with most heads wins, or with most area and heads where area counts; of multiple choice each that has the majority; of
 * scores the one with the highest sum, where those who gave any have the majority.
 */
export function outcomeOf(counting: Counting): Outcome {
  if (!isQuorate(counting)) return { result: 'NO_QUORUM', winners: [] };
  const { method, byArea, majority, all, cast, tallies } = counting;
  const base = majority.of === 'CAST' ? cast : all;
  const hasMajority = (tally: Tally) => reachesAll(tally, base, majority, byArea);
  const winners = winnersOf(method, byArea, tallies, hasMajority);
  return { result: winners.length > 0 ? 'ADOPTED' : 'REJECTED', winners };
}

function winnersOf(
  method: BallotMethod,
  byArea: boolean,
  tallies: readonly Tally[],
  hasMajority: (tally: Tally) => boolean,
): readonly number[] {
  const positions = tallies.map((_, index) => index + 1);
  const at = (position: number) => tallies[position - 1]!;
  switch (method) {
    case 'YES_NO_ABSTAIN':
      // More for than against as well: a threshold below a half adopts nothing against more votes.
      return hasMajority(at(1)) && beats(at(1), at(2), byArea) ? [1] : [];
    case 'SINGLE':
      return positions.filter(
        (one) => hasMajority(at(one)) && positions.every((other) => other === one || beats(at(one), at(other), byArea)),
      );
    case 'MULTIPLE':
      return positions.filter((one) => hasMajority(at(one)));
    case 'SCORE':
      return positions.filter(
        (one) => hasMajority(at(one)) && positions.every((other) => other === one || at(one).score > at(other).score),
      );
  }
}

const beats = (a: Weight, b: Weight, byArea: boolean): boolean => a.heads > b.heads && (!byArea || a.area > b.area);
