// First: the demo comes here without modules/index, and type-graphql's decorators ask for it.
import 'reflect-metadata';
import { dayOf } from '../../kernel/clock.js';
import { sql, viewerPerson } from '../../read/sql.js';
import type { Work } from '../../work/command.js';
import { policyFacts } from '../../work/policy-facts.js';
import { taking, workflow } from '../../work/workflow.js';
import { HelpPairing } from '../care/care.entity.js';
import { notify } from '../notifications/commands/notify.js';
import { ledTeams } from './activity.matter.js';
import { demandHelped } from './commands/helped.js';
import { lasting, lastsWell } from './commands/hours-fields.js';
import { demandFree, lockHoursOf, minutesOf } from './commands/overlap.js';
import { demandServed } from './commands/served.js';
import { VolunteerHours } from './hours.entity.js';
import { type HoursFacts, mayCorrect, mayDecide } from './hours.policy.js';
import { hoursStates } from './hours.terms.js';
import { hoursPayload } from './hours.type.js';

/** Who decides is somebody else than whose hours they are. */
async function decide(hours: VolunteerHours, { work, now }: { readonly work: Work; readonly now: Date }): Promise<void> {
  hours.decidedBy = work.viewer.person;
  await notify(work, { noun: 'VolunteerHours', row: hours, at: now }, [{ kind: 'HOURS_DECIDED', persons: [hours.person] }]);
}

/** They begin with submitHours, or with checkOut. */
export const hoursFlow = workflow({
  noun: 'VolunteerHours',
  entity: VolunteerHours,
  states: hoursStates,
  answers: hoursPayload,
  facts: policyFacts<HoursFacts>({
    state: (row) => row.col('state'),
    place: (row) => row.col('place'),
    isOwn: (row) => sql`coalesce(${row.col('person')} = ${viewerPerson}, false)`,
    isLed: (row) => sql`(${row.col('team')} = any(${ledTeams}))`,
    isCorrected: (row) =>
      sql`coalesce(${viewerPerson} = (select actor_id from history where subject_id = ${row.col('id')} and verb = 'correctHours' order by at desc, id desc limit 1), false)`,
  }),
  steps: {
    approve: {
      as: 'approveHours',
      does: "Approves somebody else's hours: they count. 通过服务时长",
      from: ['SUBMITTED'],
      to: 'APPROVED',
      may: mayDecide,
      change: decide,
    },
    reject: {
      as: 'rejectHours',
      does: "Rejects somebody else's hours, with a reason: they do not count. 驳回服务时长",
      from: ['SUBMITTED'],
      to: 'REJECTED',
      may: mayDecide,
      isReasoned: true,
      change: decide,
    },
    correct: {
      as: 'correctHours',
      does: 'Corrects when hours began and ended, with a reason; they have to be approved anew. The history keeps what they were. 更正服务时长',
      from: ['SUBMITTED', 'APPROVED', 'REJECTED'],
      to: 'SUBMITTED',
      may: mayCorrect,
      isReasoned: true,
      takes: taking(
        lasting,
        async (hours: VolunteerHours, { startsAt, endsAt }, { work }) => {
          const span = { startsAt, endsAt };
          await demandServed(work, { ...span, person: hours.person, team: hours.team, activity: hours.activity ?? null });
          if (hours.pairing != null)
            demandHelped(await work.em.findOneOrFail(HelpPairing, { id: hours.pairing }), hours.person, dayOf(startsAt));
          await lockHoursOf(work, hours.person);
          await demandFree(work, { person: hours.person, ...span }, hours.id);
          const before = `${hours.startsAt.toISOString()}/${hours.endsAt.toISOString()}`;
          Object.assign(hours, { ...span, minutes: minutesOf(span), decidedBy: null });
          return `${before} → ${span.startsAt.toISOString()}/${span.endsAt.toISOString()}`;
        },
        lastsWell,
      ),
    },
  },
});
