import { dayOf } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { segment } from '../kernel/place.js';
import { fail, ok, type Problem, problem, Refused, type Result, refuse } from '../kernel/result.js';
import { codeKey, typed } from '../kernel/text.js';
import { CoverageRule } from '../modules/grids/grid.entity.js';
import { Account } from '../modules/identity/account.entity.js';
import { tokenName } from '../modules/identity/commands/find.js';
import { IncidentCategory } from '../modules/incidents/incident.entity.js';
import { standardCategories, standardParents } from '../modules/incidents/incident.terms.js';
import { Appointment } from '../modules/organisations/appointment.entity.js';
import { keyOfCode } from '../modules/organisations/commands/code.js';
import { Organization } from '../modules/organisations/organization.entity.js';
import { type OrganizationKind, rootKinds } from '../modules/organisations/organization.terms.js';
import { organizationPayload } from '../modules/organisations/organization.type.js';
import { Person } from '../modules/organisations/person.entity.js';
import { optionalText, requiredForm, text } from '../work/input.js';
import { verb } from '../work/verb.js';

const CODE = /^[0-9A-Z]{2,20}$/;
/** A place starts with the jurisdiction's number, and the last 16 bits of every id are that number. */
const MOST_JURISDICTIONS = 0xffff;

/** In the form that all codes are compared by: serial numbers begin with it, and are found by what is typed. */
const codeOf = (given: string, at: string): Result<string> =>
  CODE.test(codeKey(given))
    ? ok(codeKey(given))
    : fail('INVALID', 'A code has 2 to 20 letters and digits. 编码为 2 至 20 个字母或数字。', at);

const kindOf = (given: string, at: string): Result<OrganizationKind> => {
  const kind = rootKinds.find((kind) => kind === typed(given).toUpperCase());
  return kind ? ok(kind) : fail('INVALID', '{field} is {kinds}. {field} 应为 {kinds}。', at, { kinds: rootKinds.join(' / ') });
};

/** Of '15-25', or of '20'. */
const householdsOf = (given: string, at: string): Result<{ readonly min: number; readonly max: number }> => {
  const [min, max = min] = typed(given).split('-').map(Number) as [number, number?];
  const isRange = Number.isInteger(min) && Number.isInteger(max) && min >= 1 && max >= min && max <= 10_000;
  return isRange ? ok({ min, max }) : fail('INVALID', '{field} is a range such as 15-25. {field} 应为 15-25 这样的范围。', at);
};

const levelOf = (given: string, at: string): Result<number> =>
  /^[1-9]$/.test(typed(given))
    ? ok(Number(typed(given)))
    : fail('INVALID', '{field} is 1 to 9; 1 is a grid at the top of a community. {field} 为 1 至 9，1 为社区顶层网格。', at);

/**
 * A street or town of its own: the root organisation, its first administrator with an account, the standard categories, and a coverage rule. No module has this
 * verb, so that it is no mutation: whoever can write to the database installs a jurisdiction.
 */
export const createJurisdiction = verb(
  'createJurisdiction',
  {
    does: 'Makes a jurisdiction with its first administrator, categories and coverage rule. 新建辖区',
    answers: organizationPayload,
    takes: {
      code: requiredForm('Opens every code of the jurisdiction. 编码', codeOf),
      name: text(100, 'Name. 名称'),
      kind: requiredForm('A street or a town. 类型', kindOf),
      address: optionalText(200, 'Address. 地址'),
      admin: text(50, 'The name of the first administrator. 管理员姓名'),
      issuer: tokenName('The identity provider that the first administrator signs in with (iss). 身份提供方'),
      subject: tokenName('The account there (sub). 主体标识'),
      households: requiredForm(
        'Households of a grid, fewest and most: for all communities that have no rule of their own. 户数范围',
        householdsOf,
      ),
      level: requiredForm('The level of the grids that this is about. 网格层级', levelOf),
    },
    // Who may is said by the database: see above.
    may: async () => null,
  },
  async (work, { code, name, kind, address, admin, issuer, subject, households, level }) => {
    const { em } = work;
    // Codes are told apart by letters and digits alone: people type them in capitals, and without hyphens.
    const [taken] = await work.sql<{ code: string }>(`select code from organization where ${keyOfCode('code')} = ?`, [code]);
    const isLinked = (await em.count(Account, { issuer, subject, unlinkedAt: null })) > 0;
    const problems: Problem[] = [
      ...(taken ? [problem('INVALID', 'The code {code} is taken. 编码 {code} 已被占用。', 'code', { code: taken.code })] : []),
      ...(isLinked ? [problem('INVALID', 'This account is linked to a person already. 该账号已绑定人员。', 'subject')] : []),
    ];
    const [first, ...others] = problems;
    if (first) throw new Refused([first, ...others]);

    const [last] = await work.sql<{ number: number | null }>('select max(number) as number from organization');
    const number = (last!.number ?? 0) + 1;
    if (number > MOST_JURISDICTIONS)
      refuse('LIMIT_EXCEEDED', 'A database holds up to {max} jurisdictions. 一个数据库最多容纳 {max} 个辖区。', '', {
        max: MOST_JURISDICTIONS,
      });
    const id = newId(number);
    const base = () => ({ id: newId(number), jurisdictionId: id });
    const place = segment(number);
    em.create(Organization, { ...{ id, jurisdictionId: id, code, number, place, parent: null }, ...{ name, kind, address } });
    const person = em.create(Person, { ...base(), name: admin });
    em.create(Account, { ...base(), issuer, subject, person: person.id });
    em.create(Appointment, {
      ...base(),
      ...{ person: person.id, position: 'SYSTEM_ADMINISTRATOR', organization: id, place },
      ...{ fullTime: true, validFrom: dayOf(work.now()), duties: [] },
    });
    const parents = new Map(
      standardParents.map(([domain, name]) => [domain, em.create(IncidentCategory, { ...base(), code: domain, name, domain }).id]),
    );
    for (const [code, name, domain, isTopmost] of standardCategories)
      em.create(IncidentCategory, { ...base(), code, name, domain, parent: isTopmost ? null : parents.get(domain)! });
    em.create(CoverageRule, {
      ...base(),
      ...{ community: id, branchPolicy: 'JOINT_ALLOWED', gridLevel: level },
      ...{ minHouseholds: households.min, maxHouseholds: households.max },
    });
    work.emit({ topic: 'directory', jurisdictionId: id, payload: { reason: 'createJurisdiction' } });
    return { id };
  },
);
