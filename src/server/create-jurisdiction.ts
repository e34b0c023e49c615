import { dayOf } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { segment } from '../kernel/place.js';
import { fail, ok, type Problem, type Result } from '../kernel/result.js';
import { codeKey, optionalTextOf, textOf } from '../kernel/text.js';
import { CoverageRule } from '../modules/grids/grid.entity.js';
import { Account } from '../modules/identity/account.entity.js';
import { nameOf } from '../modules/identity/commands/find.js';
import { IncidentCategory } from '../modules/incidents/incident.entity.js';
import { standardCategories } from '../modules/incidents/incident.terms.js';
import { Appointment } from '../modules/organisations/appointment.entity.js';
import { Organization } from '../modules/organisations/organization.entity.js';
import { type OrganizationKind, rootKinds } from '../modules/organisations/organization.terms.js';
import { Person } from '../modules/organisations/person.entity.js';
import type { Command, Idempotent } from '../work/command.js';

export interface NewJurisdiction extends Idempotent {
  /** Opens every code of the jurisdiction: 2 to 20 letters and digits. */
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly address?: string | null;
  /** The name of the first administrator. */
  readonly admin: string;
  /** The identity provider (`iss`) and the account there (`sub`) that the first administrator signs in with. */
  readonly issuer: string;
  readonly subject: string;
  /** The size rule of all communities that state none: households of a grid, and the level of the grids that it is about. */
  readonly minHouseholds: number;
  readonly maxHouseholds: number;
  readonly gridLevel: number;
}

const CODE = /^[0-9A-Za-z]{2,20}$/;
/** A place starts with the jurisdiction's number, and the last 16 bits of every id are that number. */
const MOST_JURISDICTIONS = 0xffff;

/**
 * A street or town of its own: the root organisation, its first administrator with an account, the standard categories, and a coverage rule. No mutation does
 * this: whoever can write to the database installs a jurisdiction. Every field that is wrong is named in one answer.
 */
export const createJurisdiction: Command<NewJurisdiction> = async (work, input) => {
  const { em } = work;
  const code = input.code.trim();
  const name = textOf(input.name, 'name', 100);
  const address = optionalTextOf(input.address, 'address', 200);
  const admin = textOf(input.admin, 'admin', 50);
  const issuer = nameOf(input.issuer, 'issuer');
  const subject = nameOf(input.subject, 'subject');
  const { minHouseholds, maxHouseholds, gridLevel } = input;
  // Codes are told apart by letters and digits alone: people type them in capitals, and without hyphens.
  const [taken] = await work.sql<{ code: string }>(`select code from organization where upper(replace(code, '-', '')) = ?`, [
    codeKey(code),
  ]);
  const checks: readonly Result<unknown>[] = [
    CODE.test(code) ? ok(code) : fail('INVALID', 'code has 2 to 20 letters and digits.', 'code'),
    name,
    rootKinds.includes(input.kind as OrganizationKind) ? ok(null) : fail('INVALID', `kind is ${rootKinds.join(' or ')}.`, 'kind'),
    address,
    admin,
    issuer,
    subject,
    minHouseholds >= 1 && maxHouseholds >= minHouseholds && maxHouseholds <= 10_000
      ? ok(null)
      : fail('INVALID', 'households is a range such as 15-25.', 'households'),
    gridLevel >= 1 && gridLevel <= 9 ? ok(null) : fail('INVALID', 'level is 1 to 9; 1 is a grid at the top of a community.', 'level'),
    taken ? fail('INVALID', `The code ${taken.code} is taken.`, 'code') : ok(null),
    issuer.ok && subject.ok && (await em.count(Account, { issuer: issuer.value, subject: subject.value, unlinkedAt: null })) > 0
      ? fail('INVALID', 'This account is linked to a person already.', 'subject')
      : ok(null),
  ];
  const problems = checks.flatMap((check) => (check.ok ? [] : check.problems));
  if (!name.ok || !address.ok || !admin.ok || !issuer.ok || !subject.ok || problems.length > 0)
    return { ok: false, problems: problems as [Problem, ...Problem[]] };

  const [last] = await work.sql<{ number: number | null }>('select max(number) as number from organization');
  const number = (last!.number ?? 0) + 1;
  if (number > MOST_JURISDICTIONS) return fail('LIMIT_EXCEEDED', `A database holds up to ${MOST_JURISDICTIONS} jurisdictions.`);
  const id = newId(number);
  const base = () => ({ id: newId(number), jurisdictionId: id });
  const place = segment(number);
  em.create(Organization, {
    ...{ id, jurisdictionId: id, code, number, place, parent: null },
    ...{ name: name.value, kind: input.kind as OrganizationKind, address: address.value },
  });
  const person = em.create(Person, { ...base(), name: admin.value });
  em.create(Account, { ...base(), issuer: issuer.value, subject: subject.value, person: person.id });
  em.create(Appointment, {
    ...base(),
    ...{ person: person.id, position: 'SYSTEM_ADMINISTRATOR', organization: id, place },
    ...{ fullTime: true, validFrom: dayOf(work.now()), duties: [] },
  });
  for (const [code, name, domain] of standardCategories) em.create(IncidentCategory, { ...base(), code, name, domain });
  em.create(CoverageRule, { ...base(), community: id, branchPolicy: 'JOINT_ALLOWED', minHouseholds, maxHouseholds, gridLevel });
  work.emit({ topic: 'house', jurisdictionId: id, payload: { reason: 'createJurisdiction' } });
  return ok({ id });
};
