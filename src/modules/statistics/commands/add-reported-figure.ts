import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { findSeen } from '../../../work/find.js';
import { day, demands, float, id, lines, oneOf, optional, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { jurisdictionOf, lockTree } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { ReportedFigure } from '../figure.entity.js';
import { mayReportFigures, NOT_REPORTER } from '../figure.policy.js';
import { ComparatorEnum, reportedFigurePayload } from '../figure.type.js';
import { isMisnamed } from '../metrics.js';

export const addReportedFigure = verb(
  'addReportedFigure',
  {
    does: 'Takes down a number that an organisation has published, to be held against what the rows say. 登记公布数字',
    answers: reportedFigurePayload,
    takes: {
      organizationId: id('Organization', 'Whose it is, and what it speaks of. 组织'),
      metric: text(100, 'What it is a number of: a key, perhaps with a term. 指标'),
      value: float({ min: 0, max: 1_000_000_000_000 }, 'The number; a share as 0.85. 数值'),
      unit: text(20, 'Of what: 户, 人次, RATIO for a share. 单位'),
      comparator: oneOf(ComparatorEnum, 'How it compares. 比较方式'),
      periodFrom: optional(day('The first day that it is about. 起始日期')),
      periodTo: optional(day('The first day after those that it is about. 截止日期（不含）')),
      asOf: optional(day('The day that it holds on. 时点')),
      quote: lines(1_000, 'What the source says. 原文'),
      source: text(200, 'Where it stands. 来源'),
    },
    rules: [
      demands(
        ({ periodFrom, periodTo }) => periodFrom === null || periodTo === null || periodFrom < periodTo,
        'INVALID',
        'A period ends after it begins. 统计期的截止日期应晚于起始日期。',
        'periodTo',
      ),
      demands(
        ({ metric }) => !isMisnamed(metric),
        'INVALID',
        'Rows tell this metric, but not with this term: leave the term out, or take another one. 该指标可由数据核算，但没有此限定词：请去掉或改用其他限定词。',
        'metric',
      ),
    ],
    async may(work, { organizationId }) {
      const organization = await findSeen(work, Organization, organizationId);
      demand(mayReportFigures(work.viewer, organization.place), NOT_REPORTER);
      return organization;
    },
  },
  async (work, { organizationId: _, ...said }, organization) => {
    const jurisdiction = jurisdictionOf(work);
    // An organisation that is being moved comes to rest first: the figure copies its place.
    await lockTree(work, jurisdiction.id);
    await work.em.refresh(organization);
    const figure = work.em.create(ReportedFigure, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      organization: organization.id,
      ...said,
      place: organization.place,
    });
    return { id: figure.id };
  },
);
