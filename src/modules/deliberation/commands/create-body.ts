import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { id, oneOf, optional, part, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Grid } from '../../grids/grid.entity.js';
import { findSeat, jurisdictionOf, lockTree } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { DeliberationBody } from '../body.entity.js';
import { BodyKindEnum, bodyPayload } from '../body.type.js';
import { mayKeepBodies, NOT_BODY_KEEPER } from '../deliberation.policy.js';
import { newRules, rulesInput } from './rules.js';

export const createBody = verb(
  'createBody',
  {
    does: 'Sets up a body that deliberates, with its rules. 设立议事组织',
    answers: { ...bodyPayload, name: 'CreateBodyPayload' },
    takes: {
      organizationId: id('Organization', 'The organisation that it belongs to. 所属组织'),
      gridId: optional(id('Grid', 'The grid that it is for. 所属网格')),
      name: text(100, 'Name. 名称'),
      kind: oneOf(BodyKindEnum, 'What kind. 类型'),
      rules: part(rulesInput, 'Its rules. 议事规则'),
    },
    async may(work, { organizationId, gridId }) {
      const organization = await findSeen(work, Organization, organizationId);
      const grid = gridId === null ? null : await findSeen(work, Grid, gridId);
      demand(mayKeepBodies(work.viewer, (grid ?? organization).place), NOT_BODY_KEEPER);
      return { organization, grid };
    },
  },
  async (work, { name, kind, rules }, { organization, grid }) => {
    const jurisdiction = jurisdictionOf(work);
    // What is being moved comes to rest first: the body copies its place.
    await lockTree(work, jurisdiction.id);
    const seat = await findSeat(work, (grid ?? organization).id, grid ? 'Grid' : 'Organization');
    if (seat.status !== 'ACTIVE' || organization.status !== 'ACTIVE')
      refuse('INVALID', 'It is no longer at work. 该组织或网格已撤销。', grid ? 'gridId' : 'organizationId');
    if (grid && !seat.place.startsWith(organization.place) && grid.community !== organization.id)
      refuse('INVALID', 'The grid lies elsewhere. 该网格不在该组织范围内。', 'gridId');
    const body = work.em.create(DeliberationBody, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      name,
      kind,
      organization: organization.id,
      grid: grid?.id ?? null,
      chairIds: [],
      recurrence: null,
      duesUntil: null,
      endedOn: null,
      place: seat.place,
    });
    await newRules(work, body, rules);
    return { id: body.id };
  },
);
