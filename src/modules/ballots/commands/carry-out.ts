import { dayOf } from '../../../kernel/clock.js';
import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { remember } from '../../../work/history.js';
import type { Ending } from '../../../work/keeps.js';
import { DeliberationBody } from '../../deliberation/body.entity.js';
import { findPersonOrOfficial } from '../../households/commands/find-person.js';
import { newIncident } from '../../incidents/commands/new-incident.js';
import { lockActiveGrid } from '../../incidents/commands/settle.js';
import { Incident } from '../../incidents/incident.entity.js';
import { Decision, Topic } from '../topic.entity.js';
import { effectiveDayOf } from './effective-day.js';

interface Adopting {
  readonly text: string | null;
  readonly responsibleId: string;
  readonly dueOn: string;
  readonly categoryId: string;
  readonly gridId: string | null;
  readonly evaluationMinimum: number | null;
  readonly threshold: { readonly numerator: number; readonly denominator: number; readonly strict: boolean | null } | null;
}

/** A decision names who and by when; its work is made in the same transaction. */
export async function carryOut(work: Work, topic: Topic, input: Adopting, now: Date): Promise<void> {
  if (topic.result !== 'ADOPTED') refuse('WRONG_STATE', 'It was not adopted. 该议题未获通过。', 'id');
  const today = dayOf(now);
  if (input.dueOn < today) refuse('INVALID', '{field} must not lie in the past. {field} 不得早于今天。', 'dueOn');
  const { threshold } = input;
  if (threshold && (threshold.numerator > threshold.denominator || threshold.strict))
    refuse(
      'INVALID',
      'It is at least a share, which is at most the whole: leave strict out. 比例不得大于 1，且为“不少于”，不得要求“超过”。',
      'threshold',
    );
  const responsible = await findPersonOrOfficial(work, input.responsibleId);
  const body = await work.em.findOneOrFail(DeliberationBody, { id: topic.body });
  await demandResidents(work, body, input.evaluationMinimum);
  const text = input.text ?? topic.resolution ?? topic.title;
  const gridId = input.gridId ?? topic.grid ?? body.grid;
  if (gridId == null) refuse('REQUIRED', 'Name the grid in which the work is done. 请指定落实工作的网格。', 'gridId');
  const incident = await workOf(work, topic, { text, gridId, categoryId: input.categoryId, responsible: responsible.id });
  work.em.create(Decision, {
    id: newId(jurisdictionNumberOf(topic.id)),
    jurisdictionId: topic.jurisdictionId,
    topic: topic.id,
    text,
    responsible: responsible.id,
    dueOn: input.dueOn,
    effectiveOn: await effectiveDayOf(work, topic),
    incidentIds: [incident.id],
    report: null,
    doneAt: null,
    evaluationMinimum: input.evaluationMinimum ?? 3,
    thresholdNumerator: threshold?.numerator ?? 3,
    thresholdDenominator: threshold?.denominator ?? 5,
  });
}

/** So many have to evaluate it as there are at least. */
async function demandResidents(work: Work, { place }: DeliberationBody, minimum: number | null): Promise<void> {
  if (minimum === null) return;
  const [{ count }] = (await work.sql('select count(*)::int as count from person where place ^@ ?', [place])) as [{ count: number }];
  if (minimum > count)
    refuse('INVALID', 'Only {count} people live where it is deliberated. 议事范围内仅有居民 {count} 人。', 'evaluationMinimum', { count });
}

/** The work of a topic that residents sent back: another incident where the first one was. */
export async function carryOutAgain(work: Work, topic: Topic, decision: Decision): Promise<void> {
  const before = await work.em.findOneOrFail(Incident, { id: decision.incidentIds.at(-1)! });
  const { id } = await workOf(work, topic, {
    ...{ text: decision.text, gridId: before.grid, categoryId: before.category, responsible: decision.responsible },
  });
  decision.incidentIds = [...decision.incidentIds, id];
}

interface WorkToDo {
  readonly text: string;
  readonly gridId: string;
  readonly categoryId: string;
  readonly responsible: string;
}

async function workOf(work: Work, topic: Topic, { text, gridId, categoryId, responsible }: WorkToDo): Promise<Incident> {
  const grid = await lockActiveGrid(work, gridId, null);
  if (!grid || grid.jurisdictionId !== topic.jurisdictionId || grid.status !== 'ACTIVE')
    refuse('INVALID', 'It is no active grid of this jurisdiction. 该网格不是本辖区正常运行的网格。', 'gridId');
  return newIncident(work, grid, {
    title: topic.title,
    description: text,
    categoryId,
    channel: 'COUNCIL_HALL',
    reportingOrganization: grid.community,
    assignee: responsible,
  });
}

/** The end of the work reports back: the topic waits for the residents' evaluation from then on. */
export async function reportDone(work: Work, { id }: Ending): Promise<void> {
  const decision = await work.em.findOne(
    Decision,
    { $sql: { text: 'own.incident_ids @> array[?::uuid]', parameters: [id] } },
    { lock: 'update' },
  );
  if (!decision || decision.incidentIds.at(-1) !== id) return;
  const topic = await work.em.findOneOrFail(Topic, { id: decision.topic }, { lock: 'update' });
  if (topic.state !== 'IMPLEMENTING') return;
  const now = work.now();
  decision.doneAt = now;
  Object.assign(topic, { state: 'REPORTED_DONE', updatedAt: now });
  remember(work, 'Topic', topic, { verb: 'closeIncident', from: 'IMPLEMENTING' });
}
