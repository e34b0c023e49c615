import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { remember } from '../../../work/history.js';
import { demands, exactlyOne, firstDay, id, int, listOf, needed, oneOf, optional, optionalLines, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Grid } from '../../grids/grid.entity.js';
import { jurisdictionOf, lockTree } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { Person } from '../../organisations/person.entity.js';
import { NeedItem } from '../need.entity.js';
import { mayRaiseNeeds, NOT_RAISER } from '../need.policy.js';
import { NeedKindEnum, NeedSourceEnum, needItemPayload, ServiceAspectEnum } from '../need.type.js';
import { MOST_WANTED } from '../need.workflow.js';
import { skills } from '../volunteer.terms.js';
import { SkillEnum } from '../volunteer.type.js';
import { doNotOverlap, freeTimes, inOrder } from './free-times.js';

/** Service posts are raised like needs: people are wanted for them, and claim them. */
export const raiseNeed = verb(
  'raiseNeed',
  {
    does: 'Raises a need, or offers a service post, for others to claim. 登记需求、发布岗位',
    answers: needItemPayload,
    takes: {
      gridId: optional(id('Grid', 'The grid it lies in. Give this or communityId. 网格')),
      communityId: optional(id('Organization', 'The community that it is for as a whole. Give this or gridId. 社区')),
      kind: oneOf(NeedKindEnum, 'What kind it is. 类型'),
      source: optional(oneOf(NeedSourceEnum, 'Where it is known from; OTHER if left out. 来源')),
      title: text(200, 'What is wanted. 标题'),
      description: optionalLines(2_000, 'What exactly; everybody who may claim it reads it, so name nobody. 说明'),
      aspect: optional(oneOf(ServiceAspectEnum, 'Of a service post: what it is about. 领岗方面')),
      personId: optional(id('Person', 'Whose need it is. 需求人')),
      skills: optional(listOf(oneOf(SkillEnum, 'One of these skills is asked for. 所需特长'), { max: Object.keys(skills).length })),
      times: optional(freeTimes('When people are wanted in the course of a week. 需要的时段')),
      wanted: optional(int({ min: 1, max: MOST_WANTED }, 'How many are wanted; one if left out. 需要数量')),
      dueOn: optional(firstDay('By when it is to be met. 期望完成日期')),
    },
    rules: [
      needed(exactlyOne('gridId', 'communityId')),
      demands(
        ({ kind, aspect }) => (kind === 'SERVICE_POST') === (aspect !== null),
        'INVALID',
        'A service post has an aspect, and nothing else has one. 领岗须填写方面，其他类型不得填写。',
        'aspect',
      ),
      doNotOverlap('times'),
    ],
    async may(work, { gridId, communityId }) {
      const seat = gridId === null ? await findSeen(work, Organization, communityId!) : await findSeen(work, Grid, gridId);
      demand(mayRaiseNeeds(work.viewer, seat.place), NOT_RAISER);
      return seat;
    },
  },
  async (work, input, seat) => {
    const jurisdiction = jurisdictionOf(work);
    // What is being moved or drawn anew comes to rest first: the need copies its place.
    await lockTree(work, jurisdiction.id);
    await work.em.refresh(seat);
    if (input.dueOn !== null && input.dueOn < dayOf(work.now()))
      refuse('INVALID', '{field} must not lie in the past. {field} 不得早于今天。', 'dueOn');
    if (seat.status !== 'ACTIVE') refuse('INVALID', 'It is no longer at work. 已撤销。', input.gridId === null ? 'communityId' : 'gridId');
    if (input.gridId === null && seat.kind !== 'COMMUNITY')
      refuse('INVALID', 'Needs are raised for a community or a grid. 需求应登记在社区或网格。', 'communityId');
    const need = work.em.create(NeedItem, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      kind: input.kind,
      source: input.source ?? 'OTHER',
      title: input.title,
      description: input.description,
      aspect: input.aspect,
      person: await subjectOf(work, input.personId),
      grid: input.gridId,
      community: input.communityId,
      skills: [...(input.skills ?? [])],
      times: inOrder(input.times ?? []),
      dueOn: input.dueOn,
      wanted: input.wanted ?? 1,
      claimed: 0,
      state: 'OPEN',
      raisedBy: work.viewer.person!,
      outcome: null,
      finishedAt: null,
      confirmedAt: null,
      confirmedBy: null,
      place: seat.place,
      createdAt: work.now(),
      updatedAt: work.now(),
    });
    remember(work, 'NeedItem', need, { verb: 'raiseNeed', from: null });
    return { id: need.id };
  },
);

async function subjectOf(work: Work, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const person = await findSeen(work, Person, id);
  if (person.jurisdictionId !== jurisdictionOf(work).id)
    refuse('INVALID', 'The person belongs to another jurisdiction. 该人员属于其他辖区。', 'personId');
  return person.id;
}
