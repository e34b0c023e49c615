import { dayOf } from '../../kernel/clock.js';
import { refuse } from '../../kernel/result.js';
import { workingDaysAfter } from '../../kernel/working-time.js';
import { sql, viewerPerson } from '../../read/sql.js';
import type { Work } from '../../work/command.js';
import { policyFacts } from '../../work/policy-facts.js';
import { workflow } from '../../work/workflow.js';
import { workCalendarAt } from '../calendar/work-calendar.js';
import { Household } from '../households/household.entity.js';
import { notify } from '../notifications/commands/notify.js';
import { Honour, HonourObjection } from './honour.entity.js';
import { type HonourFacts, mayAward, mayDecide } from './honour.policy.js';
import { honourStates } from './honour.terms.js';
import { honourPayload } from './honour.type.js';
import { isLedByViewer } from './membership.js';
import { TeamMembership } from './volunteer.entity.js';

/** Whoever objects has so many working days. */
const PUBLIC_DAYS = 5;

/** Who objects waits until it is awarded or refused, and the other way round: what was objected since the rights were looked at is found here. */
async function demandNoObjection(work: Work, honour: Honour): Promise<void> {
  await work.sql('select from honour where id = ? for update', [honour.id]);
  const count = await work.em.count(HonourObjection, { honour: honour.id, state: { $ne: 'DISMISSED' } });
  if (count > 0) refuse('WRONG_STATE', '{count} objections stand in its way. 尚有 {count} 项异议。', 'id', { count });
}

/** A household, a team and a unit are told through their head, leader and staff. */
async function tellAwarded(work: Work, honour: Honour, at: Date): Promise<void> {
  const household = honour.household == null ? null : await work.em.findOneOrFail(Household, { id: honour.household });
  const leaders = honour.team == null ? [] : await work.em.find(TeamMembership, { team: honour.team, role: 'LEADER', state: 'ACTIVE' });
  const persons = [honour.person, household?.head, ...leaders.map(({ person }) => person)];
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
        const calendar = await workCalendarAt(work, honour.place, work.now());
        honour.publicisedOn = dayOf(work.now());
        honour.publicUntil = workingDaysAfter(calendar, honour.publicisedOn, PUBLIC_DAYS);
      },
    },
    award: {
      does: 'Awards an honour that was public for long enough and that no objection stands against. 授予荣誉',
      from: ['PUBLICISED'],
      to: 'AWARDED',
      may: mayAward,
      async change(honour, { work, now }) {
        await demandNoObjection(work, honour);
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
