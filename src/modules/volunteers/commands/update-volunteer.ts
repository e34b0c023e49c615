import { demand } from '../../../kernel/errors.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { changed, day, demands, flag, inputObject, listOf, oneOf, optional, part, text, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { timeOfNext } from '../../../work/workflow.js';
import { Volunteer } from '../volunteer.entity.js';
import { mayNameExpert, mayUpdateVolunteer, NOT_VOLUNTEERS_KEEPER } from '../volunteer.policy.js';
import { skills } from '../volunteer.terms.js';
import { MOST_CERTIFICATES, SkillEnum, volunteerPayload } from '../volunteer.type.js';
import { doNotOverlap, freeTimes, inOrder } from './free-times.js';

const certificate = inputObject(
  'CertificateInput',
  'A certificate. 证书',
  {
    name: text(100, 'What it certifies. 名称'),
    issuedOn: optional(day('Issued on. 发证日期')),
    expiresOn: optional(day('The last day on which it is good. 有效期至')),
  },
  demands(
    ({ issuedOn, expiresOn }) => issuedOn === null || expiresOn === null || expiresOn >= issuedOn,
    'INVALID',
    'A certificate does not expire before it is issued. 有效期不得早于发证日期。',
    'expiresOn',
  ),
);

export const updateVolunteer = verb(
  'updateVolunteer',
  {
    does: 'Says what a volunteer can do, and when; what is left out stays as it is. 更新志愿者信息',
    answers: volunteerPayload,
    takes: {
      ...versionOf('Volunteer'),
      skills: changed(listOf(oneOf(SkillEnum, 'What they can do. 特长'), { max: Object.keys(skills).length })),
      certificates: changed(listOf(part(certificate, 'Certificates. 证书'), { max: MOST_CERTIFICATES })),
      availability: changed(freeTimes('When they can help in the course of a week. 可服务时间')),
      expert: changed(flag('Whether they are known for what they can do; said by community cadres. 是否能人')),
    },
    rules: [doNotOverlap('availability')],
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
