import { dayOf } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { remember } from '../../../work/history.js';
import type { Ending } from '../../../work/keeps.js';
import { timeOfNext } from '../../../work/workflow.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import type { Person } from '../../organisations/person.entity.js';
import { TeamMembership, Volunteer, VolunteerTeam } from '../volunteer.entity.js';
import type { TeamRole } from '../volunteer.terms.js';
import { releaseAllOf } from './claims.js';

/** Who volunteers, and who belongs to which team: all that changes it goes through here. */

/** Locks a team against being dissolved, or, to dissolve it, against all who join. It is read anew. */
export async function lockTeam(work: Work, team: VolunteerTeam): Promise<void> {
  await work.sql('select from volunteer_team where id = ? for no key update', [team.id]);
  await work.em.refresh(team);
}

/** The team is at work, and stays so until the transaction ends. */
export async function demandAtWork(work: Work, team: VolunteerTeam, field: string): Promise<void> {
  await lockTeam(work, team);
  if (team.state !== 'ACTIVE') refuse('WRONG_STATE', 'The team was dissolved. 该服务队已解散。', field);
}

/** The volunteer that a person is: known already, or new. Who had left applies anew. */
export async function volunteerOf(work: Work, person: Person, team: VolunteerTeam, verb: string): Promise<Volunteer> {
  const known = await work.em.findOne(Volunteer, { person: person.id }, { lock: 'update' });
  if (known) {
    if (known.state === 'LEFT') {
      known.state = 'APPLIED';
      known.updatedAt = timeOfNext(work, known);
      remember(work, 'Volunteer', known, { verb, from: 'LEFT' });
    }
    return known;
  }
  const jurisdiction = jurisdictionOf(work);
  const volunteer = work.em.create(Volunteer, {
    id: newId(jurisdiction.number),
    jurisdictionId: jurisdiction.id,
    person: person.id,
    number: await nextNumber(work),
    skills: [],
    expert: false,
    certificates: [],
    availability: [],
    state: 'APPLIED',
    place: person.place ?? team.place,
    createdAt: work.now(),
    updatedAt: work.now(),
  });
  remember(work, 'Volunteer', volunteer, { verb, from: null });
  return volunteer;
}

/** 000-V20261122-000007 */
async function nextNumber(work: Work): Promise<string> {
  const { id } = jurisdictionOf(work);
  const { code } = await work.em.findOneOrFail(Organization, { id });
  const day = dayOf(work.now());
  const serial = await work.nextSerial(id, day);
  return `${code}-V${day.replaceAll('-', '')}-${String(serial).padStart(6, '0')}`;
}

/** An application to a team. One at a time, and none of who is a member. */
export async function apply(
  work: Work,
  team: VolunteerTeam,
  volunteer: Volunteer,
  verb: string,
  note: string | null,
): Promise<TeamMembership> {
  const known = await work.em.findOne(TeamMembership, { team: team.id, person: volunteer.person, state: ['APPLIED', 'ACTIVE'] });
  if (known?.state === 'ACTIVE') refuse('INVALID', 'They are a member already. 其已是队员。', 'teamId');
  if (known) refuse('INVALID', 'They have applied already. 其已提交申请。', 'teamId');
  const membership = work.em.create(TeamMembership, {
    id: newId(jurisdictionOf(work).number),
    jurisdictionId: team.jurisdictionId,
    team: team.id,
    volunteer: volunteer.id,
    person: volunteer.person,
    role: 'MEMBER',
    position: null,
    state: 'APPLIED',
    validFrom: null,
    validTo: null,
    place: team.place,
    createdAt: work.now(),
    updatedAt: work.now(),
  });
  remember(work, 'TeamMembership', membership, { verb, from: null, note });
  return membership;
}

/** A member has the role of a volunteer where the team is: every process asks for their roles again. */
export const announceMember = (work: Work, { person, jurisdictionId }: TeamMembership): void =>
  work.emit({ topic: 'directory', jurisdictionId, payload: { reason: 'membership', person } });

/** Somebody who has applied is a member from today on; the state is the caller's. Who belongs to a team volunteers. */
export async function admit(work: Work, membership: TeamMembership): Promise<void> {
  await demandAtWork(work, await work.em.findOneOrFail(VolunteerTeam, { id: membership.team }), 'id');
  const volunteer = await work.em.findOneOrFail(Volunteer, { id: membership.volunteer }, { lock: 'update' });
  membership.validFrom = dayOf(work.now());
  announceMember(work, membership);
  if (volunteer.state !== 'APPLIED') return;
  volunteer.state = 'ACTIVE';
  volunteer.updatedAt = timeOfNext(work, volunteer);
  remember(work, 'Volunteer', volunteer, { verb: 'admitMember', from: 'APPLIED' });
}

/** Somebody is a member by appointment, without having applied. */
export async function enlist(work: Work, team: VolunteerTeam, person: Person, role: TeamRole, verb: string): Promise<TeamMembership> {
  const volunteer = await volunteerOf(work, person, team, verb);
  const known = await work.em.findOne(TeamMembership, { team: team.id, person: person.id, state: ['APPLIED', 'ACTIVE'] });
  const membership = known ?? (await apply(work, team, volunteer, verb, null));
  if (membership.state === 'APPLIED') {
    await admit(work, membership);
    membership.state = 'ACTIVE';
    membership.updatedAt = timeOfNext(work, membership);
    remember(work, 'TeamMembership', membership, { verb, from: 'APPLIED' });
  }
  membership.role = role;
  return membership;
}

/** Memberships and applications end, of a team or of a volunteer. */
export async function endMemberships(
  work: Work,
  of: { readonly team: string } | { readonly volunteer: string },
  day: string,
  verb = 'team' in of ? 'dissolveTeam' : 'leaveVolunteering',
): Promise<void> {
  for (const membership of await work.em.find(TeamMembership, { ...of, state: ['APPLIED', 'ACTIVE'] }, { lock: 'update' })) {
    const from = membership.state;
    if (membership.validFrom != null) membership.validTo = day > membership.validFrom ? day : membership.validFrom;
    membership.state = 'ENDED';
    announceMember(work, membership);
    membership.updatedAt = timeOfNext(work, membership);
    remember(work, 'TeamMembership', membership, { verb, from });
  }
}

/** Who has moved away or died volunteers no longer. */
export async function leaveWith(work: Work, { id, day }: Ending): Promise<void> {
  const volunteer = await work.em.findOne(Volunteer, { person: id, state: ['APPLIED', 'ACTIVE', 'PAUSED'] }, { lock: 'update' });
  if (!volunteer) return;
  await endMemberships(work, { volunteer: volunteer.id }, day, 'leaveHousehold');
  await releaseAllOf(work, { person: id }, 'leaveHousehold');
  const from = volunteer.state;
  volunteer.state = 'LEFT';
  volunteer.updatedAt = timeOfNext(work, volunteer);
  remember(work, 'Volunteer', volunteer, { verb: 'leaveHousehold', from });
}

/** The teams of an organisation are dissolved with it. */
export async function dissolveWith(work: Work, { id, day }: Ending): Promise<void> {
  for (const team of await work.em.find(VolunteerTeam, { organization: id, state: 'ACTIVE' }, { lock: 'update' })) {
    await endMemberships(work, { team: team.id }, day, 'dissolveOrganization');
    await releaseAllOf(work, { team: team.id }, 'dissolveOrganization');
    team.state = 'DISSOLVED';
    team.dissolvedOn = day;
    team.updatedAt = timeOfNext(work, team);
    remember(work, 'VolunteerTeam', team, { verb: 'dissolveOrganization', from: 'ACTIVE' });
  }
}

/** The teams of a grid that ends are teams of its successor. */
export async function handOverTeams(work: Work, { id, successor }: Ending): Promise<void> {
  const { id: grid, place } = successor!;
  await work.sql(
    'update team_membership set place = ?, version = version + 1 where team_id in (select id from volunteer_team where grid_id = ?)',
    [place, id],
  );
  await work.sql('update volunteer_team set grid_id = ?, place = ?, version = version + 1 where grid_id = ?', [grid, place, id]);
}
