import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { cellOf, open, seal } from '../../../auth/cipher.js';
import { jurisdictionNumberOf, publicId } from '../../../kernel/ids.js';
import type { Work } from '../../../work/command.js';
import { type Ballot, SealedBallot } from '../ballot.entity.js';
import { shapeOf } from '../recount.js';
import { type Answer, type BallotKeys, keysOf, newSecret, type Opened, SealedSums, sealAnswer, takenBy } from '../secret.js';

/** What the server keeps of a secret ballot, and in which order it writes. The reasons are in the README of this module. */

export const noKeys = { publicKey: null, signingKey: null, secretSealed: null };

const cellOfSecret = (ballot: Pick<Ballot, 'id' | 'jurisdictionId'>) => cellOf(ballot, 'ballot', 'secret_sealed');

/** The keys of a new ballot: the secret one leaves the process sealed alone. */
export function newKeys(work: Work, ballot: Pick<Ballot, 'id' | 'jurisdictionId'>) {
  const secret = newSecret();
  const { publicKey, verifying } = keysOf(secret);
  return {
    publicKey: publicKey.toString('base64url'),
    signingKey: verifying.toString('base64url'),
    secretSealed: seal(work.keyring, cellOfSecret(ballot), secret.toString('base64url')),
  };
}

const keysOfBallot = (work: Work, ballot: Ballot): BallotKeys =>
  keysOf(Buffer.from(open(work.keyring, cellOfSecret(ballot), ballot.secretSealed!), 'base64url'));

/** Seals what somebody chose, and answers their receipt. No statement holds the choice itself. */
export function sealVote(work: Work, ballot: Ballot, answer: Answer): string {
  const { receipt, content, signature } = sealAnswer(keysOfBallot(work, ballot), publicId('Ballot', ballot.id), shapeOf(ballot), answer);
  work.em.create(SealedBallot, {
    ...{ id: idOf(receipt, ballot), jurisdictionId: ballot.jurisdictionId, ballot: ballot.id, receipt },
    ...{ content: content.toString('base64url'), signature: signature.toString('base64url') },
  });
  return receipt;
}

/** An id made of the receipt: others tell when a row was made. */
function idOf(receipt: string, ballot: Ballot): string {
  const bytes = createHash('sha256').update(receipt).digest().subarray(0, 16);
  bytes[6] = 0x40 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  bytes.writeUInt16BE(jurisdictionNumberOf(ballot.id), 14);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** So many are read and written at once. */
const BATCH = 100;
/** After so long others get their turn. */
const TURN_MS = 10;

/** What was sealed, in the order of receipts, which is none: it is written anew in that order as it is read. */
const TAKE = `with next as (select id from sealed_ballot where ballot_id = ? and receipt > ? order by receipt limit ${BATCH}),
  taken as (delete from sealed_ballot using next where sealed_ballot.id = next.id returning sealed_ballot.*)
  insert into sealed_ballot select * from taken order by receipt returning receipt, content, signature`;

/**
 * Opens the sums of what the server took, and forgets what could open more: the key, and whose ballot is which. Of thousands it takes seconds: in pieces, so that no
 * statement is long and requests are answered meanwhile.
 */
export async function openSums(work: Work, ballot: Ballot): Promise<void> {
  const keys = keysOfBallot(work, ballot);
  const id = publicId('Ballot', ballot.id);
  const sums = new SealedSums(shapeOf(ballot));
  const isTaken = takenBy(keys.verifying, id);
  const inTurns = turns();
  for (let after = ''; ; ) {
    const sealed = await work.sql<{ receipt: string; content: string; signature: string }>(TAKE, [ballot.id, after]);
    for (const { receipt, content, signature } of sealed) {
      const bytes = Buffer.from(content, 'base64url');
      if (isTaken({ receipt, content: bytes, signature: Buffer.from(signature, 'base64url') })) sums.add(bytes);
      if (receipt > after) after = receipt;
      await inTurns();
    }
    if (sealed.length < BATCH) break;
  }
  const opened: Opened[] = [];
  for (const one of sums.open(keys, id)) {
    opened.push(one);
    await inTurns();
  }
  Object.assign(ballot, {
    totals: opened.map(({ total }) => total),
    proofs: opened.map(({ proof }) => proof.toString('base64url')),
    secretSealed: null,
  });
  await work.sql('update ballot_vote set receipt = null where ballot_id = ?', [ballot.id]);
}

/** Lets others have their turn, whenever one has had a long one. */
function turns(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < TURN_MS) return;
    await setImmediate();
    since = performance.now();
  };
}
