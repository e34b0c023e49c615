/**
 * Every relation that leads to a row without asking whether the viewer sees that row on its own (`follows`), and every lookup with grants of its own; with
 * the reason why this shows nobody more than they may see. The catalog compares the list with what the reads declare, and nothing starts when they
 * differ.
 */

const address = 'Whoever sees the one is signed in to its jurisdiction, and so sees its estates, buildings and stairwells.';
const home = 'A home is seen by whoever sees the household that lives there.';
const partOf = 'The one is seen by whoever sees the other: its visibility is declared to go through this relation.';
const named =
  'Who it is belongs to what is seen; name, phone and id number are masked by viewer and person alone, whatever the way to them.';
const notice = 'Whoever holds this post is on public notice.';
const chairs = 'Who signed in to the jurisdiction is told who chairs; everybody else only of those on public notice.';

export const openRelations: Readonly<Record<string, string>> = {
  'Account.person': named,
  'AgendaItem.session': partOf,
  'Activity.history': partOf,
  'Activity.outcomes': partOf,
  'ActivityRegistration.person': named,
  'Appointment.person': named,
  'Attendance.person': named,
  'Attendance.session': partOf,
  'AuditEntry.actor': named,
  'BodyMember.person': named,
  'Building.estate': partOf,
  'CareDesignation.approvedBy': named,
  'DeliberationBody.chairRoster': chairs,
  'DeliberationBody.nextChairs': chairs,
  'DeliberationSession.agenda': partOf,
  'DeliberationSession.attendance': partOf,
  'DeliberationSession.chair': named,
  'DeliberationSession.history': partOf,
  'DeliberationSession.minutes': partOf,
  'DeliberationSession.minutesVersions': partOf,
  'DeliberationSession.proxies': partOf,
  'DeliberationSession.rules': 'Whoever sees a session is signed in to its jurisdiction, and so sees the rules of its bodies.',
  'Dwelling.building': address,
  'Dwelling.stairwell': address,
  'Estate.buildings': partOf,
  'Grid.leader': notice,
  'HelpPairing.helpers': named,
  'HelpPairing.leader': named,
  'HelpPairing.responsible': named,
  'HistoryEntry.actor': named,
  'Household.dwelling': home,
  'Household.head': named,
  'Household.members': partOf,
  'HouseholdMember.person': named,
  'Incident.assignee': named,
  'Incident.category': 'Categories are not secret, and incidents lie in the jurisdiction of their category.',
  'Incident.events': partOf,
  'Incident.reporter': `Only a grant that opens the reporter leads there. ${named}`,
  'IncidentEvent.actor': named,
  'Minutes.approvedBy': named,
  'Minutes.session': partOf,
  'Minutes.writtenBy': named,
  'Occupancy.person': named,
  'Occupancy.verifiedBy': named,
  'Proxy.giver': named,
  'Proxy.holder': named,
  'Proxy.session': partOf,
  'PartnerDocument.partnerVersion': partOf,
  'PartnerVersion.app': partOf,
  'PartnerVersion.documents': partOf,
  'PartnerVersion.history': partOf,
  'Query.incidentByTrackingCode': 'The code was told to the reporter alone; it opens the course of the incident, and nobody in it.',
  'Resident.person': named,
  'SessionDue.chair': chairs,
  'Stairwell.building': address,
  'Stairwell.chief': notice,
  'Station.history': partOf,
  'TeamMembership.history': partOf,
  'TeamMembership.person': named,
  'Visit.actors': named,
  'Volunteer.history': partOf,
  'VolunteerHours.decidedBy': named,
  'VolunteerHours.history': partOf,
  'VolunteerHours.person': named,
  'Volunteer.person': named,
  'VolunteerTeam.history': partOf,
  'VolunteerTeam.leader': 'The leader of a team is named to whoever sees the team.',
};
