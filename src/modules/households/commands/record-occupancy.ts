import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { findSeen } from '../../../work/find.js';
import { demands, id, oneOf, optional, pastDay } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Dwelling } from '../../addresses/address.entity.js';
import { mayRegister, NOT_REGISTRAR } from '../../addresses/address.policy.js';
import { OccupancyKindEnum, OccupancySourceEnum, occupancyPayload, PeopleHouseStatusEnum } from '../household.type.js';
import { findPersonOrOfficial } from './find-person.js';
import { addOccupancy, lockHomes, lockPeople } from './residence.js';

/** They own it, are registered there, or stay for a while. */
export const recordOccupancy = verb(
  'recordOccupancy',
  {
    does: 'Records what somebody has to do with a dwelling that they do not live in. 登记人房关联',
    answers: occupancyPayload,
    takes: {
      personId: id('Person', 'Who. 人员'),
      dwellingId: id('Dwelling', 'Which dwelling. 房屋'),
      kind: oneOf(OccupancyKindEnum, 'What they have to do with it: OWNER, TENANT, FAMILY or TEMPORARY. 居住关系'),
      peopleHouseStatus: optional(oneOf(PeopleHouseStatusEnum, 'HOUSEHOLD_ONLY if left out. 人户状态')),
      source: optional(oneOf(OccupancySourceEnum, 'VISIT if left out, which counts as verified. 信息来源')),
      from: optional(pastDay('The first day; today if left out. 起始日期')),
    },
    rules: [
      demands(
        ({ kind }) => kind !== 'OWNER_OCCUPIER',
        'INVALID',
        'An OWNER_OCCUPIER lives there and is registered as a resident; an OWNER lives elsewhere. 产权人自住的应登记为居民；产权人（不住）住在别处。',
        'kind',
      ),
    ],
    async may(work, { personId, dwellingId }) {
      const dwelling = await findSeen(work, Dwelling, dwellingId);
      demand(mayRegister(work.viewer, dwelling.place), NOT_REGISTRAR);
      const person = await findPersonOrOfficial(work, personId);
      await lockHomes(work, { dwellings: [dwelling] });
      // Asked again: it may have come to lie in another grid.
      demand(mayRegister(work.viewer, dwelling.place), NOT_REGISTRAR);
      return { dwelling, person };
    },
  },
  async (work, input, { dwelling, person }) => {
    await lockPeople(work, [person.id]);
    const source = input.source ?? 'VISIT';
    const occupancy = await addOccupancy(work, person.id, dwelling, {
      kind: input.kind,
      main: false,
      peopleHouseStatus: input.peopleHouseStatus ?? 'HOUSEHOLD_ONLY',
      source,
      from: input.from ?? dayOf(work.now()),
      isVerified: source === 'VISIT',
    });
    return { id: occupancy.id };
  },
);
