import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { remember } from '../../../work/history.js';
import { exactlyOne, id, lines, listOf, needed, oneOf, optional, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Grid } from '../../grids/grid.entity.js';
import { findSeat, jurisdictionOf } from '../../organisations/commands/find.js';
import { Covenant } from '../covenant.entity.js';
import { mayDraft, NOT_KEEPER } from '../covenant.policy.js';
import { CovenantKindEnum, covenantPayload, MOST_PEOPLE, TEXT_LENGTH } from '../covenant.type.js';
import { draft, peopleNamed } from './versions.js';

export const draftCovenant = verb(
  'draftCovenant',
  {
    does: 'Drafts a covenant of a grid or an organisation. 起草公约',
    answers: { ...covenantPayload, name: 'DraftCovenantPayload' },
    takes: {
      organizationId: optional(id('Organization', 'For all of this organisation. 组织')),
      gridId: optional(id('Grid', 'For this grid. Give one of organizationId and gridId. 网格')),
      kind: oneOf(CovenantKindEnum, 'What kind. 类型'),
      title: text(200, 'Title. 名称'),
      text: lines(TEXT_LENGTH, 'The text. 正文'),
      drafterIds: optional(listOf(id('Person', 'Who drafted it. 起草人'), { max: MOST_PEOPLE })),
    },
    rules: [needed(exactlyOne('organizationId', 'gridId'))],
    async may(work, { organizationId, gridId }) {
      const seat = gridId === null ? await findSeat(work, organizationId!, 'Organization') : await findSeat(work, gridId, 'Grid');
      demand(mayDraft(work.viewer, seat.place), NOT_KEEPER);
      return seat;
    },
  },
  async (work, { gridId, kind, title, text, drafterIds }, seat) => {
    if (seat.status !== 'ACTIVE')
      refuse('INVALID', 'It is no longer at work. 该组织或网格已撤销。', gridId === null ? 'organizationId' : 'gridId');
    const organization = gridId === null ? seat.id : (await work.em.findOneOrFail(Grid, { id: gridId })).community;
    const now = work.now();
    const covenant = work.em.create(Covenant, {
      id: newId(jurisdictionOf(work).number),
      jurisdictionId: seat.jurisdictionId,
      kind,
      title,
      organization,
      grid: gridId,
      supervisorIds: [],
      state: 'DRAFT',
      createdAt: now,
      updatedAt: now,
      place: seat.place,
    });
    draft(work, covenant, 1, { text, drafterIds: await peopleNamed(work, drafterIds ?? []) });
    remember(work, 'Covenant', covenant, { verb: 'draftCovenant', from: null });
    return { id: covenant.id };
  },
);
