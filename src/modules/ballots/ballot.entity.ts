import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import type { MajorityBase, QuorumKind } from '../deliberation/deliberation.terms.js';
import { DeliberationSession, SessionProxy } from '../deliberation/session.entity.js';
import { Person } from '../organisations/person.entity.js';
import type { BallotMethod, BallotResult, BallotState, BallotWeight, CivilCodeMatter } from './ballots.terms.js';
import { Topic } from './topic.entity.js';

/** A ballot on a topic. Who has a vote, and by which rules it is counted, is settled when it is opened. */
export const Ballot = defineEntity({
  name: 'Ballot',
  extends: BaseSchema,
  properties: {
    topic: () => p.manyToOne(Topic).mapToPk(),
    session: () => p.manyToOne(DeliberationSession).mapToPk(),
    method: p.text().$type<BallotMethod>(),
    weight: p.text().$type<BallotWeight>(),
    /** Empty where the answers are yes and no. */
    options: p.array(),
    matter: p.text().$type<CivilCodeMatter>().nullable(),
    hideUntilClosed: p.boolean(),
    quorumKind: p.text().$type<QuorumKind>(),
    quorumNumerator: p.integer(),
    quorumDenominator: p.integer(),
    quorumStrict: p.boolean(),
    majorityOf: p.text().$type<MajorityBase>(),
    majorityNumerator: p.integer(),
    majorityDenominator: p.integer(),
    majorityStrict: p.boolean(),
    proxyLimit: p.integer(),
    /** How many have a vote, and their floor area in square decimetres, 0 where it does not count. */
    electorate: p.integer(),
    electorateArea: p.integer(),
    state: p.text().$type<BallotState>(),
    openedAt: instant(),
    /** No vote is taken from then on; null: until the chair closes it. */
    closesAt: instant().nullable(),
    /** When those who have not voted are told that it closes soon; null where nobody is any more. */
    remindAt: instant().nullable(),
    closedAt: instant().nullable(),
    result: p.text().$type<BallotResult>().nullable(),
    winners: p.array().columnType('integer[]').$type<number[]>(),
    secret: p.boolean().default(false),
    /** Of a secret ballot: the key that answers are sealed with, and the one that says which the server took. base64url. */
    publicKey: p.text().nullable(),
    signingKey: p.text().nullable(),
    /** What opens the sums; gone when it is closed. */
    secretSealed: p.blob().nullable(),
    /** The opened sums: what each option was given, then the abstentions; and the proof of each. */
    totals: p.array().columnType('integer[]').$type<number[]>().nullable(),
    proofs: p.array().nullable(),
  },
});
export type Ballot = InferEntity<typeof Ballot>;

/** One with a vote, cast once: a person, a household, or the owners of the same homes together. */
export const BallotElector = defineEntity({
  name: 'BallotElector',
  tableName: 'ballot_elector',
  properties: {
    id: p.uuid().primary(),
    jurisdictionId: p.uuid(),
    ballot: () => p.manyToOne(Ballot).mapToPk(),
    /** Who may cast it: any of these. Empty where nobody is known. */
    personIds: p.array().columnType('uuid[]'),
    household: p.uuid().fieldName('household_id').nullable(),
    /** In square decimetres. */
    area: p.integer(),
  },
});
export type BallotElector = InferEntity<typeof BallotElector>;

/** Somebody may cast a vote for whom it is. One that was revoked stays as it was given; an elector has one at a time that stands. */
export const BallotProxy = defineEntity({
  name: 'BallotProxy',
  tableName: 'ballot_proxy',
  extends: BaseSchema,
  properties: {
    ballot: () => p.manyToOne(Ballot).mapToPk(),
    elector: () => p.manyToOne(BallotElector).mapToPk(),
    giver: () => p.manyToOne(Person).mapToPk(),
    holder: () => p.manyToOne(Person).mapToPk(),
    /** Where the written proxy is kept. */
    paper: p.text(),
    /** The proxy of the session that it follows from; null where it was given for the ballot alone. */
    proxy: () => p.manyToOne(SessionProxy).mapToPk().nullable(),
    at: instant(),
    revokedAt: instant().nullable(),
  },
});
export type BallotProxy = InferEntity<typeof BallotProxy>;

/** A vote, one for each elector: inserted, never changed but for the receipt. Of a secret ballot it says who took part, and nothing of what they chose. */
export const BallotVote = defineEntity({
  name: 'BallotVote',
  extends: BaseSchema,
  properties: {
    ballot: () => p.manyToOne(Ballot).mapToPk(),
    elector: () => p.manyToOne(BallotElector).mapToPk(),
    voter: () => p.manyToOne(Person).mapToPk(),
    /** Whose proxy the voter holds; null where it is their own vote. */
    onBehalfOf: () => p.manyToOne(Person).mapToPk().nullable(),
    isAbstention: p.boolean().nullable(),
    /** Positions of the options, from 1; of yes and no: 1 and 2. */
    choices: p.array().columnType('integer[]').$type<number[]>(),
    /** One for each option, of a ballot by scores. */
    scores: p.array().columnType('integer[]').$type<number[]>(),
    at: instant(),
    /** Of a secret ballot, until it is closed. */
    receipt: p.text().nullable(),
  },
});
export type BallotVote = InferEntity<typeof BallotVote>;

/** What somebody chose in a secret ballot, sealed. It is never opened, and has no time and no voter. */
export const SealedBallot = defineEntity({
  name: 'SealedBallot',
  tableName: 'sealed_ballot',
  properties: {
    id: p.uuid().primary(),
    jurisdictionId: p.uuid(),
    ballot: () => p.manyToOne(Ballot).mapToPk(),
    receipt: p.text(),
    /** base64url, as the signature. */
    content: p.text(),
    signature: p.text(),
  },
});
export type SealedBallot = InferEntity<typeof SealedBallot>;
