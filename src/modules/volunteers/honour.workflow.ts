import { dayOf } from '../../kernel/clock.js';
import { sql, viewerPerson } from '../../read/sql.js';
import type { Work } from '../../work/command.js';
import { policyFacts } from '../../work/policy-facts.js';
import { workflow } from '../../work/workflow.js';
import { workingDayAfter } from '../calendar/work-calendar.js';
import { Household } from '../households/household.entity.js';
import { notify } from '../notifications/commands/notify.js';
import { viewerSeats } from './claiming.js';
import { leadersOf } from './commands/leaders.js';
import { Honour } from './honour.entity.js';
import { type HonourFacts, mayAward, mayDecide } from './honour.policy.js';
import { honourStates } from './honour.terms.js';
import { honourPayload } from './honour.type.js';
import { isLedByViewer } from './membership.js';

/** Whoever objects has so many working days. */
const PUBLIC_DAYS = 5;

/** A household, a team and a unit are told through their head, leader and staff. */
async function tellAwarded(work: Work, honour: Honour, at: Date): Promise<void> {
  const household = honour.household == null ? null : await work.em.findOneOrFail(Household, { id: honour.household });
  const persons = [honour.person, household?.head, ...(await leadersOf(work, honour.team == null ? [] : [honour.team]))];
  await notify(work, { noun: 'Honour', row: honour, at }, [{ kind: 'HONOUR_AWARDED', persons, organization: honour.unit }]);
}

/** It begins with nominateForHonour. */
export const honourFlow = workflow({
  noun: 'Honour',
  entity: Honour,
  states: honourStates,
  answers: honourPayload,
  facts: policyFacts<HonourFacts>({
    state: (honour) => honour.col('state'),
    place: (honour) => honour.col('place'),
    isConcerned: (honour) => sql`coalesce(${viewerPerson} in (${honour.col('nominatedBy')}, ${honour.col('person')}), false)
      or coalesce(${isLedByViewer(honour.col('team'))}, false)
      or coalesce(${honour.col('unit')} = any(${viewerSeats}), false)
      or exists (select from household_member mine where mine.household_id = ${honour.col('household')} and mine.person_id = ${viewerPerson} and mine.valid_to is null)`,
    publicUntil: (honour) => sql`${honour.col('publicUntil')}`,
    objections: (honour) =>
      sql`(select count(*)::int from honour_objection against where against.honour_id = ${honour.col('id')} and against.state <> 'DISMISSED')`,
  }),
  steps: {
    review: {
      does: 'Finds a nomination sound. 审核荣誉',
      from: ['NOMINATED'],
      to: 'REVIEWED',
      may: mayDecide,
    },
    publicise: {
      does: 'Makes an honour public for five working days, in which objections are heard. 公示荣誉',
      from: ['REVIEWED'],
      to: 'PUBLICISED',
      may: mayDecide,
      async change(honour, { work }) {
        honour.publicisedOn = dayOf(work.now());
        honour.publicUntil = await workingDayAfter(work, honour.place, work.now(), PUBLIC_DAYS);
      },
    },
    award: {
      does: 'Awards an honour that was public for long enough and that no objection stands against. 授予荣誉',
      from: ['PUBLICISED'],
      to: 'AWARDED',
      may: mayAward,
      // Who objects holds the lock.
      isLocked: true,
      async change(honour, { work, now }) {
        honour.awardedOn = dayOf(work.now());
        await tellAwarded(work, honour, now);
      },
    },
    reject: {
      does: 'Does not award an honour, with a reason. 不予授予荣誉',
      from: ['NOMINATED', 'REVIEWED', 'PUBLICISED'],
      to: 'REJECTED',
      may: mayDecide,
      isReasoned: true,
    },
  },
});
