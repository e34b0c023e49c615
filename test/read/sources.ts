import { publicId } from '../../src/kernel/ids.js';
import type { Cursors } from './agree.js';
import { madeId } from './made-id.js';
import { defaultOrders } from './naive.js';
import type { Source } from './operations.js';
import type { Noun, World } from './world.js';

/** What random operations ask for: what is in the world, what is nearly there, and what never was. */
export function sourceOf(world: World, cursors: Cursors): Source {
  const { rows } = world;
  const ids = Object.fromEntries(
    (Object.keys(rows) as Noun[]).map((noun) => {
      const all = rows[noun].map(({ id }) => id as string).sort();
      const known = all.filter((_, i) => i % Math.ceil(all.length / 60) === 0).map((id) => publicId(noun, id));
      return [noun, [...known, publicId(noun, madeId(9999, 1)), publicId(noun, all[0]!.replace(/^.{4}/, 'ffff'))]];
    }),
  ) as unknown as Record<Noun, string[]>;
  const column = (noun: Noun, name: string) =>
    [...new Set(rows[noun].flatMap((row) => (row[name] === null ? [] : [row[name] as string])))].sort();
  const spread = (values: readonly string[], most: number) => values.filter((_, i) => i % Math.ceil(values.length / most) === 0);
  // Incidents lie in few places: those are asked for more often.
  const busy = [
    ...new Set(rows.Incident.flatMap(({ grid_id, holder_id }) => [publicId('Grid', grid_id), publicId('Organization', holder_id)])),
  ].sort();
  ids.Grid.push(...busy.filter((id) => id.startsWith('grd')));
  ids.Organization.push(...busy.filter((id) => id.startsWith('org')));
  const roots = rows.Organization.filter(({ parent_id }) => parent_id === null).map(({ id }) => publicId('Organization', id));
  ids.Organization.push(...roots, ...roots);

  const externalCodes = rows.IncidentCategory.flatMap(({ external_codes }) => external_codes as { scheme: string; code: string }[]);
  const texts: Record<string, readonly string[]> = {
    'organization.code': [...spread(column('Organization', 'code'), 40), '000', '002', '002-C1', '000-C1', 'none', ''],
    'grid.code': [...spread(column('Grid', 'code'), 30), '000-G01', '002-G01', '002-G13', '002-G01-01-A', 'none'],
    'incident.serialNumber': [...spread(column('Incident', 'serial_number'), 60), 'none'],
    'incidentByTrackingCode.code': [...spread(column('Incident', 'tracking_code'), 60), 'NONE'],
    actions: ['revealPersonalData', 'appointPerson', 'none'],
    clients: ['partner', 'none'],
    from: ['08:00', '09:00', '14:00', '8 o’clock'],
    to: ['09:30', '12:00', '18:00', '24:00'],
    names: ['1.0.0', '0.0', '2.0', 'none'],
    codes: [...spread(column('Organization', 'code'), 60), 'none'],
    scheme: [...new Set(externalCodes.map(({ scheme }) => scheme)), 'none'],
    code: [...spread([...new Set(externalCodes.map(({ code }) => code))], 10), 'none'],
    text: [
      '社区',
      '网格',
      '水',
      '-G0',
      'c1',
      'LEAK',
      'alpha',
      'ſ',
      'İ',
      '%',
      '_',
      '\\',
      "'",
      '"引号"',
      '😀',
      '',
      'short\nname',
      '000',
      '900',
      '王',
      '同名',
      'wang',
      'zh',
      'w',
      '五里',
      '1',
      '101',
      ' 李 ',
      '·',
    ],
  };
  const terms: Record<string, readonly string[]> = {
    OrganizationKind: column('Organization', 'kind'),
    OrganizationRelationKind: column('OrganizationRelation', 'kind'),
    Position: column('Appointment', 'position'),
    StationKind: column('Station', 'kind'),
    IncidentState: column('Incident', 'state'),
    IncidentDomain: column('Incident', 'domain'),
    IncidentChannel: column('Incident', 'channel'),
    CareCategory: column('CareDesignation', 'category'),
    HouseholdKind: column('Household', 'kind'),
    ResidentType: column('Resident', 'resident_type'),
    VolunteerTeamKind: column('VolunteerTeam', 'kind'),
    Skill: ['MEDICAL', 'REPAIR'],
    NeedState: ['OPEN', 'CLAIMED', 'DONE'],
    Weekday: ['SATURDAY', 'SUNDAY'],
  };
  return {
    ids: (noun) => ids[noun],
    texts: (argument) => texts[argument]!,
    terms: (type) => terms[type] ?? [],
    cursors: (noun, order) => cursors.of(noun, order),
    days: ['2010-01-01', '2016-09-13', '2019-12-31', '2020-01-01', '2021-05-01', '2026-11-22', '2099-01-01', '2099-12-31'],
    instants: [
      '2026-09-01T00:00:00Z',
      '2026-11-01T08:00:00.120Z',
      '2026-11-03T08:00:00.000Z',
      '2026-11-03T16:00:00+08:00',
      '2026-11-09T00:00:00.000Z',
      '2027-01-01T00:00:00Z',
    ],
    periods: [
      { from: '2025-12-01', to: '2026-12-01' },
      { from: '2026-06-01', to: '2026-07-01' },
      { from: '2026-10-05', to: '2026-10-27' },
      { from: '2026-10-06', to: '2026-10-07' },
      { from: '2026-10-31', to: '2026-11-12' },
      { from: '2099-01-01', to: '2099-02-01' },
      { from: '2010-01-01', to: '2011-02-05' },
    ],
    // Of which noun a list of nodes is, an argument says: there are no cursors to draw from.
    defaultOrder: (noun) => {
      const order = defaultOrders[noun as Noun];
      return order ? `${order.field} ${order.direction}` : '';
    },
  };
}
