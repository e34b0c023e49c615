import { organizationActedAt } from '../../../auth/viewer.js';
import { demand, notFound } from '../../../kernel/errors.js';
import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { placeAround } from '../../../kernel/place.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen, isSeen } from '../../../work/find.js';
import { remember } from '../../../work/history.js';
import { demands, exactlyOne, flag, id, instant, lines, listOf, needed, oneOf, optional, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Grid } from '../../grids/grid.entity.js';
import { outsideKinds } from '../../incidents/incident.terms.js';
import { demandActive } from '../../organisations/commands/find.js';
import { phone } from '../../organisations/commands/phone.js';
import { Organization } from '../../organisations/organization.entity.js';
import type { OrganizationKind } from '../../organisations/organization.terms.js';
import { OutageNotice, OutageRecipient } from '../outage.entity.js';
import { ANNOUNCES_NOT, actsForUtility, announcers, mayAnnounce } from '../outage.policy.js';
import { MOST_GRIDS } from '../outage.terms.js';
import { OutageKindEnum, outagePayload, REASON_LENGTH } from '../outage.type.js';
import { recipientsOf } from './recipients-of.js';
import { notifyStaff } from './tell-outage.js';
import { demandEnd, demandStart, PLANNED_ENDS } from './times.js';

const utilityKinds: readonly OrganizationKind[] = [...outsideKinds, 'PROPERTY_COMPANY'];
const areaKinds: readonly OrganizationKind[] = ['COMMUNITY', 'STREET_OFFICE', 'TOWN_GOVERNMENT'];

export const issueOutageNotice = verb(
  'issueOutageNotice',
  {
    does: 'Announces that supply is cut for an area, planned or not: communities, property companies and grids there are told. 发布停供通知',
    answers: outagePayload,
    takes: {
      kind: oneOf(OutageKindEnum, 'What is cut. 停供类别'),
      planned: flag('Planned, not a breakdown. 是否计划停供'),
      utilityId: id('Organization', 'Who cuts the supply. 停供单位'),
      organizationId: optional(
        id('Organization', 'The area is all of this community, street or town. Give this or gridIds. 停供区域（组织）'),
      ),
      gridIds: optional(
        listOf(id('Grid', 'The area is these grids. Give this or organizationId. 停供区域（网格）'), { min: 1, max: MOST_GRIDS }),
      ),
      area: text(200, 'The area, in words. 停供区域说明'),
      reason: lines(REASON_LENGTH, 'Why it is cut. 停供原因'),
      startsAt: instant('When it begins, or began. 停供开始时间'),
      endsAt: optional(instant('When it is expected to end; a planned outage has one. 预计恢复时间')),
      contactPhone: phone('Whom to call. 联系电话'),
    },
    rules: [
      needed(exactlyOne('organizationId', 'gridIds')),
      demands(({ planned, endsAt }) => !planned || endsAt !== null, 'REQUIRED', PLANNED_ENDS, 'endsAt'),
    ],
    async may(work, { utilityId, organizationId, gridIds }) {
      const utility = await findSeen(work, Organization, utilityId);
      const organization = organizationId === null ? null : await findSeen(work, Organization, organizationId);
      const grids = gridIds === null ? [] : await work.em.find(Grid, { id: gridIds, ...isSeen(work, 'Grid') });
      if (grids.length < new Set(gridIds).size) throw notFound('Grid');
      const seats = organization ? [organization] : grids;
      const place = placeAround(seats.map((seat) => seat.place));
      // Who names no grid is told that.
      if (seats.length > 0) demand(mayAnnounce(work.viewer, utility.id, place), ANNOUNCES_NOT);
      return { utility, organization, grids, seats, place };
    },
  },
  async (work, input, { utility, organization, grids, seats, place }) => {
    const now = work.now();
    demandActive(utility, 'utilityId');
    if (!utilityKinds.includes(utility.kind))
      refuse(
        'INVALID',
        'Utilities, departments, firms and property companies cut supply. 停供单位须为公用事业、职能部门、企业或物业公司等。',
        'utilityId',
      );
    if (organization) {
      demandActive(organization, 'organizationId');
      if (!areaKinds.includes(organization.kind))
        refuse('INVALID', 'The area is a community, a street or a town. 停供区域须为社区、街道或镇。', 'organizationId');
    }
    if (grids.some(({ status }) => status !== 'ACTIVE')) refuse('INVALID', 'A grid is no longer at work. 有网格已撤销。', 'gridIds');
    if (seats.some(({ jurisdictionId }) => jurisdictionId !== utility.jurisdictionId))
      refuse('INVALID', 'The utility and the area are of one jurisdiction. 停供单位与停供区域须属于同一辖区。', 'utilityId');
    demandStart(now, input.startsAt);
    demandEnd(now, input.startsAt, input.endsAt);

    const base = { jurisdictionId: utility.jurisdictionId, createdAt: now, updatedAt: now };
    const number = jurisdictionNumberOf(utility.id);
    const { viewer } = work;
    const notice = work.em.create(OutageNotice, {
      ...{ ...base, id: newId(number), kind: input.kind, planned: input.planned, utility: utility.id },
      issuer: actsForUtility(viewer, utility.id) ? utility.id : organizationActedAt(viewer, place, announcers)!,
      ...{ reason: input.reason, area: input.area, organization: organization?.id ?? null, gridIds: grids.map((grid) => grid.id) },
      ...{ startsAt: input.startsAt, endsAt: input.endsAt, restoredAt: null, issuedAt: now, contactPhone: input.contactPhone },
      ...{ state: input.startsAt > now ? ('ANNOUNCED' as const) : ('UNDERWAY' as const), place },
    });
    remember(work, 'OutageNotice', notice, { verb: 'issueOutageNotice', from: null });
    const told = (
      await recipientsOf(
        work,
        utility.jurisdictionId,
        seats.map((seat) => seat.place),
        utility.id,
      )
    ).map((addressee) => {
      const recipient = work.em.create(OutageRecipient, {
        ...{ ...base, ...addressee, id: newId(number), notice: notice.id, state: 'TOLD' as const, toldAt: now },
        ...{ acknowledgedAt: null, acknowledgedBy: null },
      });
      remember(work, 'OutageRecipient', recipient, { verb: 'issueOutageNotice', from: null });
      return recipient;
    });
    await notifyStaff(work, notice, 'OUTAGE_ANNOUNCED', now, told);
    return { id: notice.id };
  },
);
