import { demand } from '../../../kernel/errors.js';
import { must } from '../../../kernel/result.js';
import { nameWords } from '../../../kernel/search.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { oneOf, optional, text, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayRegister, NOT_REGISTRAR } from '../../addresses/address.policy.js';
import { sealedIdNumber } from '../../organisations/commands/id-number.js';
import { Person } from '../../organisations/person.entity.js';
import { Resident } from '../household.entity.js';
import { ResidentTypeEnum, residentPayload } from '../household.type.js';
import { profileFields, profileOf } from './profile.js';
import { lockHomes } from './residence.js';

export const updateResident = verb(
  'updateResident',
  {
    does: 'Changes what is known of a resident; what is left out stays as it is, null takes away what need not be known. 更新居民信息',
    answers: residentPayload,
    takes: {
      ...profileFields,
      ...versionOf('Resident'),
      name: optional(text(50, 'Name. 姓名')),
      residentType: optional(oneOf(ResidentTypeEnum, 'Where they are registered. 人口类型')),
    },
    async may(work, { id, version }) {
      const resident = await findSeen(work, Resident, id);
      await lockHomes(work, { residents: [resident] });
      demand(mayRegister(work.viewer, resident.place), NOT_REGISTRAR);
      demandVersion(resident, version);
      return resident;
    },
  },
  async (work, input, resident) => {
    const person = await work.em.findOneOrFail(Person, { id: resident.person });
    if (input.name !== null) {
      person.name = input.name;
      resident.words = nameWords(input.name);
    }
    if (input.idNumber !== undefined) Object.assign(person, must(await sealedIdNumber(work, person, input.idNumber)));
    if (input.phone !== undefined) person.phone = input.phone;
    if (input.residentType !== null) resident.residentType = input.residentType;
    Object.assign(resident, profileOf(input), { updatedAt: work.now() });
    return { id: resident.id };
  },
);
