import { dayOf, instantOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { holdingOn } from '../../../kernel/span.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { remember } from '../../../work/history.js';
import { id, instant, listOf, oneOf, optional, optionalLines, optionalText, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { DeliberationBody, DeliberationRules, SessionDue } from '../body.entity.js';
import { mayPrepare, NOT_PREPARER } from '../deliberation.policy.js';
import { AgendaItem, DeliberationSession } from '../session.entity.js';
import { MOST_AGENDA_ITEMS, SessionKindEnum, sessionPayload } from '../session.type.js';
import { demandAtWork, lockBody, memberToChair } from './find.js';
import { tellSession } from './tell-session.js';

/** Whoever's turn it is by the roster has the chair, unless a reason is given for somebody else. */
export const scheduleSession = verb(
  'scheduleSession',
  {
    does: 'Schedules a session of a body. 安排会议',
    answers: { ...sessionPayload, name: 'ScheduleSessionPayload' },
    takes: {
      bodyId: id('DeliberationBody', 'Of which body. 议事组织'),
      kind: oneOf(SessionKindEnum, 'What it is for. 类型'),
      scheduledAt: instant('When; it lies ahead. 会议时间'),
      venue: optionalText(200, 'Where. 地点'),
      chairId: optional(id('Person', "Who chairs it; whoever's turn it is if left out. 主持人")),
      chairReason: optionalLines(1_000, 'Why somebody else than the one whose turn it is. 替换原因'),
      dueId: optional(id('SessionDue', 'The session due that it is; the one of the same day if left out. 应开会议')),
      agenda: optional(listOf(text(200, 'What it is about. 议程'), { max: MOST_AGENDA_ITEMS })),
    },
    async may(work, { bodyId }) {
      const body = await findSeen(work, DeliberationBody, bodyId);
      demand(mayPrepare(work.viewer, body.place), NOT_PREPARER);
    },
  },
  async (work, input) => {
    const body = await lockBody(work, input.bodyId);
    demandAtWork(work, body, 'bodyId');
    const now = work.now();
    if (input.scheduledAt <= now) refuse('INVALID', 'It lies ahead. 会议时间须在当前时间之后。', 'scheduledAt');
    const { number } = jurisdictionOf(work);
    const rules = await work.em.findOneOrFail(DeliberationRules, { body: body.id, ...holdingOn(dayOf(now)) });
    const before = await work.em.find(DeliberationSession, { body: body.id }, { orderBy: { number: 'desc' } });
    const { chair, turn } = await chairOf(work, body, before, input);
    const session = work.em.create(DeliberationSession, {
      id: newId(number),
      jurisdictionId: body.jurisdictionId,
      body: body.id,
      rules: rules.id,
      due: await dueOf(work, body, before, input),
      number: (before[0]?.number ?? 0) + 1,
      kind: input.kind,
      state: 'SCHEDULED',
      scheduledAt: input.scheduledAt,
      venue: input.venue,
      chair,
      turn,
      chairReason: turn === null || chair === body.chairIds[turn] ? null : input.chairReason,
      isPublic: rules.isPublic,
      noticeSentAt: null,
      openedAt: null,
      closedAt: null,
      electorIds: null,
      createdAt: now,
      updatedAt: now,
      place: body.place,
    });
    for (const [index, title] of (input.agenda ?? []).entries())
      work.em.create(AgendaItem, {
        ...{ id: newId(number), jurisdictionId: body.jurisdictionId, session: session.id, position: index + 1, title, topicId: null },
      });
    remember(work, 'DeliberationSession', session, { verb: 'scheduleSession', from: null });
    await tellSession(work, session, { kind: 'SCHEDULED', before: null });
    return { id: session.id };
  },
);

interface Chairing {
  readonly chairId: string | null;
  readonly chairReason: string | null;
}

async function chairOf(work: Work, body: DeliberationBody, before: readonly DeliberationSession[], { chairId, chairReason }: Chairing) {
  if (body.chairIds.length === 0) return { chair: chairId && (await possibleChair(work, body, chairId, 'chairId')), turn: null };
  const last = before.find(({ state, turn }) => state !== 'CANCELLED' && turn != null);
  const turn = ((last?.turn ?? -1) + 1) % body.chairIds.length;
  const due = body.chairIds[turn]!;
  if (chairId === null || chairId === due) return { chair: due, turn };
  if (chairReason === null)
    refuse(
      'REQUIRED',
      'It is the turn of somebody else: say why they do not chair it. 按轮值应由他人主持，请说明替换原因。',
      'chairReason',
    );
  return { chair: await possibleChair(work, body, chairId, 'chairId'), turn };
}

/** A member of the body, or somebody of its roster; never an observer. */
export async function possibleChair(work: Work, body: DeliberationBody, person: string, field: string): Promise<string> {
  const member = await memberToChair(work, body.id, person, field);
  if (!member && !body.chairIds.includes(person))
    refuse('INVALID', 'A session is chaired by a member of the body, or by somebody of its roster. 主持人须为议事成员或轮值主席。', field);
  return person;
}

/** What was due: as the input says, else on the day of the session. Each due has one session that was not cancelled. */
async function dueOf(
  work: Work,
  body: DeliberationBody,
  before: readonly DeliberationSession[],
  { dueId, scheduledAt }: { readonly dueId: string | null; readonly scheduledAt: Date },
): Promise<string | null> {
  const isTaken = (due: string) => before.some((session) => session.due === due && session.state !== 'CANCELLED');
  if (dueId !== null) {
    const due = await work.em.findOne(SessionDue, { id: dueId, body: body.id });
    if (!due) refuse('INVALID', 'Nothing of the kind is due of this body. 该议事组织没有此项应开会议。', 'dueId');
    if (isTaken(due.id)) refuse('INVALID', 'There is a session for it already. 该应开会议已安排。', 'dueId');
    return due.id;
  }
  const begin = instantOf(dayOf(scheduledAt), '00:00');
  const end = new Date(begin.getTime() + 86_400_000);
  const dues = await work.em.find(SessionDue, { body: body.id, dueAt: { $gte: begin, $lt: end } }, { orderBy: { dueAt: 'asc' } });
  return dues.find(({ id }) => !isTaken(id))?.id ?? null;
}
