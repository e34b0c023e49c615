import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { remember } from '../../../work/history.js';
import { id, lines, pastDay, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { demandActive, jurisdictionOf, lockTree } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { DisclosureNotice } from '../disclosure.entity.js';
import { mayDisclose, NOT_PUBLISHER } from '../disclosure.policy.js';
import { CONTENT_LENGTH, disclosurePayload } from '../disclosure.type.js';

export const draftDisclosureNotice = verb(
  'draftDisclosureNotice',
  {
    does: 'Drafts a notice of what a department found when it supervised an organisation. 起草监督检查结果公开',
    answers: { ...disclosurePayload, name: 'DraftDisclosureNoticePayload' },
    takes: {
      publisherId: id('Organization', 'The party organisation that publishes it. 公开组织'),
      departmentId: id('Organization', 'The department that supervised. 监督部门'),
      supervisedId: id('Organization', 'The organisation that was supervised. 被监督单位'),
      title: text(200, 'Title. 标题'),
      content: lines(CONTENT_LENGTH, 'What was found. 内容'),
      inspectedOn: pastDay('When it was inspected. 检查日期'),
    },
    async may(work, { publisherId }) {
      const publisher = await findSeen(work, Organization, publisherId);
      demand(mayDisclose(work.viewer, publisher.place), NOT_PUBLISHER);
      return publisher;
    },
  },
  async (work, input, publisher) => {
    const jurisdiction = jurisdictionOf(work);
    // A publisher that is being moved comes to rest first: the notice copies its place.
    await lockTree(work, jurisdiction.id);
    await work.em.refresh(publisher);
    demandActive(publisher, 'publisherId');
    if (!publisher.kind.includes('_PARTY_')) refuse('INVALID', 'A party organisation publishes it. 须由党组织公开。', 'publisherId');
    for (const field of ['departmentId', 'supervisedId'] as const) {
      const organization = await findSeen(work, Organization, input[field]);
      if (organization.jurisdictionId !== jurisdiction.id)
        refuse('INVALID', 'The organisation belongs to another jurisdiction. 该组织属于其他辖区。', field);
    }
    if (input.departmentId === input.supervisedId)
      refuse('INVALID', 'Nobody supervises themselves. 监督部门不能监督自身。', 'supervisedId');
    if (publisher.id === input.supervisedId)
      refuse('INVALID', 'Nobody publishes what was found of themselves. 被监督单位不能公开对自身的检查结果。', 'supervisedId');
    const now = work.now();
    const notice = work.em.create(DisclosureNotice, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      title: input.title,
      content: input.content,
      department: input.departmentId,
      supervised: input.supervisedId,
      publisher: publisher.id,
      inspectedOn: input.inspectedOn,
      state: 'DRAFT',
      publishedAt: null,
      createdAt: now,
      updatedAt: now,
      place: publisher.place,
    });
    remember(work, 'DisclosureNotice', notice, { verb: 'draftDisclosureNotice', from: null });
    return { id: notice.id };
  },
);
