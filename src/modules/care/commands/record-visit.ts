import { cellOf, seal } from '../../../auth/cipher.js';
import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { day, demands, flag, id, listOf, needed, oneOf, optional, optionalLines, optionalText, pastInstant } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { pointField as point } from '../../grids/grid.type.js';
import { findPersonOrOfficial } from '../../households/commands/find-person.js';
import { membershipOf } from '../../households/commands/membership.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { HelpPairing, Visit } from '../care.entity.js';
import { mayVisit } from '../care.policy.js';
import { VisitKindEnum, visitPayload } from '../care.type.js';
import { demandNotDissolved, findSubject, holdsPost, oneSubject, type Subject, subjectFields } from './subject.js';

/** Households that were never visited are listed before the one that was visited first (care.reads), as if they had been visited at this time. */
const EARLIEST = new Date('2000-01-01T00:00:00Z');

/** A joint visit has at least two visitors; a return visit names the visit that it follows. */
export const recordVisit = verb(
  'recordVisit',
  {
    does: 'Records a visit to a household or a resident. 记录走访',
    answers: visitPayload,
    takes: {
      ...subjectFields,
      kind: oneOf(VisitKindEnum, 'What it was for. 类型'),
      actorIds: optional(listOf(id('Person', 'Who visited; the one who records it if left out. 走访人'), { max: 10 })),
      at: optional(pastInstant('When; now if left out. 时间', EARLIEST)),
      purpose: optionalText(200, 'What it was about. 事由'),
      findings: optionalLines(2_000, 'What was found. 走访情况'),
      needs: optionalLines(2_000, 'What they need. 需求'),
      returnOfId: optional(id('Visit', 'Of a return visit: the visit that it follows. 回访自')),
      nextDueOn: optional(day('By when the next one is due. 下次走访日期')),
      informationUpdated: optional(flag('Whether what is known of them was brought up to date. 是否更新信息')),
      location: optional(point('Where. 位置')),
    },
    rules: [
      needed(oneSubject),
      demands(
        ({ kind, returnOfId }) => kind !== 'RETURN_VISIT' || returnOfId !== null,
        'REQUIRED',
        'Name the visit that it follows. 请指明所回访的走访记录。',
        'returnOfId',
      ),
      demands(
        ({ kind, returnOfId }) => kind === 'RETURN_VISIT' || returnOfId === null,
        'INVALID',
        'Only a return visit follows another visit. 只有回访才能指明所回访的走访记录。',
        'returnOfId',
      ),
      demands(
        ({ kind, actorIds }) => kind !== 'JOINT_POLICE' || (actorIds?.length ?? 0) >= 2,
        'INVALID',
        'A joint visit has at least two visitors; name them in actorIds. 共同走访至少有两名走访人，请在 actorIds 中填写。',
        'actorIds',
      ),
    ],
    async may(work, input) {
      const subject = await findSubject(work, input);
      demand(
        mayVisit(work.viewer, subject.place, input.kind),
        'Only grid staff and community cadres record visits in their own grids, and the police joint visits. 只有网格员和社区干部可以记录其网格内的走访，民警可以记录共同走访。',
      );
      return subject;
    },
  },
  async (work, input, found) => {
    demandNotDissolved(found);
    const { person, place, jurisdictionId } = found;
    // A visit to a resident also counts as one to their household.
    const household = found.household ?? (await membershipOf(work, person!))?.household ?? null;
    const subject = { ...found, household };
    const { kind, purpose, nextDueOn, findings, needs, location } = input;
    const at = input.at ?? work.now();
    if (nextDueOn !== null && nextDueOn <= dayOf(at))
      refuse('INVALID', 'nextDueOn must be after the visit. 下次走访日期必须晚于本次走访。', 'nextDueOn');

    const visit = work.em.create(Visit, {
      id: newId(jurisdictionOf(work).number),
      jurisdictionId,
      kind,
      household,
      person,
      actorIds: await actorsOf(work, input.actorIds ?? [], subject),
      at,
      purpose,
      findingsSealed: null,
      needsSealed: null,
      returnOf: input.returnOfId === null ? null : await visitBefore(work, input.returnOfId, subject, at),
      nextDueOn,
      informationUpdated: input.informationUpdated ?? false,
      location,
      place,
    });
    if (findings) visit.findingsSealed = seal(work.keyring, cellOf(visit, 'visit', 'findings_sealed'), findings);
    if (needs) visit.needsSealed = seal(work.keyring, cellOf(visit, 'visit', 'needs_sealed'), needs);
    if (household) await work.sql('update household set last_visit_at = greatest(last_visit_at, ?) where id = ?', [at, household]);
    return { id: visit.id };
  },
);

/** Visitors are people who hold a post today, or who help those who are visited. */
async function actorsOf(work: Work, actorIds: readonly string[], { person, household }: Subject): Promise<string[]> {
  if (actorIds.length === 0) return [work.viewer.person!];
  const pairings = await work.em.find(HelpPairing, {
    $or: [{ person }, { household }].filter((of) => Object.values(of)[0] !== null),
    endedOn: null,
  });
  const helpers = pairings.flatMap(({ helperIds }) => helperIds);
  const actors: string[] = [];
  for (const actorId of actorIds) {
    const actor = await findPersonOrOfficial(work, actorId);
    if (!helpers.includes(actor.id) && !(await holdsPost(work, actor.id)))
      refuse('INVALID', 'A visitor holds a post today, or helps them. 走访人须为现任职人员或其帮扶人。', 'actorIds');
    actors.push(actor.id);
  }
  return actors;
}

/** The earlier visit, to the same people, that a return visit follows. */
async function visitBefore(work: Work, id: string, { person, household }: Subject, at: Date): Promise<string> {
  const before = await findSeen(work, Visit, id);
  const isSame = (household !== null && before.household === household) || (person !== null && before.person === person);
  if (!isSame) refuse('INVALID', 'That visit was to others. 该走访记录的对象不是同一户或同一人。', 'returnOfId');
  if (before.at >= at) refuse('INVALID', 'A return visit comes after the visit. 回访必须晚于所回访的走访。', 'returnOfId');
  return before.id;
}
