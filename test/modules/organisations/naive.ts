import type { Naive } from '../../read/naive.js';
import {
  type Args,
  type Asking,
  actionsBy,
  among,
  byInstant,
  byText,
  compareTexts,
  contains,
  type DefaultOrders,
  endDay,
  firstDay,
  id,
  isAsked,
  type NaivePart,
  type Orders,
  type Resolve,
  resolversOf,
  sorted,
} from '../../read/naive-rules.js';
import { has, holdsOn, maskedPhone, namers, onNotice } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';

const postKey = (row: Row) => `${row.place} ${row.position}`;

export const orders: Orders = {
  Organization: { CODE: byText('code'), NAME: byText('name') },
  Appointment: { POSITION: (a, b) => compareTexts(postKey(a), postKey(b)) },
  Station: { NAME: byText('name') },
  HistoryEntry: { AT: byInstant('at') },
};
export const defaultOrders: DefaultOrders = {
  Organization: { field: 'CODE', direction: 'ASC' },
  Appointment: { field: 'POSITION', direction: 'ASC' },
  Station: { field: 'NAME', direction: 'ASC' },
  HistoryEntry: { field: 'AT', direction: 'ASC' },
};

/** A field that answers posts, by a column of theirs. */
export const postsOf =
  (naive: Naive) =>
  (column: string, most: number, ...order: readonly string[]): Resolve => {
    return (row, args, ask) => {
      const day = (args.asOf as string | null | undefined) ?? ask.today;
      const all = naive.world.rows.Appointment.filter((post) => post[column] === row.id && holdsOn(post, day) && naive.sees(post, ask));
      return sorted(all, ...order).slice(0, most);
    };
  };

export const answers = (naive: Naive): NaivePart => {
  const { rows } = naive.world;
  const { to, internal, above, below, theOne } = resolversOf(naive);
  const isOnNotice = (appointment: Row, { today }: Asking): boolean =>
    onNotice.includes(appointment.position) && holdsOn(appointment, today);

  const holdsPublicPost = (person: Row, ask: Asking): boolean =>
    naive.world.rows.Appointment.some((row) => row.person_id === person.id && isOnNotice(row, ask));

  return {
    sees: {
      Person: (row, ask) =>
        row.id === ask.viewer.person ||
        has(ask.viewer, row.place, ...namers) ||
        has(ask.viewer, row.place, 'BRANCH_SECRETARY', 'STREET_SUPERVISOR', 'DISPATCHER', 'ADMIN') ||
        holdsPublicPost(row, ask),
      Appointment: (row, ask) => naive.isOwnJurisdiction(row, ask) || isOnNotice(row, ask),
      EnterpriseProfile: naive.isOwnJurisdiction,
      HistoryEntry: (row, ask) => naive.sees(naive.of(row.subject_id)!, ask),
    },
    seesWho: { Station: naive.isOwnJurisdiction },
    filters: {
      Organization: {
        kinds: among('kind'),
        codes: among('code'),
        text: contains('code', 'name', 'short_name'),
        hasPartyMembers: (row: Row, wanted: boolean, ask: Asking) =>
          naive
            .where('EnterpriseProfile', 'organization_id', row.id)
            .some((one) => naive.sees(one, ask) && one.party_members > 0 === wanted),
      },
      Appointment: {
        positions: among('position'),
        fullTime: (row: Row, wanted: boolean) => row.full_time === wanted,
        asOf: (row: Row, day: string) => holdsOn(row, day),
        alsoHolds: (row: Row, wanted: readonly string[], ask: Asking, filter: Args) =>
          naive.world.rows.Appointment.some(
            (other) =>
              other.person_id === row.person_id &&
              other.id !== row.id &&
              wanted.includes(other.position) &&
              holdsOn(other, (filter.asOf as string | null | undefined) ?? ask.today) &&
              naive.sees(other, ask),
          ),
      },
      Station: { kinds: among('kind'), states: among('state') },
    },
    fields: {
      Organization: {
        id: id('Organization'),
        parent: to('parent_id'),
        contactPhone: internal('contact_phone'),
        ancestors: above('Organization'),
        children: (row: Row, args: Args, ask: Asking) =>
          naive.page(
            'Organization',
            rows.Organization.filter(({ parent_id }) => parent_id === row.id),
            args,
            ask,
          ),
        descendants: (row: Row, args: Args, ask: Asking) => {
          const deepest = row.place.length / 4 + ((args.depth as number | null | undefined) ?? 100);
          const all = below('Organization', row).filter((other) => other !== row && other.place.length / 4 <= deepest);
          return naive.page('Organization', all, args, ask);
        },
        relations: (row: Row, args: Args, ask: Asking) => {
          const all = rows.OrganizationRelation.filter(
            (relation) =>
              [relation.from_id, relation.to_id].includes(row.id) &&
              holdsOn(relation, (args.asOf as string | null | undefined) ?? ask.today) &&
              (args.kind === undefined || args.kind === null || relation.kind === args.kind),
          );
          return sorted(all, 'kind').slice(0, 200);
        },
        appointments: (row: Row, args: Args, ask: Asking) => {
          const day = (args.asOf as string | null | undefined) ?? ask.today;
          const all = rows.Appointment.filter((post) => post.organization_id === row.id && holdsOn(post, day) && naive.sees(post, ask));
          return naive.page('Appointment', all, args, ask);
        },
        stations: (row: Row, args: Args, ask: Asking) => naive.page('Station', below('Station', row), args, ask),
        enterprise: (row: Row, _args: Args, ask: Asking) =>
          naive.where('EnterpriseProfile', 'organization_id', row.id).find((one) => naive.sees(one, ask)) ?? null,
      },
      EnterpriseProfile: { id: id('EnterpriseProfile'), organization: to('organization_id') },
      OrganizationRelation: { id: id('OrganizationRelation'), from: to('from_id'), to: to('to_id') },
      Person: {
        id: id('Person'),
        name: (row: Row, _args: Args, { viewer }: Asking) =>
          row.id === viewer.person || has(viewer, row.place, ...namers) ? row.name : `${[...row.name][0]}*`,
        publicName: (row: Row, _args: Args, ask: Asking) => (holdsPublicPost(row, ask) ? row.name : null),
        phone: (row: Row, _args: Args, ask: Asking) =>
          naive.isOwnJurisdiction(row, ask) && row.phone !== null ? maskedPhone(row.phone) : null,
        idNumber: (row: Row, _args: Args, ask: Asking) => (naive.isOwnJurisdiction(row, ask) ? row.id_number_masked : null),
        appointments: postsOf(naive)('person_id', 50, 'valid_from'),
      },
      Appointment: {
        id: id('Appointment'),
        person: to('person_id'),
        organization: to('organization_id'),
        grid: to('grid_id'),
        seatLabel: (row: Row) => {
          const [organization, grid, stairwell] = [row.organization_id, row.grid_id, row.stairwell_id].map((id) => naive.of(id));
          if (organization) return organization.name;
          const door = stairwell ? ` ${naive.of(stairwell.building_id)!.number}${stairwell.number}` : '';
          return `${grid!.code} ${grid!.name}${door}`;
        },
        from: firstDay,
        to: endDay,
      },
      Station: {
        ...{ id: id('Station'), host: to('host_id'), grid: to('grid_id'), site: to('site_id') },
        history: (row: Row, args: Args, ask: Asking) =>
          naive.page(
            'HistoryEntry',
            rows.HistoryEntry.filter(({ subject_id }) => subject_id === row.id),
            args,
            ask,
          ),
        viewerActions: actionsBy((row, { viewer }) => {
          const isKeeper = has(viewer, row.place, 'ADMIN', 'STREET_SUPERVISOR');
          return { closeStation: isKeeper && row.state === 'OPEN', reopenStation: isKeeper && row.state === 'CLOSED' };
        }),
      },
      HistoryEntry: {
        ...{
          id: id('HistoryEntry'),
          from: (row: Row) => row.from_state,
          to: (row: Row) => row.to_state,
          organization: to('organization_id'),
        },
        actor: (row: Row, _args: Args, ask: Asking) => (naive.seesWho(naive.of(row.subject_id)!, ask) ? naive.of(row.actor_id) : null),
        note: (row: Row, _args: Args, ask: Asking) => (naive.seesWho(naive.of(row.subject_id)!, ask) ? row.note : null),
      },
      OpeningHours: { weekday: (row: Row) => row.weekday, opens: (row: Row) => row.opens, closes: (row: Row) => row.closes },
      StationSite: {
        id: id('StationSite'),
        stations: (row: Row) =>
          sorted(
            rows.Station.filter(({ site_id }) => site_id === row.id),
            'kind',
          ).slice(0, 50),
      },
    },
    roots: {
      organization: theOne('Organization', 'code', 'code'),
      organizations: (_root, args, ask) => naive.page('Organization', rows.Organization, args, ask),
      appointments: (_root, args, ask) => {
        const all = naive.visible('Appointment', ask).filter((post) => isAsked(args, 'asOf') || holdsOn(post, ask.today));
        return naive.page('Appointment', all, args, ask);
      },
    },
  };
};
