import type { Noun } from '../../read/world.js';

/** The row that a notification is about, by the field that shows it. */
export const subjects: Readonly<Record<string, Noun>> = {
  incident: 'Incident',
  activity: 'Activity',
  hours: 'VolunteerHours',
  membership: 'TeamMembership',
  need: 'NeedItem',
  honour: 'Honour',
  session: 'DeliberationSession',
  topic: 'Topic',
  ballot: 'Ballot',
  selection: 'Selection',
  covenant: 'Covenant',
  whistle: 'Whistle',
  theme: 'GovernanceTheme',
  outageNotice: 'OutageNotice',
  exclusion: 'RateExclusion',
};
