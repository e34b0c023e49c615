// First: the demo comes here without modules/index, and type-graphql's decorators ask for it.
import 'reflect-metadata';
import type { RowRef } from '../../read/noun.js';
import { type Sql, sql } from '../../read/sql.js';
import { day, id, int, lines, optional } from '../../work/input.js';
import { policyFacts } from '../../work/policy-facts.js';
import { taking, workflow } from '../../work/workflow.js';
import { addMeasure } from './commands/add-measure.js';
import { assignTheme } from './commands/assign.js';
import { endMeasure } from './commands/end-measure.js';
import { endObservation } from './commands/end-observation.js';
import { giveUp } from './commands/give-up.js';
import { observe } from './commands/observe.js';
import { GovernanceTheme, ThemeMeasure } from './theme.entity.js';
import * as policy from './theme.policy.js';
import { FEWEST_DAYS, MOST_DAYS, measureStates, openThemeStates, themeStates } from './theme.terms.js';
import { CAUSE_LENGTH, MEASURE_LENGTH, themeMeasurePayload, themePayload } from './theme.type.js';

const measuresThat = (theme: RowRef, condition: Sql): Sql =>
  sql`(select count(*)::int from theme_measure m where m.theme_id = ${theme.col('id')} and ${condition})`;

/** It begins with openTheme. */
export const themeFlow = workflow({
  noun: 'GovernanceTheme',
  entity: GovernanceTheme,
  states: themeStates,
  answers: themePayload,
  facts: policyFacts<policy.ThemeFacts>({
    state: (row) => row.col('state'),
    place: (row) => row.col('place'),
    lead: (row) => row.col('lead'),
    responsible: (row) => row.col('responsible'),
    observedUntil: (row) => row.col('observedUntil'),
    planned: (row) => measuresThat(row, sql`m.state = 'PLANNED'`),
    done: (row) => measuresThat(row, sql`m.state = 'DONE' and m.done_at > coalesce(${row.col('observedFrom')}, '-infinity')`),
  }),
  steps: {
    recordCause: {
      as: 'recordCause',
      does: 'Records why it keeps happening; written anew as long as the measures are under way. 记录成因',
      from: ['PROPOSED', 'UNDER_ANALYSIS', 'MEASURES'],
      to: 'UNDER_ANALYSIS',
      comesTo: ({ state }) => (state === 'MEASURES' ? 'MEASURES' : 'UNDER_ANALYSIS'),
      may: policy.mayRecordCause,
      takes: taking({ cause: lines(CAUSE_LENGTH, 'Why it keeps happening. 成因') }, (theme: GovernanceTheme, { cause }) => {
        theme.cause = cause;
      }),
    },
    addMeasure: {
      as: 'addMeasure',
      does: 'Adds a measure: what is done about the cause, by whom and until when; staff of who has to do it are told. 制定措施',
      from: ['UNDER_ANALYSIS', 'MEASURES'],
      to: 'MEASURES',
      may: policy.mayManageTheme,
      isLocked: true,
      takes: taking(
        {
          text: lines(MEASURE_LENGTH, 'What is done. 措施内容'),
          organizationId: id('Organization', 'Who has to do it. 责任单位'),
          dueOn: day('The last day on which it is in time, today at the earliest. 完成期限'),
        },
        (theme: GovernanceTheme, measure, { work, now }) => addMeasure(work, theme, measure, now),
      ),
    },
    observe: {
      as: 'beginObservation',
      does: 'Begins to count whether it happens again, when every measure is done. 进入观察期',
      from: ['MEASURES'],
      to: 'OBSERVING',
      may: policy.mayObserve,
      isLocked: true,
      takes: taking(
        {
          days: optional(
            int(
              { min: FEWEST_DAYS, max: MOST_DAYS },
              'For so many days; as many as the baseline period has if left out, and never more. 观察天数',
            ),
          ),
        },
        (theme: GovernanceTheme, { days }, { now }) => observe(theme, days, now),
      ),
    },
    return: {
      as: 'returnTheme',
      does: 'Breaks an observation off and returns to measures, with a reason: it happens again too often. 退回整改',
      from: ['OBSERVING'],
      to: 'MEASURES',
      may: policy.mayManageTheme,
      isReasoned: true,
      change: (theme, { work, now }) => endObservation(work, theme, now),
    },
    close: {
      as: 'closeTheme',
      does: 'Closes a theme when the observation is over, and keeps its recurrence; by somebody else than who is responsible. 销题',
      from: ['OBSERVING'],
      to: 'CLOSED',
      may: policy.mayClose,
      change: async (theme, { work, now }) => {
        await endObservation(work, theme, now);
        theme.endedAt = now;
      },
    },
    drop: {
      as: 'dropTheme',
      does: 'Gives a theme up, with a reason; measures that are not done are withdrawn. 终止治理主题',
      from: openThemeStates,
      to: 'DROPPED',
      may: policy.mayManageTheme,
      isLocked: true,
      isReasoned: true,
      change: (theme, { work, now }) => giveUp(work, theme, now),
    },
    assign: {
      as: 'reassignTheme',
      does: 'Names who leads a theme and who is responsible for it from now on. 调整牵头组织和责任人',
      from: openThemeStates,
      to: 'PROPOSED',
      comesTo: ({ state }) => state,
      may: policy.mayManageTheme,
      isLocked: true,
      takes: taking(
        {
          leadId: id('Organization', 'Who leads it. 牵头组织'),
          responsibleId: id('Person', 'Who is responsible: staff of it, or of its grid that the theme is about. 责任人'),
        },
        (theme: GovernanceTheme, named, { work, now }) => assignTheme(work, theme, named, now),
      ),
    },
  },
});

/** It begins with addMeasure. */
export const themeMeasureFlow = workflow({
  noun: 'ThemeMeasure',
  entity: ThemeMeasure,
  states: measureStates,
  answers: themeMeasurePayload,
  facts: policyFacts<policy.MeasureFacts>({
    state: (row) => row.col('state'),
    organization: (row) => row.col('organization'),
    theme: (row) => sql`(select state from governance_theme t where t.id = ${row.col('theme')})`,
    place: (row) => row.col('place'),
  }),
  steps: {
    complete: {
      as: 'completeMeasure',
      does: 'Says that a measure is done. 完成措施',
      from: ['PLANNED'],
      to: 'DONE',
      may: policy.mayComplete,
      change: (measure, { work, now }) => endMeasure(work, measure, now, now),
    },
    withdraw: {
      as: 'withdrawMeasure',
      does: 'Withdraws a measure that is not wanted any more, with a reason. 撤销措施',
      from: ['PLANNED'],
      to: 'WITHDRAWN',
      may: policy.mayWithdraw,
      isReasoned: true,
      change: (measure, { work, now }) => endMeasure(work, measure, null, now),
    },
  },
});
