import { createECDH, createHash, createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import type { BallotMethod } from './ballots.terms.js';

/**
 * Secret ballots after Cramer, Gennaro and Schoenmakers (1997), as Helios and ElectionGuard use the scheme: each answer is sealed by exponential ElGamal over P-256 with a
 * proof that it is a valid one, the sealed answers are added up, and only the sums are opened, with a proof that they are opened right. No single ballot ever is.
 */

const { Point } = p256;
const { Fn } = Point;
type Point = InstanceType<typeof Point>;

const POINT = 65;
const SCALAR = 32;
const MOST_SCORE = 5;
const DOMAIN = 'mulin-secret-ballot-1';

/** What a sealed ballot is made of: a number for each option, then one for abstention. */
export interface Shape {
  readonly method: BallotMethod;
  /** Two where the answers are yes and no. */
  readonly options: number;
}

interface Slots {
  /** The largest number that each slot may hold; the least is 0. */
  readonly most: readonly number[];
  /** The sum of all slots, each with its weight, lies between these: what was answered fits the method, and who abstains answers nothing. */
  readonly weights: readonly bigint[];
  readonly between: readonly [number, number];
}

function slotsOf({ method, options }: Shape): Slots {
  const each = (value: number) => Array.from({ length: options }, () => value);
  switch (method) {
    case 'YES_NO_ABSTAIN':
    case 'SINGLE':
      return { most: [...each(1), 1], weights: [...each(1), 1].map(BigInt), between: [1, 1] };
    case 'MULTIPLE':
      return { most: [...each(1), 1], weights: [...each(1), options].map(BigInt), between: [1, options] };
    case 'SCORE':
      return {
        most: [...each(MOST_SCORE), 1],
        weights: [...each(1), MOST_SCORE * options].map(BigInt),
        between: [0, MOST_SCORE * options],
      };
  }
}

export interface Answer {
  readonly isAbstention: boolean;
  readonly choices: readonly number[];
  readonly scores: readonly number[];
}

/** The numbers in the slots of an answer. */
function numbersOf({ options }: Shape, { isAbstention, choices, scores }: Answer): number[] {
  const given = Array.from({ length: options }, (_, n) => (isAbstention ? 0 : (scores[n] ?? Number(choices.includes(n + 1)))));
  return [...given, Number(isAbstention)];
}

/** The keys of one ballot. Who has the secret can open ballots; the server alone has it, until the ballot is closed. */
export interface BallotKeys {
  readonly secret: bigint;
  readonly publicKey: Buffer;
  /** Says which sealed ballots the server took. */
  readonly signing: KeyObject;
  readonly verifying: Buffer;
}

const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

export const newSecret = (): Buffer => bytesOf(randomScalar());

export function keysOf(secret: Buffer): BallotKeys {
  const seed = createHash('sha256').update(`${DOMAIN} signing`).update(secret).digest();
  const signing = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const verifying = createPublicKey(signing).export({ format: 'der', type: 'spki' }).subarray(SPKI.length);
  return { secret: scalarOf(secret), publicKey: timesBase(scalarOf(secret)), signing, verifying };
}

export interface SealedBallot {
  readonly receipt: string;
  readonly content: Buffer;
  readonly signature: Buffer;
}

/** Seals an answer. All results of a shape are of one length. The randomness is forgotten: nobody can show how they voted. */
export function sealAnswer(keys: BallotKeys, ballotId: string, shape: Shape, answer: Answer): SealedBallot {
  const { most, weights, between } = slotsOf(shape);
  const numbers = numbersOf(shape, answer);
  const slots = numbers.map((number) => encrypt(keys, number));
  const proofs = slots.map((slot, n) => prove(keys, contextOf(ballotId, keys.publicKey, `slot ${n}`), slot, [0, most[n]!]));
  const whole: Encrypted = {
    ...{ A: Buffer.alloc(0), B: Buffer.alloc(0) },
    randomness: Fn.create(slots.reduce((sum, { randomness }, n) => sum + weights[n]! * randomness, 0n)),
    number: slots.reduce((sum, { number }, n) => sum + Number(weights[n]!) * number, 0),
  };
  const total = {
    ...whole,
    A: timesBase(whole.randomness),
    B: timesBase(Fn.create(whole.randomness * keys.secret + BigInt(whole.number))),
  };
  const proof = prove(keys, contextOf(ballotId, keys.publicKey, 'whole'), total, between);
  const content = Buffer.concat([...slots.flatMap(({ A, B }, n) => [A, B, proofs[n]!]), proof]);
  return signed(keys, ballotId, content);
}

function signed({ signing }: BallotKeys, ballotId: string, content: Buffer): SealedBallot {
  const digest = digestOf(ballotId, content);
  return { receipt: receiptOf(digest), content, signature: sign(null, digest, signing) };
}

/** Asks whether the server took a sealed ballot, and it is as it was. */
export function takenBy(verifying: Buffer, ballotId: string): (sealed: SealedBallot) => boolean {
  const key = createPublicKey({ key: Buffer.concat([SPKI, verifying]), format: 'der', type: 'spki' });
  return ({ receipt, content, signature }) => {
    const digest = digestOf(ballotId, content);
    return receiptOf(digest) === receipt && verify(null, digest, key, signature);
  };
}

/** Whether a sealed ballot holds a valid answer, whatever it is. */
export function isValid(publicKey: Buffer, ballotId: string, shape: Shape, content: Buffer): boolean {
  const { most, weights, between } = slotsOf(shape);
  const H = Point.fromBytes(publicKey);
  try {
    const { slots, rest } = slotsIn(most, content);
    const areValid = slots.every(({ A, B, proof }, n) =>
      holds(H, contextOf(ballotId, publicKey, `slot ${n}`), Point.fromBytes(A), Point.fromBytes(B), [0, most[n]!], proof),
    );
    const whole = (of: 'A' | 'B') =>
      slots.reduce((sum, slot, n) => sum.add(Point.fromBytes(slot[of]).multiplyUnsafe(weights[n]!)), Point.ZERO);
    return areValid && holds(H, contextOf(ballotId, publicKey, 'whole'), whole('A'), whole('B'), between, rest);
  } catch {
    return false;
  }
}

/** The sums of sealed ballots, slot by slot, without opening any. */
export class SealedSums {
  readonly #most: readonly number[];
  readonly #sums: { A: Point; B: Point }[];
  #count = 0;

  constructor(shape: Shape) {
    this.#most = slotsOf(shape).most;
    this.#sums = this.#most.map(() => ({ A: Point.ZERO, B: Point.ZERO }));
  }

  add(content: Buffer): void {
    for (const [n, { A, B }] of slotsIn(this.#most, content).slots.entries()) {
      const sum = this.#sums[n]!;
      sum.A = sum.A.add(Point.fromBytes(A));
      sum.B = sum.B.add(Point.fromBytes(B));
    }
    this.#count += 1;
  }

  /** What was given to each slot, one after the other, with the proof that it is the sum of these ballots. */
  *open(keys: BallotKeys, ballotId: string): Generator<Opened> {
    for (const [n, { A, B }] of this.#sums.entries()) {
      if (this.#count === 0) {
        yield { total: 0, proof: Buffer.alloc(0) };
        continue;
      }
      const total = logarithm(B.subtract(A.multiply(keys.secret)), this.#count * this.#most[n]!);
      const w = randomScalar();
      const c = challenge(contextOf(ballotId, keys.publicKey, `sum ${n}`), [A, B].map(bytesOfPoint), [
        timesBase(w),
        bytesOfPoint(A.multiply(w)),
      ]);
      yield { total, proof: Buffer.concat([bytesOf(c), bytesOf(Fn.create(w + c * keys.secret))]) };
    }
  }

  /** Whether the sums were opened right. */
  isOpenedAs(publicKey: Buffer, ballotId: string, opened: readonly Opened[]): boolean {
    if (opened.length !== this.#sums.length) return false;
    const H = Point.fromBytes(publicKey);
    return this.#sums.every(({ A, B }, n) => {
      const { total, proof } = opened[n]!;
      if (this.#count === 0) return total === 0;
      if (proof.length !== 2 * SCALAR || !Number.isSafeInteger(total) || total < 0) return false;
      const [c, s] = [scalarOf(proof.subarray(0, SCALAR)), scalarOf(proof.subarray(SCALAR))];
      const opening = total === 0 ? B : B.subtract(Point.BASE.multiplyUnsafe(BigInt(total)));
      const first = times(Point.BASE, s).subtract(times(H, c));
      const second = times(A, s).subtract(times(opening, c));
      const own = challenge(contextOf(ballotId, publicKey, `sum ${n}`), [A, B].map(bytesOfPoint), [first, second].map(bytesOfPoint));
      return own === c;
    });
  }
}

export interface Opened {
  readonly total: number;
  readonly proof: Buffer;
}

/** So long is a sealed ballot of a shape. */
export function lengthOf(shape: Shape): number {
  const { most, between } = slotsOf(shape);
  return most.reduce((sum, one) => sum + 2 * POINT + proofLength([0, one]), proofLength(between));
}

interface Encrypted {
  readonly A: Buffer;
  readonly B: Buffer;
  readonly randomness: bigint;
  readonly number: number;
}

/** (rG, rH + vG). Whoever seals has the secret of H, so that all of it are multiples of the base point. */
function encrypt({ secret }: BallotKeys, number: number): Encrypted {
  const randomness = randomScalar();
  return { A: timesBase(randomness), B: timesBase(Fn.create(randomness * secret + BigInt(number))), randomness, number };
}

type Range = readonly [least: number, most: number];
const proofLength = ([least, most]: Range): number => (most - least + 1) * 2 * SCALAR;

/** That a sealed number lies in a range, and not which it is (Cramer, Damgård, Schoenmakers): one branch is true, the others are simulated. */
function prove({ secret }: BallotKeys, context: Buffer, { A, B, randomness, number }: Encrypted, [least, most]: Range): Buffer {
  const w = randomScalar();
  const branches = Array.from({ length: most - least + 1 }, (_, n) => {
    const value = least + n;
    if (value === number) return { c: 0n, s: 0n, first: timesBase(w), second: timesBase(Fn.create(w * secret)) };
    const [c, s] = [randomScalar(), randomScalar()];
    const own = Fn.create(randomness * secret + BigInt(number - value));
    return { c, s, first: timesBase(Fn.create(s - c * randomness)), second: timesBase(Fn.create(s * secret - c * own)) };
  });
  const all = challenge(
    context,
    [A, B],
    branches.flatMap(({ first, second }) => [first, second]),
  );
  const mine = branches[number - least]!;
  mine.c = Fn.create(all - branches.reduce((sum, { c }) => sum + c, 0n));
  mine.s = Fn.create(w + mine.c * randomness);
  return Buffer.concat(branches.flatMap(({ c, s }) => [bytesOf(c), bytesOf(s)]));
}

function holds(H: Point, context: Buffer, A: Point, B: Point, range: Range, proof: Buffer): boolean {
  if (proof.length !== proofLength(range)) return false;
  const [least, most] = range;
  let sum = 0n;
  const commitments: Buffer[] = [];
  for (let value = least; value <= most; value++) {
    const at = (value - least) * 2 * SCALAR;
    const [c, s] = [scalarOf(proof.subarray(at, at + SCALAR)), scalarOf(proof.subarray(at + SCALAR, at + 2 * SCALAR))];
    const own = value === 0 ? B : B.subtract(Point.BASE.multiplyUnsafe(BigInt(value)));
    commitments.push(bytesOfPoint(times(Point.BASE, s).subtract(times(A, c))), bytesOfPoint(times(H, s).subtract(times(own, c))));
    sum = Fn.create(sum + c);
  }
  return sum === challenge(context, [A, B].map(bytesOfPoint), commitments);
}

function slotsIn(most: readonly number[], content: Buffer) {
  let at = 0;
  const take = (length: number) => {
    if (at + length > content.length) throw new Error('A sealed ballot is too short.');
    at += length;
    return content.subarray(at - length, at);
  };
  const slots = most.map((one) => ({ A: take(POINT), B: take(POINT), proof: take(proofLength([0, one])) }));
  return { slots, rest: content.subarray(at) };
}

const contextOf = (ballotId: string, publicKey: Buffer, what: string): Buffer =>
  Buffer.concat([Buffer.from(`${DOMAIN}|${ballotId}|${what}|`), publicKey]);

/** Fiat and Shamir: everything that a proof is about. */
function challenge(context: Buffer, statement: readonly Buffer[], commitments: readonly Buffer[]): bigint {
  const hash = createHash('sha512').update(context);
  for (const part of [...statement, ...commitments]) hash.update(part);
  return Fn.create(BigInt(`0x${hash.digest('hex')}`));
}

const digestOf = (ballotId: string, content: Buffer): Buffer =>
  createHash('sha256').update(`${DOMAIN}|${ballotId}|`).update(content).digest();

/** None that are mistaken for each other. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 160 bits, as people can compare them: XXXX-XXXX-… */
const receiptOf = (digest: Buffer): string => {
  let bits = BigInt(`0x${digest.toString('hex', 0, 20)}`);
  let text = '';
  for (let n = 0; n < 32; n++) {
    text = LETTERS[Number(bits & 31n)]! + text;
    bits >>= 5n;
  }
  return text.match(/.{4}/g)!.join('-');
};

/** kG, by the machine's own code: some hundred of them make a ballot. */
function timesBase(k: bigint): Buffer {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(bytesOf(k));
  return ecdh.getPublicKey();
}

const times = (point: Point, k: bigint): Point => (k === 0n ? Point.ZERO : point.multiplyUnsafe(k));
/** The neutral element has no coordinates: it is one zero byte. */
const bytesOfPoint = (point: Point): Buffer => (point.is0() ? Buffer.alloc(1) : Buffer.from(point.toBytes(false)));
const bytesOf = (scalar: bigint): Buffer => Buffer.from(scalar.toString(16).padStart(2 * SCALAR, '0'), 'hex');
const scalarOf = (bytes: Buffer): bigint => Fn.create(BigInt(`0x${bytes.toString('hex')}`));

function randomScalar(): bigint {
  for (;;) {
    // 64 bits more than the order has: what is left of it is even.
    const scalar = Fn.create(BigInt(`0x${randomBytes(SCALAR + 8).toString('hex')}`));
    if (scalar !== 0n) return scalar;
  }
}

/** v of vG, up to a bound: baby steps and giant steps (Shanks). */
function logarithm(target: Point, bound: number): number {
  const step = Math.ceil(Math.sqrt(bound + 1));
  const nameOf = (point: Point) => bytesOfPoint(point).toString('base64');
  const babies = new Map<string, number>();
  let baby: Point = Point.ZERO;
  for (let n = 0; n < step; n++) {
    babies.set(nameOf(baby), n);
    baby = baby.add(Point.BASE);
  }
  let giant = target;
  for (let n = 0; n <= step; n++) {
    const found = babies.get(nameOf(giant));
    if (found !== undefined) return n * step + found;
    giant = giant.subtract(baby);
  }
  throw new Error('The sum of a ballot is larger than its ballots allow.');
}
