import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { fail, ok, type Result } from '../../../kernel/result.js';
import { lastingFrom } from '../../../kernel/span.js';
import type { Work } from '../../../work/command.js';
import type { Dwelling } from '../address.entity.js';
import { HelpPairing } from '../care.entity.js';
import { Household, HouseholdMember } from '../household.entity.js';
import type { HouseholdKind, HouseholdRelation } from '../resident.terms.js';
import { lacksMain } from './residence.js';

/** A new household in a dwelling; the main one where there is none yet (I8). */
export async function form(
  work: Work,
  dwelling: Dwelling,
  head: string,
  { kind, origin, on }: { readonly kind: HouseholdKind; readonly origin: string | null; readonly on: string },
): Promise<Household> {
  return work.em.create(Household, {
    id: newId(jurisdictionNumberOf(dwelling.id)),
    jurisdictionId: dwelling.jurisdictionId,
    dwelling: dwelling.id,
    head,
    kind,
    main: await lacksMain(work, dwelling.id),
    origin,
    addressKey: dwelling.addressKey,
    place: dwelling.place,
    lastVisitAt: null,
    formedOn: on,
    dissolvedOn: null,
  });
}

/** The fields of an input that say who joins, and from which day on. */
export interface JoinFields {
  readonly person: string;
  readonly day: string;
}

/** A person belongs to a household from a day on; to no other at that time, and to none that they help (I25). */
export async function join(
  work: Work,
  household: Household,
  person: string,
  relation: HouseholdRelation,
  on: string,
  fields: JoinFields,
): Promise<Result<HouseholdMember>> {
  const others = await work.em.find(HouseholdMember, { person, ...lastingFrom(on) });
  if (others.some(({ validTo }) => validTo == null))
    return fail('INVALID', 'The person belongs to another household; that has to end first.', fields.person);
  if (others.length > 0) return fail('INVALID', `The person belonged to another household until ${others[0]!.validTo}.`, fields.day);
  if (on < household.formedOn) return fail('INVALID', `The household was formed on ${household.formedOn}.`, fields.day);
  const pairings = await work.em.find(HelpPairing, { household: household.id, endedOn: null });
  if (pairings.some(({ leader, responsible, helperIds }) => [leader, responsible, ...helperIds].includes(person)))
    return fail('INVALID', 'The person helps this household; that has to end first.', fields.person);
  return ok(
    work.em.create(HouseholdMember, {
      id: newId(jurisdictionNumberOf(household.id)),
      jurisdictionId: household.jurisdictionId,
      household: household.id,
      person,
      relation,
      validFrom: on,
      validTo: null,
    }),
  );
}

export interface Left {
  /** Whether that was the last member, so that the household is none any more. */
  readonly dissolved: boolean;
}

/**
 * A member belongs to a household no longer. Where it was the head, the one who was named follows, else who has belonged to it longest; where it was
 * the last one, the household is dissolved, on the last day that one of its members left.
 */
export async function leave(
  work: Work,
  member: HouseholdMember,
  household: Household,
  on: string,
  newHead: string | null,
): Promise<Result<Left>> {
  if (on < member.validFrom) return fail('INVALID', `The person has belonged to the household only since ${member.validFrom}.`, 'on');
  const everybody = await work.em.find(HouseholdMember, { household: household.id }, { orderBy: { validFrom: 'asc', id: 'asc' } });
  member.validTo = on;
  const rest = everybody.filter(({ validTo }) => validTo == null);
  if (household.head === member.person && rest.length > 0) {
    const next = newHead === null ? rest[0]! : rest.find(({ person }) => person === newHead);
    if (!next) return fail('INVALID', 'The new head has to belong to the household.', 'newHeadId');
    household.head = next.person;
    next.relation = 'HEAD';
  } else if (newHead !== null) {
    return fail('INVALID', 'Only where the head leaves, somebody becomes the new head.', 'newHeadId');
  }
  if (rest.length === 0) household.dissolvedOn = [household.formedOn, ...everybody.map(({ validTo }) => validTo!)].sort().at(-1)!;
  await work.em.flush();
  return ok({ dissolved: rest.length === 0 });
}
