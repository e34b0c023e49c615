import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { DeliberationBody } from '../deliberation/body.entity.js';
import { DeliberationSession } from '../deliberation/session.entity.js';
import { Grid } from '../grids/grid.entity.js';
import { Incident } from '../incidents/incident.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import type { GovernanceWay } from '../organisations/organization.terms.js';
import { Person } from '../organisations/person.entity.js';
import type { BallotResult, ProposerKind, TopicCategory, TopicScale, TopicStage } from './ballots.terms.js';

/** What a body deliberates, from a proposal to an executed and evaluated decision. `state`, the stage, is written by its workflow alone. */
export const Topic = defineEntity({
  name: 'Topic',
  extends: BaseSchema,
  properties: {
    body: () => p.manyToOne(DeliberationBody).mapToPk(),
    title: p.text(),
    content: p.text(),
    category: p.text().$type<TopicCategory>(),
    scale: p.text().$type<TopicScale>().nullable(),
    governance: p.array().$type<GovernanceWay[]>(),
    grid: () => p.manyToOne(Grid).mapToPk().nullable(),
    proposer: () => p.manyToOne(Person).mapToPk().nullable(),
    proposerKind: p.text().$type<ProposerKind>(),
    /** For which organisation it was proposed. */
    organization: () => p.manyToOne(Organization).mapToPk().nullable(),
    /** The incident that it came out of. */
    incident: () => p.manyToOne(Incident).mapToPk().nullable(),
    state: p.text().$type<TopicStage>(),
    /** The session that deliberates it, or did last. */
    session: () => p.manyToOne(DeliberationSession).mapToPk().nullable(),
    /** Of the last decision, by ballot or consensus. */
    result: p.text().$type<BallotResult>().nullable(),
    resolution: p.text().nullable(),
    decidedAt: instant().nullable(),
    supporterCount: p.integer().default(0),
    /** Grows each time that it is sent back: evaluations of earlier rounds no longer count. */
    round: p.integer().default(1),
    evaluationCount: p.integer().default(0),
    satisfiedCount: p.integer().default(0),
    /** Set by whoever moves the topic, to the instant that its history tells. */
    updatedAt: instant(),
    /** Copy of the place of the grid, or of the body. */
    place: p.text(),
  },
});
export type Topic = InferEntity<typeof Topic>;

/** What was adopted, who carries it out, and until when. One a topic. */
export const Decision = defineEntity({
  name: 'Decision',
  extends: BaseSchema,
  properties: {
    topic: () => p.manyToOne(Topic).mapToPk(),
    text: p.text(),
    responsible: () => p.manyToOne(Person).mapToPk(),
    dueOn: p.date(),
    /** The day after its publicity. */
    effectiveOn: p.date(),
    /** The work that it made; the last is that of the current round. */
    incidentIds: p.array().columnType('uuid[]'),
    report: p.text().nullable(),
    doneAt: instant().nullable(),
    /** So many have to evaluate it, and such a share of them to be satisfied. */
    evaluationMinimum: p.integer(),
    thresholdNumerator: p.integer(),
    thresholdDenominator: p.integer(),
  },
});
export type Decision = InferEntity<typeof Decision>;
