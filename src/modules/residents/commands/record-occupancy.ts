import { demand } from '../../../kernel/errors.js';
import { fail, ok } from '../../../kernel/result.js';
import type { Command, Idempotent } from '../../../work/command.js';
import { mayRegister } from '../resident.policy.js';
import type { OccupancyKind, OccupancySource, PeopleHouseStatus } from '../resident.terms.js';
import { NOT_THEIRS } from './bring.js';
import { findDwelling, findPersonOrOfficial, pastDay } from './find.js';
import { hold, linkTo, lockPeople } from './residence.js';

export interface RecordOccupancy extends Idempotent {
  readonly personId: string;
  readonly dwellingId: string;
  readonly kind: OccupancyKind;
  readonly peopleHouseStatus?: PeopleHouseStatus | null;
  readonly source?: OccupancySource | null;
  readonly from?: string | null;
}

/** Takes down what somebody has to do with a dwelling that they do not live in: they own it, are registered there, stay for a while. */
export const recordOccupancy: Command<RecordOccupancy> = async (work, input) => {
  const dwelling = await findDwelling(work, input.dwellingId, 'dwellingId');
  demand(mayRegister(work.viewer, dwelling.place), NOT_THEIRS);
  const person = await findPersonOrOfficial(work, input.personId, 'personId');
  await hold(work, { dwellings: [dwelling] });
  demand(mayRegister(work.viewer, dwelling.place), NOT_THEIRS);
  if (input.kind === 'OWNER_OCCUPIER') return fail('INVALID', 'Who lives there is registered there; an OWNER lives elsewhere.', 'kind');
  await lockPeople(work, [person.id]);
  const from = pastDay(work, input.from, 'from');
  if (!from.ok) return from;
  const source = input.source ?? 'VISIT';
  const link = await linkTo(work, person.id, dwelling, {
    kind: input.kind,
    main: false,
    peopleHouseStatus: input.peopleHouseStatus ?? 'HOUSEHOLD_ONLY',
    source,
    from: from.value,
    verified: source === 'VISIT',
  });
  return link.ok ? ok({ id: link.value.id }) : link;
};
