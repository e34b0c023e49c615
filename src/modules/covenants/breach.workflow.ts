// First: the demo comes here without modules/index, and type-graphql's decorators ask for it.
import 'reflect-metadata';
import type { RowRef } from '../../read/noun.js';
import { type Sql, sql, viewerPerson } from '../../read/sql.js';
import { id, oneOf, optional, optionalText, text } from '../../work/input.js';
import { policyFacts } from '../../work/policy-facts.js';
import { taking, workflow } from '../../work/workflow.js';
import { TopicCategoryEnum } from '../ballots/topic.type.js';
import { belongsAt } from '../organisations/belonging.js';
import { becomeIncident, becomeTopic } from './commands/take-up-breach.js';
import { CovenantBreach } from './covenant.entity.js';
import { type BreachFacts, mayHandleBreach } from './covenant.policy.js';
import { breachStates } from './covenant.terms.js';
import { breachPayload } from './covenant.type.js';

/** The viewer watches over the covenant, while it holds, and lives or serves where it does. */
export const isWatchedOver = (
  breach: RowRef,
): Sql => sql`exists (select from covenant c where c.id = ${breach.col('covenant')} and c.state = 'ADOPTED'
  and c.supervisor_ids @> array[${viewerPerson}] and ${belongsAt(viewerPerson, sql`c.place`)})`;

const TITLE = text(200, 'Title. 标题');

/** It begins with reportCovenantBreach. */
export const breachFlow = workflow({
  noun: 'CovenantBreach',
  entity: CovenantBreach,
  states: breachStates,
  answers: breachPayload,
  facts: policyFacts<BreachFacts>({
    state: (row) => row.col('state'),
    place: (row) => row.col('place'),
    isWatchedOver,
  }),
  steps: {
    turnIntoTopic: {
      as: 'turnBreachIntoTopic',
      does: 'Proposes a topic out of a breach, for a body to deliberate. 转为议题',
      from: ['REPORTED'],
      to: 'TURNED_INTO_TOPIC',
      may: mayHandleBreach,
      takes: taking(
        {
          bodyId: id('DeliberationBody', 'Which body is to deliberate it. 议事组织'),
          title: TITLE,
          category: oneOf(TopicCategoryEnum, 'What it is about. 类别'),
        },
        (breach: CovenantBreach, input, { work }) => becomeTopic(work, breach, input),
      ),
    },
    turnIntoIncident: {
      as: 'turnBreachIntoIncident',
      does: 'Reports an incident out of a breach, on behalf of who reported it. 转为事件',
      from: ['REPORTED'],
      to: 'TURNED_INTO_INCIDENT',
      may: mayHandleBreach,
      takes: taking(
        {
          title: TITLE,
          categoryId: id('IncidentCategory', 'Its category. 事件类别'),
          gridId: optional(id('Grid', "Where it happened; the covenant's grid if left out. 网格")),
          address: optionalText(200, 'Where there. 地点'),
        },
        (breach: CovenantBreach, input, { work }) => becomeIncident(work, breach, input),
      ),
    },
    dismiss: {
      as: 'dismissBreach',
      does: 'Says that nothing is to be done about a breach, with a reason. 不予处理',
      from: ['REPORTED'],
      to: 'DISMISSED',
      may: mayHandleBreach,
      isReasoned: true,
    },
  },
});
