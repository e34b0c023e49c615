import type { BallotMethod } from './ballots.terms.js';
import { isValid, SealedSums, type Shape, takenBy } from './secret.js';

/** A closed secret ballot as the graph tells everybody of it. Bytes are base64url. */
export interface PublishedBallot {
  readonly id: string;
  readonly method: BallotMethod;
  readonly options: readonly string[];
  readonly electorate: number;
  /** How many took part. */
  readonly cast: number;
  readonly publicKey: string;
  readonly signingKey: string;
  readonly opening: readonly { readonly total: number; readonly proof: string }[];
  readonly sealedBallots: readonly { readonly receipt: string; readonly content: string; readonly signature: string }[];
}

export interface Recount {
  /** What each option was given, then the abstentions. */
  readonly totals: readonly number[];
  /** What does not hold; nothing where the count is right. */
  readonly faults: readonly string[];
}

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');
export const shapeOf = ({ method, options }: { readonly method: BallotMethod; readonly options: readonly unknown[] }): Shape => ({
  method,
  options: method === 'YES_NO_ABSTAIN' ? 2 : options.length,
});

/** Counts a secret ballot again from what is published, without opening any ballot and without the server. */
export function recount(ballot: PublishedBallot): Recount {
  const { id, electorate, cast, opening, sealedBallots } = ballot;
  const [publicKey, signingKey] = [bytes(ballot.publicKey), bytes(ballot.signingKey)];
  const shape = shapeOf(ballot);
  const sums = new SealedSums(shape);
  const isTaken = takenBy(signingKey, id);
  const faults: string[] = [];
  const receipts = new Set<string>();
  for (const { receipt, content, signature } of sealedBallots) {
    const sealed = { receipt, content: bytes(content), signature: bytes(signature) };
    if (receipts.has(receipt)) faults.push(`${receipt} is there twice.`);
    else if (!isTaken(sealed)) faults.push(`${receipt} was not taken by the server, or was changed afterwards.`);
    else if (!isValid(publicKey, id, shape, sealed.content)) faults.push(`${receipt} holds no valid answer.`);
    else sums.add(sealed.content);
    receipts.add(receipt);
  }
  if (sealedBallots.length !== cast) faults.push(`There are ${sealedBallots.length} ballots of ${cast} who took part.`);
  if (cast > electorate) faults.push(`${cast} took part of ${electorate} who have a vote.`);
  const opened = opening.map(({ total, proof }) => ({ total, proof: bytes(proof) }));
  if (!sums.isOpenedAs(publicKey, id, opened)) faults.push('The totals are not those of these ballots.');
  return { totals: opening.map(({ total }) => total), faults };
}
