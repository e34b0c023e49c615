import { publicId } from '../../../src/kernel/ids.js';
import type { Naive } from '../../read/naive.js';
import {
  ANYTHING,
  type Args,
  type Asking,
  among,
  bare,
  byInstant,
  byNumber,
  contains,
  type DefaultOrders,
  id,
  inTime,
  type NaivePart,
  type Orders,
  type Resolve,
  resolversOf,
  sorted,
} from '../../read/naive-rules.js';
import { has, holdsOn, inFull, isStaffPost, roleOf, type Viewer, withRoles, worksAt } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';
import { leaderOf } from '../grids/naive.js';

const supervising = ['COMMUNITY_CADRE', 'DISPATCHER', 'STREET_SUPERVISOR'];
const urgencies = ['LOW', 'NORMAL', 'HIGH', 'EMERGENCY'];

const isOpen = (incident: Row): boolean => !['CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED'].includes(incident.state);

export const orders: Orders = {
  Incident: {
    REPORTED_AT: byInstant('reported_at'),
    UPDATED_AT: byInstant('updated_at'),
    URGENCY: byNumber((row) => urgencies.indexOf(row.urgency)),
    DUE_AT: byNumber((row) => (row.due_at ?? new Date('9999-12-31')).getTime()),
  },
  IncidentEvent: { AT: byInstant('at') },
};
export const defaultOrders: DefaultOrders = {
  Incident: { field: 'REPORTED_AT', direction: 'DESC' },
  IncidentEvent: { field: 'AT', direction: 'ASC' },
};

export const answers = (naive: Naive): NaivePart => {
  const { rows } = naive.world;
  const { to, below, theOne } = resolversOf(naive);
  /** How the viewer comes to see an incident, and what each way opens beside the reporter. */
  function waysTo(incident: Row, { viewer }: Asking): { notes: boolean; details: boolean }[] {
    const { place, domain } = incident;
    const ways: { notes: boolean; details: boolean }[] = [];
    const isMe = (person: string | null) => viewer.person !== null && person === viewer.person;
    if (isMe(incident.reporter_id) || (isMe(incident.recorder_id) && reaches(viewer, incident))) ways.push({ notes: false, details: true });
    // What is restricted is not for those who see it by the place alone.
    const isUsual = incident.visibility === 'USUAL';
    if (has(viewer, place, ...supervising) || (isUsual && has(viewer, place, ...inFull, 'BRANCH_SECRETARY')))
      ways.push({ notes: true, details: true });
    // What happens lies in a grid: a chief of a stairwell sees those of its grid.
    const isChief = (post: Row) => roleOf(naive.world, post) === 'STAIRWELL_CHIEF';
    if (isUsual && viewer.posts.some((post) => isChief(post) && place.startsWith((naive.of(post.grid_id) ?? post).place)))
      ways.push({ notes: true, details: true });
    if (has(viewer, place, 'POLICE') && ['PUBLIC_SECURITY', 'WORK_SAFETY'].includes(domain)) ways.push({ notes: true, details: true });
    // Whoever has to act on it: the holder's staff, and the assignee.
    if (
      takesPart(incident).some((organization) => worksAt(viewer, organization)) ||
      (isMe(incident.assignee_id) && reaches(viewer, incident))
    )
      ways.push({ notes: true, details: true });
    if (isUsual && has(viewer, place, 'ADMIN', 'DASHBOARD')) ways.push({ notes: false, details: false });
    return ways;
  }

  /** Who holds it, and who assists. */
  const takesPart = (incident: Row): string[] => [incident.holder_id, ...(incident.co_handler_ids ?? [])];

  /** What was assigned to somebody, or taken down by them, is theirs as long as a post of theirs covers it: its place, or its holder. */
  function reaches(viewer: Pick<Viewer, 'posts'>, incident: Row): boolean {
    return viewer.posts.filter(isStaffPost).some((post) => {
      const organization = naive.of(post.organization_id);
      const belongsTo = post.organization_id ?? naive.of(post.grid_id)?.community_id;
      const scope: string = organization?.kind === 'INFORMATION_CENTER' ? naive.of(organization.parent_id)!.place : post.place;
      return belongsTo === incident.holder_id || incident.place.startsWith(scope);
    });
  }

  /** Incident.reporter has a line of its own: who sees the incident, and has one of these roles there; and whom it is about. */
  function seesReporter(incident: Row, ask: Asking): boolean {
    const { viewer } = ask;
    const isMe = (person: string | null) => viewer.person !== null && person === viewer.person;
    if (waysTo(incident, ask).length === 0) return false;
    if (isMe(incident.reporter_id) || (isMe(incident.recorder_id) && reaches(viewer, incident))) return true;
    if (has(viewer, incident.place, ...(incident.visibility === 'USUAL' ? inFull : supervising))) return true;
    if (has(viewer, incident.place, 'POLICE') && ['PUBLIC_SECURITY', 'WORK_SAFETY'].includes(incident.domain)) return true;
    return takesPart(incident).some((organization) => worksAt(viewer, organization, 'DEPARTMENT_HANDLER'));
  }

  function actionsOn(incident: Row, ask: Asking): { verb: string; allowed: boolean; reason: string | null }[] {
    const { viewer, today, now } = ask;
    const { state, place, holder_id: holder, assignee_id: assignee, reporter_id: reporter, handler_ids: handlers } = incident;
    const me = viewer.person;
    const isStaff = worksAt(viewer, holder);
    const isAssignee = me !== null && assignee === me && reaches(viewer, incident);
    const current = currentPosts(today);
    const isLeft = assignee !== null && !reaches({ posts: current.filter(({ person_id }) => person_id === assignee) }, incident);
    const isReporter = me !== null && reporter === me;
    const isWhole = incident.open_parts === 0;
    const mayReopen = () => {
      if (has(viewer, place, 'GRID_LEADER', 'COMMUNITY_CADRE', 'STREET_SUPERVISOR')) return true;
      const closedAt: Date | null = incident.closed_at;
      return isReporter && (closedAt === null || now.getTime() - closedAt.getTime() <= 14 * 86_400_000);
    };
    // The reporting staff's organisation, else the grid's leader, else a community cadre; never a handler.
    const mayVerify = () => {
      if (me !== null && handlers.includes(me)) return false;
      const organization: string | null = incident.reporting_organization_id;
      const members = current
        .filter(
          (post) =>
            organization !== null &&
            isStaffPost(post) &&
            (post.organization_id === organization ||
              (['GRID_LEADER', 'GRID_WORKER'].includes(post.position) &&
                naive.of(post.grid_id)?.community_id === organization &&
                (incident.visibility === 'USUAL' || [reporter, incident.recorder_id].includes(post.person_id)))),
        )
        .map(({ person_id }) => person_id);
      if (members.some((member) => !handlers.includes(member))) return members.includes(me);
      const leader = leaderOf(naive, naive.of(incident.grid_id)!, ask)?.id;
      if (incident.visibility === 'USUAL' && leader && !handlers.includes(leader)) return me === leader;
      return has(viewer, place, 'COMMUNITY_CADRE');
    };
    const isRateable =
      state === 'CLOSED' &&
      !naive.where('Satisfaction', 'incident_id', incident.id).some(({ closing }) => closing === incident.closings) &&
      (incident.closed_at === null || now.getTime() - incident.closed_at.getTime() <= 14 * 86_400_000);
    // By the tracking code one rates as the reporter.
    const mayRate =
      !naive.sees(incident, ask) ||
      ((isReporter || has(viewer, place, 'GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE')) && !(me !== null && handlers.includes(me)));
    const held = naive.of(holder)!;
    // It was sent to where nobody works, by the viewer's organisation.
    const isDeserted =
      assignee === null &&
      incident.previous_holder_id !== null &&
      worksAt(viewer, incident.previous_holder_id) &&
      !current.some((post) => post.organization_id === holder && isStaffPost(post));
    const table: readonly [verb: string, from: readonly string[], may: boolean][] = [
      ['accept', ['REPORTED', 'ESCALATED'], isStaff],
      ['reject', ['REPORTED'], isStaff],
      ['merge', ['REPORTED'], isStaff],
      ['file', ['REPORTED', 'ACCEPTED'], isStaff && isWhole],
      ['cancel', ['REPORTED', 'ACCEPTED'], isWhole && (isStaff || (isReporter && state === 'REPORTED'))],
      ['dispatch', ['ACCEPTED', 'RETURNED', 'REOPENED'], isStaff],
      ['escalate', ['ACCEPTED', 'DISPATCHED', 'IN_PROGRESS', 'RETURNED'], isStaff && held.parent_id !== null],
      ['forward', ['REPORTED', 'ACCEPTED', 'IN_PROGRESS'], isStaff],
      ['reclaim', ['FORWARDED'], isStaff],
      ['start', ['DISPATCHED', 'REOPENED'], isAssignee || isStaff],
      ['return', ['DISPATCHED', 'IN_PROGRESS', 'ESCALATED'], isAssignee || ((assignee === null || isLeft) && isStaff) || isDeserted],
      ['suspend', ['DISPATCHED', 'IN_PROGRESS'], isStaff],
      ['resume', ['SUSPENDED'], isStaff],
      ['resolve', ['IN_PROGRESS', 'FORWARDED'], isWhole && (isAssignee || isStaff)],
      ['verify', ['RESOLVED'], mayVerify()],
      ['rework', ['RESOLVED'], mayVerify()],
      ['close', ['VERIFIED'], isStaff],
      ['reopen', ['CLOSED'], mayReopen()],
    ];
    const limit: Date | null = incident.handle_red_at ?? incident.handle_by;
    const isHandled = ['ACCEPTED', 'DISPATCHED', 'RETURNED', 'REOPENED', 'IN_PROGRESS', 'FORWARDED'].includes(state);
    const pending = naive.where('ExtensionRequest', 'incident_id', incident.id).find((request) => request.state === 'PENDING');
    const isInTime = isHandled && limit !== null && limit > now && incident.supervision !== 'RED';
    const isAbove = viewer.held.some(
      (post) =>
        ['STREET_SUPERVISOR', 'COMMUNITY_CADRE'].includes(post.role) && post.place !== held.place && held.place.startsWith(post.place),
    );
    const supervising = viewer.held.filter(
      (post) => ['STREET_SUPERVISOR', 'DISPATCHER', 'COMMUNITY_CADRE'].includes(post.role) && place.startsWith(post.place),
    );
    const isBelow = supervising.some((post) => post.place !== held.place && post.place.startsWith(held.place));
    const maySupervise = supervising.length > 0 && !isBelow;
    const mayCancel = has(viewer, place, 'STREET_SUPERVISOR') || (supervising.length > 0 && me !== null && incident.supervisor_id === me);
    const whole = naive.of(incident.parent_id);
    const isReleasable =
      whole != null &&
      naive.sees(incident, ask) &&
      worksAt(viewer, whole.holder_id) &&
      ['ACCEPTED', 'DISPATCHED', 'RETURNED', 'REOPENED', 'IN_PROGRESS', 'FORWARDED'].includes(whole.state);
    const allowedOf = (verb: string, allowed: boolean) => ({ verb, allowed, reason: allowed ? null : ANYTHING });
    const inForce = rows.DutyList.filter(
      (duties) => duties.jurisdiction_id === held.jurisdiction_id && duties.level === held.kind && held.place.startsWith(duties.place),
    ).toSorted((a, b) => b.place.length - a.place.length || b.number - a.number)[0];
    const isSent = state === 'DISPATCHED' && assignee === null && incident.previous_holder_id !== null;
    const above = naive.of(incident.category_id)!.parent_id;
    const isNamed = [...(inForce?.own_ids ?? []), ...(inForce?.assist_ids ?? [])].includes(incident.category_id);
    const isNotOurs = (category: string) => inForce?.not_ours_ids.includes(category) === true;
    const isRefusable = isSent && (isNotOurs(incident.category_id) || (isNotOurs(above) && !isNamed));
    const mayAttach =
      isReporter ||
      isAssignee ||
      isStaff ||
      (me !== null && incident.recorder_id === me && reaches(viewer, incident)) ||
      (incident.co_handler_ids ?? []).some((organization: string) => worksAt(viewer, organization)) ||
      has(viewer, place, 'GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE', 'DISPATCHER', 'STREET_SUPERVISOR') ||
      !naive.sees(incident, ask);
    return [
      ...table.map(([verb, from, may]) => allowedOf(`${verb}Incident`, may && from.includes(state))),
      allowedOf('attachToIncident', mayAttach && isOpen(incident)),
      allowedOf('rateIncident', isRateable && mayRate),
      allowedOf('refuseDispatch', isStaff && isRefusable),
      allowedOf('askForAssistance', isHandled && naive.sees(incident, ask) && (isStaff || has(viewer, place, 'DISPATCHER'))),
      allowedOf('splitIncident', isHandled && isStaff && incident.parent_id === null),
      allowedOf('addPart', isHandled && isStaff && incident.parent_id === null),
      allowedOf('releasePart', isReleasable),
      allowedOf('requestExtension', isStaff && isInTime && !pending && held.parent_id !== null),
      allowedOf('decideExtension', naive.sees(incident, ask) && isAbove && pending !== undefined && pending.requested_by_id !== me),
      allowedOf('superviseIncident', naive.sees(incident, ask) && isOpen(incident) && maySupervise && incident.supervision !== 'RED'),
      allowedOf('cancelSupervision', naive.sees(incident, ask) && isOpen(incident) && mayCancel && incident.supervision !== 'NONE'),
    ];
  }

  /** Something new may be reported in a category. */
  const isReportable = (row: Row): boolean =>
    row.active && !rows.IncidentCategory.some(({ parent_id, active }) => active && parent_id === row.id);

  /** Why a routing rule is skipped. */
  function faultOf(rule: Row): string | null {
    const isGone = (id: string | null) => id !== null && naive.of(id)!.status !== 'ACTIVE';
    if (rule.position === null) return null;
    if (isGone(rule.organization_id) || isGone(rule.grid_id)) return 'AREA_CLOSED';
    if (rule.category_ids.length > 0 && rule.category_ids.every((id: string) => !naive.of(id)!.active)) return 'CATEGORIES_RETIRED';
    if (isGone(rule.target_organization_id)) return 'TARGET_DISSOLVED';
    const hasCenter = rows.Organization.some(
      ({ jurisdiction_id, kind, status }) =>
        jurisdiction_id === rule.jurisdiction_id && kind === 'INFORMATION_CENTER' && status === 'ACTIVE',
    );
    return rule.target === 'INFORMATION_CENTER' && !hasCenter ? 'NO_INFORMATION_CENTER' : null;
  }

  const current = new Map<string, readonly Row[]>();

  function currentPosts(today: string): readonly Row[] {
    const known =
      current.get(today) ??
      withRoles(
        naive.world,
        naive.world.rows.Appointment.filter((post) => holdsOn(post, today)),
      );
    current.set(today, known);
    return known;
  }

  /** Staff of the jurisdiction, and who manages its categories. */
  const usesTemplatesOf = (jurisdiction: string, { viewer }: Asking): boolean =>
    viewer.jurisdiction === jurisdiction &&
    (viewer.posts.some(isStaffPost) ||
      viewer.held.some(({ role, place }) => ['ADMIN', 'STREET_SUPERVISOR'].includes(role) && place === naive.of(jurisdiction)!.place));

  const dayOf = (at: Date | null): string => {
    if (at === null) return '待定';
    const [year, month, day] = new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10).split('-').map(Number);
    return `${year}年${month}月${day}日`;
  };
  function repliesFor(incident: Row, ask: Asking): Row[] {
    if (!usesTemplatesOf(incident.jurisdiction_id, ask)) return [];
    const category = naive.of(incident.category_id)!;
    const values: Readonly<Record<string, string>> = {
      ...{ title: incident.title, serialNumber: incident.serial_number, publicName: category.public_name ?? category.name },
      ...{ organization: naive.of(incident.holder_id)!.name, grid: naive.of(incident.grid_id)!.name },
      ...{ reportedOn: dayOf(incident.reported_at), handleBy: dayOf(incident.handle_by) },
    };
    const fitting = rows.ReplyTemplate.filter(
      (template) =>
        template.jurisdiction_id === incident.jurisdiction_id &&
        template.active &&
        template.state === incident.state &&
        [null, category.id, category.parent_id].includes(template.category_id),
    );
    const of = (id: string | null) =>
      sorted(
        fitting.filter((template) => template.category_id === id),
        'name',
      );
    // A category of the first level has none above it.
    return [...of(category.id), ...(category.parent_id === null ? [] : of(category.parent_id)), ...of(null)].map((template) => ({
      templateId: publicId('ReplyTemplate', template.id),
      name: template.name,
      text: template.text
        .split(/[{}]/)
        .map((part: string, n: number) => (n % 2 === 1 ? values[part] : part))
        .join(''),
    })) as never;
  }

  const incidents: Resolve = (row, args, ask) =>
    naive.page(
      'Incident',
      below('Incident', row).filter((incident) => naive.sees(incident, ask)),
      args,
      ask,
    );
  const opens = (incident: Row, part: 'notes' | 'details', ask: Asking) => waysTo(incident, ask).some((way) => way[part]);
  const detail =
    (column: string): Resolve =>
    (row, _args, ask) =>
      opens(row, 'details', ask) ? row[column] : null;

  const isShown = (attachment: Row) => attachment.public && attachment.state === 'ATTACHED';
  function seesAttachment(attachment: Row, ask: Asking): boolean {
    const { viewer } = ask;
    if (isShown(attachment)) return true;
    if (attachment.incident_id === null) return viewer.person !== null && viewer.person === attachment.uploaded_by_id;
    return opens(naive.of(attachment.incident_id)!, 'details', ask);
  }
  const attachedTo = (column: 'incident_id' | 'event_id', row: Row): Row[] =>
    naive
      .where('Attachment', column, row.id)
      .filter(({ state }) => state === 'ATTACHED')
      .toSorted((a, b) => a.attached_at.getTime() - b.attached_at.getTime() || (a.id < b.id ? -1 : 1));

  return {
    sees: {
      SlaRule: () => true,
      IncidentCategory: (row, ask) => row.active || naive.isOwnJurisdiction(row, ask),
      Incident: (row, ask) => waysTo(row, ask).length > 0,
      DutyList: (row, ask) => naive.isOwnJurisdiction(row, ask),
      RoutingRule: (row, ask) => naive.isOwnJurisdiction(row, ask),
      ReplyTemplate: (row, ask) => usesTemplatesOf(row.jurisdiction_id, ask),
      ExtensionRequest: (row, ask) => naive.sees(naive.of(row.incident_id)!, ask),
      IncidentParticipant: (row, ask) => worksAt(ask.viewer, row.organization_id) || naive.sees(naive.of(row.incident_id)!, ask),
      Satisfaction: (row, ask) => naive.sees(naive.of(row.incident_id)!, ask),
      Attachment: seesAttachment,
      IncidentEvent: (row, ask) => naive.sees(naive.of(row.incident_id)!, ask),
    },
    filters: {
      Incident: {
        states: among('state'),
        domains: among('domain'),
        urgencies: among('urgency'),
        channels: among('channel'),
        supervisions: among('supervision'),
        categories: (row: Row, wanted: readonly string[]) =>
          wanted
            .map((id) => bare(id, 'IncidentCategory'))
            .some((id) => id === row.category_id || id === naive.of(row.category_id)!.parent_id),
        externalCode: (row: Row, wanted: Row) => {
          const hasIt = (category: Row | null) =>
            category?.external_codes.some((one: Row) => one.scheme === wanted.scheme && one.code === wanted.code) === true;
          const own = naive.of(row.category_id)!;
          return hasIt(own) || hasIt(naive.of(own.parent_id));
        },
        ids: (row: Row, wanted: readonly string[]) => wanted.map((id) => bare(id, 'Incident')).includes(row.id),
        open: (row: Row, wanted: boolean) => isOpen(row) === wanted,
        assignedToViewer: (row: Row, wanted: boolean, { viewer }: Asking) =>
          (viewer.person !== null && row.assignee_id === viewer.person && reaches(viewer, row)) === wanted,
        coHandledByViewer: (row: Row, wanted: boolean, { viewer }: Asking) =>
          (row.co_handler_ids ?? []).some((organization: string) => worksAt(viewer, organization)) === wanted,
        reportedByViewer: (row: Row, wanted: boolean, { viewer }: Asking) =>
          (viewer.person !== null && row.reporter_id === viewer.person) === wanted,
        assigneeId: (row: Row, wanted: string) => row.assignee_id === bare(wanted, 'Person'),
        holderId: (row: Row, wanted: string) => row.holder_id === bare(wanted, 'Organization'),
        dueAt: inTime('due_at'),
        overdue: (row: Row, wanted: boolean, { now }: Asking) => (row.due_at !== null && row.due_at < now) === wanted,
        reportedAt: inTime('reported_at'),
        updatedAt: inTime('updated_at'),
        text: contains('serial_number', 'title'),
      },
    },
    fields: {
      IncidentCategory: {
        id: id('IncidentCategory'),
        publicName: (row: Row) => row.public_name ?? row.name,
        parent: (row: Row, _args: Args, ask: Asking) => naive.ifSeen(naive.of(row.parent_id), ask),
        children: (row: Row, _args: Args, ask: Asking) =>
          sorted(
            rows.IncidentCategory.filter((below) => below.parent_id === row.id && naive.sees(below, ask)),
            'code',
          ),
        reportable: isReportable,
        responsibleKinds: ({ responsible_kinds: own, parent_id }: Row) =>
          own.length > 0 ? own : (naive.of(parent_id)?.responsible_kinds ?? []),
      },
      ExternalCode: { scheme: (row: Row) => row.scheme, code: (row: Row) => row.code },
      CategoryQuestion: {
        ...{ key: (row: Row) => row.key, text: (row: Row) => row.text, kind: (row: Row) => row.kind },
        ...{ required: (row: Row) => row.required, choices: (row: Row) => row.choices },
      },
      IncidentAnswer: {
        ...{
          key: (row: Row) => row.key,
          question: (row: Row) => row.question,
          kind: (row: Row) => row.kind,
          value: (row: Row) => row.value,
        },
      },
      SlaRule: { id: id('SlaRule'), organization: to('organization_id'), category: to('category_id') },
      Incident: {
        id: id('Incident'),
        category: to('category_id'),
        grid: to('grid_id'),
        ...{ holder: to('holder_id'), supervisedHolder: to('supervised_holder_id') },
        forwardedTo: to('forwarded_to_id'),
        replyTemplates: (row: Row, _args: Args, ask: Asking) => repliesFor(row, ask),
        supervisionPoints: (row: Row) => ({ YELLOW: 5, RED: 10 })[row.supervision as string] ?? 0,
        overdue: (row: Row, _args: Args, { now }: Asking) => row.due_at !== null && row.due_at < now,
        duplicateOf: (row: Row, _args: Args, ask: Asking) => naive.ifSeen(naive.of(row.duplicate_of_id), ask),
        parent: (row: Row, _args: Args, ask: Asking) => naive.ifSeen(naive.of(row.parent_id), ask),
        children: (row: Row, _args: Args, ask: Asking) =>
          rows.Incident.filter((part) => part.parent_id === row.id && naive.sees(part, ask)).toSorted(
            (a, b) => a.reported_at.getTime() - b.reported_at.getTime() || (a.id < b.id ? -1 : 1),
          ),
        participants: (row: Row) =>
          naive
            .where('IncidentParticipant', 'incident_id', row.id)
            .toSorted((a, b) => a.asked_at.getTime() - b.asked_at.getTime() || (a.id < b.id ? -1 : 1)),
        duplicateOfState: (row: Row) => naive.of(row.duplicate_of_id)?.state ?? null,
        extensionRequests: (row: Row) =>
          naive
            .where('ExtensionRequest', 'incident_id', row.id)
            .toSorted((a, b) => a.requested_at.getTime() - b.requested_at.getTime() || (a.id < b.id ? -1 : 1)),
        satisfaction: (row: Row) =>
          naive.where('Satisfaction', 'incident_id', row.id).find(({ closing }) => closing === row.closings) ?? null,
        duplicates: (row: Row, args: Args, ask: Asking) =>
          naive.page(
            'Incident',
            rows.Incident.filter((merged) => merged.duplicate_of_id === row.id && naive.sees(merged, ask)),
            args,
            ask,
          ),
        answers: detail('answers'),
        description: detail('description'),
        address: detail('address'),
        location: detail('location'),
        reporter: (row: Row, _args: Args, ask: Asking) => (seesReporter(row, ask) ? naive.of(row.reporter_id) : null),
        // By a tracking code: the course of things, and nobody's name or words.
        assignee: (row: Row, _args: Args, ask: Asking) => (naive.sees(row, ask) ? naive.of(row.assignee_id) : null),
        trackingCode: (row: Row, _args: Args, { viewer }: Asking) =>
          viewer.person !== null && row.reporter_id === viewer.person ? row.tracking_code : null,
        attachments: (row: Row, _args: Args, ask: Asking) =>
          attachedTo('incident_id', row).filter(
            (attachment) => seesAttachment(attachment, ask) || (!naive.sees(row, ask) && attachment.reserved_for_id === row.id),
          ),
        events: (row: Row, args: Args, ask: Asking) =>
          naive.page(
            'IncidentEvent',
            rows.IncidentEvent.filter(({ incident_id }) => incident_id === row.id),
            args,
            ask,
          ),
        viewerActions: (row: Row, args: Args, ask: Asking) =>
          actionsOn(row, ask).filter(({ allowed }) => (args.allowed ?? null) === null || allowed === args.allowed),
      },
      DutyList: {
        id: id('DutyList'),
        organization: to('organization_id'),
        own: (row: Row) => row.own_ids.map(naive.of.bind(naive)),
        assist: (row: Row) => row.assist_ids.map(naive.of.bind(naive)),
        notOurs: (row: Row) => row.not_ours_ids.map(naive.of.bind(naive)),
      },
      RoutingRule: {
        id: id('RoutingRule'),
        organization: to('organization_id'),
        grid: to('grid_id'),
        targetOrganization: to('target_organization_id'),
        categories: (row: Row) => row.category_ids.map(naive.of.bind(naive)),
        brokenReason: (row: Row) => faultOf(row),
      },
      ReplyTemplate: { id: id('ReplyTemplate'), category: to('category_id') },
      OfferedReply: { templateId: (row: Row) => row.templateId, name: (row: Row) => row.name, text: (row: Row) => row.text },
      ExtensionRequest: {
        id: id('ExtensionRequest'),
        incident: (row: Row, _args: Args, ask: Asking) => naive.ifSeen(naive.of(row.incident_id), ask),
        organization: to('organization_id'),
        reason: (row: Row, _args: Args, ask: Asking) => (opens(naive.of(row.incident_id)!, 'notes', ask) ? row.reason : null),
        note: (row: Row, _args: Args, ask: Asking) => (opens(naive.of(row.incident_id)!, 'notes', ask) ? row.note : null),
        requestedBy: (row: Row, _args: Args, ask: Asking) =>
          naive.sees(naive.of(row.incident_id)!, ask) ? naive.of(row.requested_by_id) : null,
        decidedBy: (row: Row, _args: Args, ask: Asking) =>
          naive.sees(naive.of(row.incident_id)!, ask) ? naive.of(row.decided_by_id) : null,
      },
      IncidentParticipant: {
        id: id('IncidentParticipant'),
        incident: (row: Row, _args: Args, ask: Asking) => naive.ifSeen(naive.of(row.incident_id), ask),
        organization: to('organization_id'),
        task: (row: Row, _args: Args, ask: Asking) => (opens(naive.of(row.incident_id)!, 'notes', ask) ? row.task : null),
        answer: (row: Row, _args: Args, ask: Asking) => (opens(naive.of(row.incident_id)!, 'notes', ask) ? row.answer : null),
        askedBy: (row: Row, _args: Args, ask: Asking) => (naive.sees(naive.of(row.incident_id)!, ask) ? naive.of(row.asked_by_id) : null),
        overdue: (row: Row, _args: Args, { now }: Asking) => row.ended_at === null && row.due_at < now,
        viewerActions: (row: Row, args: Args, ask: Asking) => {
          const incident = naive.of(row.incident_id)!;
          const isSeen = worksAt(ask.viewer, row.organization_id) || naive.sees(incident, ask);
          const mayWithdraw = worksAt(ask.viewer, incident.holder_id) || has(ask.viewer, incident.place, 'DISPATCHER');
          const isAsked = worksAt(ask.viewer, row.organization_id);
          return [
            ['acceptAssistance', isAsked && row.state === 'ASKED'] as const,
            ['declineAssistance', isAsked && row.state === 'ASKED'] as const,
            ['finishAssistance', isAsked && row.state === 'ACCEPTED'] as const,
            ['withdrawAssistance', mayWithdraw && ['ASKED', 'ACCEPTED'].includes(row.state)] as const,
            ['rescheduleAssistance', mayWithdraw && ['ASKED', 'ACCEPTED'].includes(row.state)] as const,
          ]
            .map(([verb, may]) => ({ verb, allowed: may && isSeen, reason: may && isSeen ? null : ANYTHING }))
            .filter(({ allowed }) => (args.allowed ?? null) === null || allowed === args.allowed);
        },
      },
      Attachment: {
        id: id('Attachment'),
        incident: (row: Row, _args: Args, ask: Asking) => naive.ifSeen(naive.of(row.incident_id), ask),
        fileName: (row: Row, _args: Args, ask: Asking) =>
          row.incident_id !== null && opens(naive.of(row.incident_id)!, 'details', ask) ? row.file_name : null,
        uploadedBy: (row: Row, _args: Args, ask: Asking) => {
          const incident = naive.of(row.incident_id);
          if (!incident || !naive.sees(incident, ask)) return null;
          return incident.reporter_id !== row.uploaded_by_id || seesReporter(incident, ask) ? naive.of(row.uploaded_by_id) : null;
        },
        url: (row: Row) => (row.key === null ? null : ANYTHING),
        thumbnailUrl: (row: Row) => (row.thumbnail_key === null ? null : ANYTHING),
      },
      Satisfaction: {
        id: id('Satisfaction'),
        incident: (row: Row, _args: Args, ask: Asking) => naive.ifSeen(naive.of(row.incident_id), ask),
        satisfied: (row: Row) => row.score >= 4,
        comment: (row: Row, _args: Args, ask: Asking) => (opens(naive.of(row.incident_id)!, 'details', ask) ? row.comment : null),
        respondent: (row: Row, _args: Args, ask: Asking) =>
          seesReporter(naive.of(row.incident_id)!, ask) ? naive.of(row.respondent_id) : null,
        askedBy: (row: Row, _args: Args, ask: Asking) => (naive.sees(naive.of(row.incident_id)!, ask) ? naive.of(row.asked_by_id) : null),
      },
      IncidentEvent: {
        id: id('IncidentEvent'),
        attachments: (row: Row, _args: Args, ask: Asking) =>
          attachedTo('event_id', row).filter((attachment) => seesAttachment(attachment, ask)),
        incident: (row: Row, _args: Args, ask: Asking) => naive.ifSeen(naive.of(row.incident_id), ask),
        from: (row: Row) => row.from_state,
        to: (row: Row) => row.to_state,
        organization: to('organization_id'),
        note: (row: Row, _args: Args, ask: Asking) => (opens(naive.of(row.incident_id)!, 'notes', ask) ? row.note : null),
        // What the reporter did would name the reporter.
        actor: (row: Row, _args: Args, ask: Asking) => {
          const incident = naive.of(row.incident_id)!;
          const isReporter = row.actor_id !== null && row.actor_id === incident.reporter_id;
          const isHidden = isReporter && !seesReporter(incident, ask);
          return isHidden || !naive.sees(incident, ask) ? null : naive.of(row.actor_id);
        },
      },
      Organization: {
        incidents,
        dutyLists: (row: Row, _args: Args, ask: Asking) =>
          rows.DutyList.filter(
            (duties) => naive.sees(duties, ask) && duties.jurisdiction_id === row.jurisdiction_id && row.place.startsWith(duties.place),
          ).toSorted((a, b) => b.published_at.getTime() - a.published_at.getTime() || (a.id < b.id ? 1 : -1)),
        routingRules: (row: Row, _args: Args, ask: Asking) =>
          rows.RoutingRule.filter(
            (rule) =>
              naive.sees(rule, ask) &&
              rule.jurisdiction_id === row.jurisdiction_id &&
              rule.position !== null &&
              (row.place.startsWith(rule.place) || rule.place.startsWith(row.place)),
          ).toSorted((a, b) => a.position - b.position),
        slaRules: (row: Row) =>
          rows.SlaRule.filter((rule) => rule.jurisdiction_id === row.jurisdiction_id && row.place.startsWith(rule.place)).sort(
            (a, b) => a.place.length - b.place.length || (a.id < b.id ? -1 : 1),
          ),
      },
      Grid: {
        openIncidentCount: (row: Row, _args: Args, ask: Asking) =>
          below('Incident', row).filter((incident) => isOpen(incident) && naive.sees(incident, ask)).length,
        incidents,
        incidentCategories: (row: Row) => {
          const isOffered = (category: Row) => isReportable(category) && category.jurisdiction_id === row.jurisdiction_id;
          return sorted(rows.IncidentCategory.filter(isOffered), 'code').slice(0, 500);
        },
      },
    },
    roots: {
      incident: theOne('Incident', 'serialNumber', 'serial_number'),
      incidents: (_root, args, ask) => naive.page('Incident', naive.visible('Incident', ask), args, ask),
      incidentByTrackingCode: (_root, args) => rows.Incident.find(({ tracking_code }) => tracking_code === args.code) ?? null,
      replyTemplates: (_root, _args, ask) =>
        sorted(
          naive.visible('ReplyTemplate', ask).filter(({ active }) => active),
          'name',
        ),
      incidentCategories: (_root, args, ask) => {
        const code = args.externalCode as Row | null | undefined;
        const hasCode = (row: Row) =>
          code == null || row.external_codes.some((one: Row) => one.scheme === code.scheme && one.code === code.code);
        const isListed = (row: Row) => hasCode(row) && (ask.viewer.jurisdiction === null || naive.isOwnJurisdiction(row, ask));
        return sorted(naive.visible('IncidentCategory', ask).filter(isListed), 'code').slice(0, 500);
      },
    },
  };
};
