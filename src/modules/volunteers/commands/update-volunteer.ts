import { demand } from '../../../kernel/errors.js';
import { problem } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { type Checked, changed, day, flag, inputObject, listOf, oneOf, optional, part, text, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { timeOfNext } from '../../../work/workflow.js';
import { time } from '../../organisations/commands/time-of-day.js';
import { weekdays } from '../../organisations/organization.terms.js';
import { WeekdayEnum } from '../../organisations/station.type.js';
import { Volunteer } from '../volunteer.entity.js';
import { mayNameExpert, mayUpdateVolunteer, NOT_VOLUNTEERS_KEEPER } from '../volunteer.policy.js';
import { skills } from '../volunteer.terms.js';
import { MOST_CERTIFICATES, MOST_FREE_TIMES, SkillEnum, volunteerPayload } from '../volunteer.type.js';

const freeFields = {
  weekday: oneOf(WeekdayEnum, 'The day of the week. 星期'),
  from: time('From this time on, HH:MM. 开始时间'),
  to: time('Before this time, HH:MM, up to 24:00. 结束时间'),
};
type Free = Checked<typeof freeFields>;
const free = inputObject('FreeTimeInput', 'A time of the week in which somebody can help. 可服务时段', freeFields, ({ from, to }) =>
  to > from ? null : problem('INVALID', '{field} must be after {from}. {field} 须晚于 {from}。', 'to', { from: 'from' }),
);

const certificate = inputObject('CertificateInput', 'A certificate. 证书', {
  name: text(100, 'What it certifies. 名称'),
  issuedOn: optional(day('Issued on. 发证日期')),
  expiresOn: optional(day('The last day on which it is good. 有效期至')),
});

const days = Object.keys(weekdays);
const inOrder = (all: readonly Free[]): readonly Free[] =>
  all.toSorted((a, b) => days.indexOf(a.weekday) - days.indexOf(b.weekday) || a.from.localeCompare(b.from));

const doNotOverlap = ({ availability }: { readonly availability: readonly Free[] | null | undefined }) =>
  inOrder(availability ?? []).some(({ weekday, from }, i, all) => all[i - 1]?.weekday === weekday && all[i - 1]!.to > from)
    ? problem('INVALID', 'Two of these times overlap. 时段有重叠。', 'availability')
    : null;

export const updateVolunteer = verb(
  'updateVolunteer',
  {
    does: 'Says what a volunteer can do, and when; what is left out stays as it is. 更新志愿者信息',
    answers: volunteerPayload,
    takes: {
      ...versionOf('Volunteer'),
      skills: changed(listOf(oneOf(SkillEnum, 'What they can do. 特长'), { max: Object.keys(skills).length })),
      certificates: changed(listOf(part(certificate, 'Certificates. 证书'), { max: MOST_CERTIFICATES })),
      availability: changed(listOf(part(free, 'When they can help in the course of a week. 可服务时间'), { max: MOST_FREE_TIMES })),
      expert: changed(flag('Whether they are known for what they can do; said by community cadres. 是否能人')),
    },
    rules: [doNotOverlap],
    async may(work, { id, version, expert }) {
      const volunteer = await findSeen(work, Volunteer, id);
      const facts = { place: volunteer.place ?? null, isOwn: volunteer.person === work.viewer.person };
      demand(mayUpdateVolunteer(work.viewer, facts), NOT_VOLUNTEERS_KEEPER);
      demand(
        expert == null || mayNameExpert(work.viewer, facts),
        'Only community cadres name experts, and nobody names themselves. 只有社区干部可以认定能人，且不能认定本人。',
      );
      demandVersion(volunteer, version);
      return volunteer;
    },
  },
  async (work, input, volunteer) => {
    if (input.skills !== undefined) volunteer.skills = [...(input.skills ?? [])];
    if (input.certificates !== undefined) volunteer.certificates = input.certificates ?? [];
    if (input.availability !== undefined) volunteer.availability = inOrder(input.availability ?? []);
    if (input.expert !== undefined) volunteer.expert = input.expert ?? false;
    volunteer.updatedAt = timeOfNext(work, volunteer);
    return { id: volunteer.id };
  },
);
