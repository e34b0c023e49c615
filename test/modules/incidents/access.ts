import { publicId } from '../../../src/kernel/ids.js';
import { type AddedFields, type Ask, type FieldRule, list, type NounRules, open, reckoned, to } from '../../access/noun-rules.js';
import { linesFor, may } from '../../access/policy.js';
import { bySubtree, here, old, type VerbRule, type VerbRules } from '../../access/verb-rules.js';
import { isStaffPost } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';

const part = (
  name: 'reporter' | 'notes' | 'details',
  rule: Omit<FieldRule, 'shown'>,
  incidentOf: (row: Row) => string = (row) => row.id,
): FieldRule => ({
  ...rule,
  shown: ({ sight }, row) => (sight.get(incidentOf(row))?.[name] ? 'clear' : 'hidden'),
});

/** The lines about incidents hang on domains, holders and reporters: they are reckoned in SQL (test/modules/incidents/sight.ts). */
const isInSight = ({ sight }: Ask, incident: string): boolean =>
  [...linesFor('Incident', 'see'), ...linesFor('Incident.reporter', 'see')].length > 0 && sight.has(incident);

const aboutIncident = (row: Row) => ({
  ...here(row),
  own: [row.reporter_id],
  holder: row.holder_id as string,
  assigned: [row.assignee_id],
});
const actsFor = ({ viewer }: Ask, ...organizations: readonly (string | null)[]) =>
  viewer.posts.some((post) => isStaffPost(post) && post.organization_id !== null && organizations.includes(post.organization_id));
const communityOf = ({ world }: Ask, row: Row) => world.byId.get(row.grid_id)!.community_id as string;
const isReporter = ({ viewer }: Ask, row: Row) => viewer.person !== null && viewer.person === row.reporter_id;
const leads = ({ world, viewer, today }: Ask, row: Row) =>
  world.rows.Appointment.some(
    (post) =>
      post.grid_id === row.grid_id &&
      post.position === 'GRID_LEADER' &&
      post.person_id === viewer.person &&
      post.valid_from <= today &&
      (post.valid_to === null || post.valid_to > today),
  );

/** Holder's staff; staff of who held it before, or of the community, are told that it is not theirs now. */
const byHolder =
  (action: string): VerbRule['may'] =>
  (ask, row) =>
    may('Incident', action, ask.viewer, aboutIncident(row)) ||
    (actsFor(ask, row.previous_holder_id, communityOf(ask, row)) ? 'either' : false);
const byAssignee =
  (action: string): VerbRule['may'] =>
  (ask, row) =>
    // Whether their posts still cover it: test/modules/incidents/matrix.ts.
    (may('Incident', action, ask.viewer, aboutIncident(row)) ? ask.viewer.posts.some(isStaffPost) || 'either' : false) ||
    (actsFor(ask, row.holder_id, row.previous_holder_id, communityOf(ask, row)) ? 'either' : false);
const transition = (mayDo: VerbRule['may'], more: VerbRule['input'] = () => ({})): VerbRule => ({
  noun: 'Incident',
  input: (row, ask) => ({ id: row.id, ...old, ...more(row, ask) }),
  may: mayDo,
});
const reason = () => ({ reason: '理由' });

/** Who verifies: looked at closely in test/modules/incidents/matrix.ts. */
const asVerifier =
  (action: string): VerbRule['may'] =>
  (ask, row) => {
    linesFor('Incident', action);
    const isCadre = ask.viewer.held.some(({ role, place }) => role === 'COMMUNITY_CADRE' && row.place.startsWith(place));
    const isMember = ask.viewer.posts
      .filter(isStaffPost)
      .some(
        ({ organization_id, grid_id }) =>
          row.reporting_organization_id !== null &&
          (organization_id === row.reporting_organization_id ||
            ask.world.byId.get(grid_id)?.community_id === row.reporting_organization_id),
      );
    return isCadre || isMember || leads(ask, row) ? 'either' : false;
  };

/** Staff of the organisation that was asked to assist. */
const ofAsked =
  (action: string) =>
  ({ viewer }: Ask, row: Row): boolean =>
    may('IncidentParticipant', action, viewer, { jurisdiction: row.jurisdiction_id, holder: row.organization_id });

export const tables = {
  IncidentCategory: 'incident_category',
  Incident: 'incident',
  IncidentEvent: 'incident_event',
  Attachment: 'attachment',
  Satisfaction: 'satisfaction',
  ExtensionRequest: 'extension_request',
  IncidentParticipant: 'incident_participant',
  DutyList: 'duty_list',
  SlaRule: 'sla_rule',
  RoutingRule: 'routing_rule',
  ReplyTemplate: 'reply_template',
} as const;

export const nouns: NounRules = {
  IncidentCategory: {
    sees: (ask, row) =>
      may(
        'IncidentCategory',
        'see',
        ask.viewer,
        { jurisdiction: row.jurisdiction_id },
        (line) => row.active || !line.rows.includes('public'),
      ),
    fields: {
      id: open('id'),
      code: open('code'),
      name: open('name'),
      domain: open('domain'),
      ...{ active: open('active'), visibility: open('visibility'), reportable: reckoned, publicName: reckoned, responsibleKinds: reckoned },
      ...{ parent: to('IncidentCategory', 'parent_id'), children: list('IncidentCategory'), externalCodes: open('external_codes') },
      ...{ questions: open('questions'), needsPicture: open('needs_picture'), needsResult: open('needs_result') },
      version: open('version'),
    },
  },
  Incident: {
    sees: (ask, row) => isInSight(ask, row.id),
    lookup: 'incident',
    list: 'incidents',
    fields: {
      ...{ id: open('id'), serialNumber: open('serial_number'), title: open('title'), domain: open('domain'), channel: open('channel') },
      ...{ urgency: open('urgency'), state: open('state'), supervision: open('supervision'), supervisionPoints: reckoned },
      ...{ visibility: open('visibility'), supervisedHolder: to('Organization', 'supervised_holder_id') },
      replyTemplates: reckoned,
      ...{ version: open('version'), provenance: open('provenance') },
      description: part('details', { column: 'description' }),
      answers: part('details', { column: 'answers' }),
      address: part('details', { column: 'address' }),
      location: part('details', { column: 'location' }),
      reporter: part('reporter', { column: 'reporter_id', target: 'Person' }),
      ...{ category: to('IncidentCategory', 'category_id'), grid: to('Grid', 'grid_id'), holder: to('Organization', 'holder_id') },
      assignee: to('Person', 'assignee_id'),
      ...{
        occurredAt: open('occurred_at'),
        reportedAt: open('reported_at'),
        updatedAt: open('updated_at'),
        acceptedAt: open('accepted_at'),
      },
      ...{ resolvedAt: open('resolved_at'), verifiedAt: open('verified_at'), closedAt: open('closed_at') },
      ...{ acceptBy: open('accept_by'), handleBy: open('handle_by'), verifyBy: open('verify_by') },
      ...{ dueAt: open('due_at'), redAt: open('red_at'), overdue: reckoned },
      ...{ forwardedTo: to('Organization', 'forwarded_to_id'), forwardDueAt: open('forward_due_at') },
      ...{ suspendedUntil: open('suspended_until'), reworkCount: open('rework_count') },
      ...{ duplicateOf: to('Incident', 'duplicate_of_id', true), duplicates: list('Incident') },
      ...{
        parent: to('Incident', 'parent_id', true),
        required: open('required'),
        children: list('Incident'),
        openParts: open('open_parts'),
      },
      participants: list('IncidentParticipant'),
      ...{
        duplicateOfState: reckoned,
        satisfaction: list('Satisfaction'),
        attachments: list('Attachment'),
        extensionRequests: list('ExtensionRequest'),
      },
      events: list('IncidentEvent'),
      trackingCode: {
        column: 'tracking_code',
        shown: ({ viewer }, row) => (viewer.person !== null && row.reporter_id === viewer.person ? 'clear' : 'hidden'),
      },
      viewerActions: reckoned,
    },
  },
  Attachment: {
    // With the details of its incident; public ones by everybody; until an incident has it, by who uploaded it.
    sees: (ask, row) => {
      linesFor('Attachment', 'see');
      if (row.public && row.state === 'ATTACHED') return true;
      if (row.incident_id === null) return ask.viewer.person !== null && ask.viewer.person === row.uploaded_by_id;
      return ask.sight.get(row.incident_id)?.details === true;
    },
    fields: {
      ...{ id: open('id'), state: open('state'), kind: open('kind'), contentType: open('content_type'), size: open('size') },
      ...{ hash: open('hash'), originalHash: open('original_hash'), width: open('width'), height: open('height') },
      ...{ public: open('public'), uploadedAt: open('uploaded_at'), attachedAt: open('attached_at'), removedAt: open('removed_at') },
      ...{ incident: to('Incident', 'incident_id', true), provenance: open('provenance'), version: open('version') },
      // Checked by test/modules/incidents/attachments.test.ts.
      ...{ url: reckoned, thumbnailUrl: reckoned },
      fileName: part('details', { column: 'file_name' }, (row) => row.incident_id),
      uploadedBy: {
        column: 'uploaded_by_id',
        target: 'Person',
        shown: ({ sight, world }, row) => {
          const seen = sight.get(row.incident_id);
          if (!seen) return 'hidden';
          return seen.reporter || world.byId.get(row.incident_id)!.reporter_id !== row.uploaded_by_id ? 'clear' : 'hidden';
        },
      },
    },
  },
  Satisfaction: {
    sees: (ask, row) => isInSight(ask, row.incident_id),
    fields: {
      ...{ id: open('id'), incident: to('Incident', 'incident_id', true), closing: open('closing'), score: open('score') },
      ...{ satisfied: reckoned, solved: open('solved'), reasons: open('reasons'), channel: open('channel'), at: open('at') },
      ...{ askedBy: to('Person', 'asked_by_id'), provenance: open('provenance') },
      comment: part('details', { column: 'comment' }, (row) => row.incident_id),
      respondent: part('reporter', { column: 'respondent_id', target: 'Person' }, (row) => row.incident_id),
    },
  },
  ExtensionRequest: {
    sees: (ask, row) => isInSight(ask, row.incident_id),
    fields: {
      ...{ id: open('id'), incident: to('Incident', 'incident_id', true), organization: to('Organization', 'organization_id') },
      ...{ minutes: open('minutes'), state: open('state'), requestedAt: open('requested_at'), lapsesAt: open('lapses_at') },
      ...{ decidedAt: open('decided_at'), version: open('version') },
      ...{ requestedBy: to('Person', 'requested_by_id'), decidedBy: to('Person', 'decided_by_id') },
      reason: part('notes', { column: 'reason' }, (row) => row.incident_id),
      note: part('notes', { column: 'note' }, (row) => row.incident_id),
    },
  },
  IncidentParticipant: {
    // With the incident; by staff of who was asked, also when they do not see that any more.
    sees: (ask, row) => ofAsked('see')(ask, row) || isInSight(ask, row.incident_id),
    fields: {
      ...{ id: open('id'), incident: to('Incident', 'incident_id', true), organization: to('Organization', 'organization_id') },
      ...{ state: open('state'), dueAt: open('due_at'), askedAt: open('asked_at'), endedAt: open('ended_at') },
      ...{ version: open('version'), overdue: reckoned, viewerActions: reckoned },
      task: part('notes', { column: 'task' }, (row) => row.incident_id),
      answer: part('notes', { column: 'answer' }, (row) => row.incident_id),
      askedBy: {
        column: 'asked_by_id',
        target: 'Person',
        shown: ({ sight }, row) => (sight.has(row.incident_id) ? 'clear' : 'hidden'),
      },
    },
  },
  DutyList: {
    sees: ({ viewer }, row) => viewer.jurisdiction === row.jurisdiction_id,
    fields: {
      ...{ id: open('id'), level: open('level'), number: open('number'), publishedAt: open('published_at') },
      ...{ organization: to('Organization', 'organization_id'), own: list('IncidentCategory') },
      ...{ assist: list('IncidentCategory'), notOurs: list('IncidentCategory') },
    },
  },
  RoutingRule: {
    sees: ({ viewer }, row) => viewer.jurisdiction === row.jurisdiction_id,
    fields: {
      ...{ id: open('id'), name: open('name'), position: open('position'), version: open('version'), retiredAt: open('retired_at') },
      ...{ organization: to('Organization', 'organization_id'), grid: to('Grid', 'grid_id'), categories: list('IncidentCategory') },
      ...{ domains: open('domains'), urgencies: open('urgencies'), keywords: open('keywords'), weekdays: open('weekdays') },
      ...{ dayKinds: open('day_kinds'), fromTime: open('from_time'), toTime: open('to_time'), inWorkingTime: open('in_working_time') },
      ...{ target: open('target'), targetOrganization: to('Organization', 'target_organization_id'), brokenReason: reckoned },
    },
  },
  ReplyTemplate: {
    sees: (ask, row) =>
      may('ReplyTemplate', 'see', ask.viewer, here(ask.world.byId.get(row.jurisdiction_id)!)) ||
      (ask.viewer.jurisdiction === row.jurisdiction_id && ask.viewer.posts.some(isStaffPost)),
    fields: {
      ...{ id: open('id'), category: to('IncidentCategory', 'category_id'), state: open('state'), name: open('name') },
      ...{ text: open('text'), active: open('active'), version: open('version') },
    },
  },
  SlaRule: {
    sees: () => linesFor('SlaRule', 'see').length > 0,
    fields: {
      ...{ id: open('id'), level: open('level'), urgency: open('urgency') },
      ...{ organization: to('Organization', 'organization_id'), category: to('IncidentCategory', 'category_id') },
      ...{ acceptYellow: open('accept_yellow'), acceptRed: open('accept_red'), handleYellow: open('handle_yellow') },
      ...{ handleRed: open('handle_red'), verifyYellow: open('verify_yellow'), verifyRed: open('verify_red') },
    },
  },
  IncidentEvent: {
    sees: (ask, row) => isInSight(ask, row.incident_id),
    fields: {
      ...{
        id: open('id'),
        incident: to('Incident', 'incident_id', true),
        kind: open('kind'),
        from: open('from_state'),
        to: open('to_state'),
      },
      ...{ organization: to('Organization', 'organization_id'), at: open('at'), attachments: list('Attachment') },
      reply: open('reply'),
      note: part('notes', { column: 'note' }, (row) => row.incident_id),
      actor: {
        column: 'actor_id',
        target: 'Person',
        // The reporter's step would name the reporter.
        shown: ({ sight, world }, row) =>
          sight.get(row.incident_id)?.reporter || world.byId.get(row.incident_id)!.reporter_id !== row.actor_id ? 'clear' : 'hidden',
      },
    },
  },
};

export const adds: AddedFields = {
  Organization: { incidents: list('Incident'), slaRules: list('SlaRule'), dutyLists: list('DutyList'), routingRules: list('RoutingRule') },
  Grid: { incidents: list('Incident'), openIncidentCount: reckoned, incidentCategories: list('IncidentCategory') },
};

/** Categories belong to a jurisdiction: its root counts. */
const ofCategories = (action: string, input: VerbRule['input']): VerbRule => ({
  noun: 'IncidentCategory',
  input,
  may: (ask, row) => may('IncidentCategory', action, ask.viewer, here(ask.world.byId.get(row.jurisdiction_id)!)),
});

/** Templates belong to a jurisdiction, too; staff see them. */
const ofTemplates = (action: string): VerbRule => ({
  noun: 'ReplyTemplate',
  input: ({ id }) => ({ id, ...old }),
  may: (ask, row) => may('ReplyTemplate', action, ask.viewer, here(ask.world.byId.get(row.jurisdiction_id)!)),
});

export const verbs: VerbRules = {
  createReplyTemplate: {
    // Its text has a placeholder that there is not.
    ...ofTemplates('createReplyTemplate'),
    input: ({ row }) => ({ state: row.state, name: '答复', text: '{x}' }),
    may: ({ viewer, world }) =>
      viewer.jurisdiction !== null && may('ReplyTemplate', 'createReplyTemplate', viewer, here(world.byId.get(viewer.jurisdiction)!)),
    sees: () => true,
    isRowless: true,
  },
  changeReplyTemplate: ofTemplates('changeReplyTemplate'),
  retireReplyTemplate: ofTemplates('retireReplyTemplate'),
  createCategory: {
    // One's own jurisdiction gets it, whichever row it is tried on: its code is taken there.
    ...ofCategories('createCategory', ({ row }) => ({ code: row.code, name: ' ', domain: row.domain })),
    may: ({ viewer, world }) =>
      viewer.jurisdiction !== null && may('IncidentCategory', 'createCategory', viewer, here(world.byId.get(viewer.jurisdiction)!)),
    sees: () => true,
    isRowless: true,
  },
  updateCategory: ofCategories('updateCategory', ({ id }) => ({ id, ...old })),
  retireCategory: ofCategories('retireCategory', ({ id }) => ({ id, ...old })),
  restoreCategory: ofCategories('restoreCategory', ({ id }) => ({ id, ...old })),
  reportIncident: {
    noun: 'Grid',
    input: ({ id }, { world }) => ({
      gridId: id,
      title: ' ',
      channel: 'WECHAT',
      categoryId: publicId('IncidentCategory', world.rows.IncidentCategory[0]!.id),
    }),
    // Whoever signed in as somebody, and partner systems; walls and routers only look on.
    may: ({ viewer }, row) =>
      viewer.jurisdiction === null ||
      ((viewer.person !== null || viewer.held.some(({ role }) => role === 'PARTNER')) &&
        may('Incident', 'reportIncident', viewer, here(row))),
    anonymous: true,
  },
  ...Object.fromEntries(
    ['acceptIncident', 'fileIncident', 'escalateIncident', 'reclaimIncident', 'resumeIncident'].map((verb) => [
      verb,
      transition(byHolder(verb)),
    ]),
  ),
  mergeIncident: transition(byHolder('mergeIncident'), ({ id }) => ({ intoId: id })),
  forwardIncident: transition(byHolder('forwardIncident'), (_row, { world }) => ({
    organizationId: publicId('Organization', world.rows.Organization[0]!.id),
    dueAt: '2026-01-01T00:00:00.000Z',
  })),
  suspendIncident: transition(byHolder('suspendIncident'), () => ({ until: '2026-01-01T00:00:00.000Z', ...reason() })),
  rejectIncident: transition(byHolder('rejectIncident'), reason),
  dispatchIncident: transition(byHolder('dispatchIncident')),
  closeIncident: transition(byHolder('closeIncident')),
  cancelIncident: transition((ask, row) => {
    const asStaff = byHolder('cancelIncident')(ask, row);
    return asStaff === true || !isReporter(ask, row) ? asStaff : 'either';
  }, reason),
  startIncident: transition(byAssignee('startIncident')),
  resolveIncident: transition(byAssignee('resolveIncident')),
  returnIncident: transition(byAssignee('returnIncident'), reason),
  superviseIncident: transition(
    (ask, row) => may('Incident', 'superviseIncident', ask.viewer, here(row)),
    () => ({ level: 'RED', ...reason() }),
  ),
  cancelSupervision: transition(
    (ask, row) =>
      linesFor('Incident', 'cancelSupervision').length > 0 &&
      ask.viewer.held.some(({ role, place }) => role === 'STREET_SUPERVISOR' && row.place.startsWith(place)),
    reason,
  ),
  createRoutingRule: {
    noun: 'Organization',
    input: ({ id }) => ({ organizationId: id, name: ' ', target: 'INFORMATION_CENTER' }),
    may: bySubtree('RoutingRule', 'createRoutingRule'),
  },
  ...Object.fromEntries(
    (['updateRoutingRule', 'moveRoutingRule', 'retireRoutingRule'] as const).map((verb): [string, VerbRule] => [
      verb,
      {
        noun: 'RoutingRule',
        input: ({ id }) => ({ id, ...old, ...(verb === 'moveRoutingRule' ? { position: 1 } : {}) }),
        may: bySubtree('RoutingRule', verb),
      },
    ]),
  ),
  setSlaRule: {
    noun: 'Organization',
    input: ({ id }) => ({ organizationId: id, acceptYellow: 0 }),
    may: bySubtree('SlaRule', 'setSlaRule'),
  },
  verifyIncident: transition(asVerifier('verifyIncident')),
  reworkIncident: transition(asVerifier('reworkIncident'), reason),
  refuseDispatch: transition(byAssignee('refuseDispatch')),
  publishDutyList: {
    noun: 'Organization',
    // No category is in two lists.
    input: ({ id }, { world }) => {
      const category = publicId('IncidentCategory', world.rows.IncidentCategory[0]!.id);
      return { organizationId: id, level: 'COMMUNITY', ownIds: [category], notOursIds: [category] };
    },
    may: bySubtree('DutyList', 'publishDutyList'),
  },
  askForAssistance: transition(
    (ask, row) => {
      const byPost = may('Incident', 'askForAssistance', ask.viewer, here(row));
      return byPost || byHolder('askForAssistance')(ask, row);
    },
    (_row, { world }) => ({
      organizationId: publicId('Organization', world.rows.Organization[0]!.id),
      task: '协助',
      dueAt: '2026-01-01T00:00:00.000Z',
    }),
  ),
  ...Object.fromEntries(
    ['acceptAssistance', 'declineAssistance', 'finishAssistance'].map((verb): [string, VerbRule] => [
      verb,
      {
        noun: 'IncidentParticipant',
        input: ({ id }) => ({ id, ...old, ...(verb === 'declineAssistance' ? reason() : {}) }),
        may: ofAsked(verb),
      },
    ]),
  ),
  ...Object.fromEntries(
    (['withdrawAssistance', 'rescheduleAssistance'] as const).map((verb): [string, VerbRule] => [
      verb,
      {
        noun: 'IncidentParticipant',
        input: ({ id }) => ({ id, ...old, ...(verb === 'withdrawAssistance' ? reason() : { dueAt: '2026-01-01T00:00:00.000Z' }) }),
        may: ({ viewer, world }, row) => {
          const incident = world.byId.get(row.incident_id)!;
          return may('IncidentParticipant', verb, viewer, { ...here(incident), holder: incident.holder_id });
        },
      },
    ]),
  ),
  splitIncident: transition(byHolder('splitIncident'), (_row, { world }) => ({
    title: ' ',
    categoryId: publicId('IncidentCategory', world.rows.IncidentCategory[0]!.id),
    required: true,
  })),
  // Who holds the incident that becomes a part has a say, too.
  addPart: transition(
    (ask, row) => (byHolder('addPart')(ask, row) ? 'either' : false),
    ({ id }) => ({ partId: id, required: true }),
  ),
  releasePart: transition((ask, row) => {
    const whole = ask.world.byId.get(row.parent_id) ?? row;
    return may('Incident', 'releasePart', ask.viewer, aboutIncident({ ...row, holder_id: whole.holder_id }));
  }, reason),
  requestExtension: transition(byHolder('requestExtension'), () => ({ minutes: 60, ...reason() })),
  decideExtension: {
    noun: 'ExtensionRequest',
    input: ({ id }) => ({ id, ...old, granted: true }),
    may: ({ viewer, world }, row) => {
      const { place } = world.byId.get(world.byId.get(row.incident_id)!.holder_id)!;
      return viewer.held.some(
        ({ role, place: held }) =>
          linesFor('Incident', 'decideExtension').some(({ roles }) => roles.includes(role)) && held !== place && place.startsWith(held),
      );
    },
  },
  createUploadTicket: {
    noun: 'Grid',
    // No type is called so: whoever may upload is refused.
    input: () => ({ fileName: 'x', contentType: 'x', size: 1 }),
    may: ({ viewer }) =>
      viewer.jurisdiction !== null &&
      may('Attachment', 'createUploadTicket', viewer, { jurisdiction: viewer.jurisdiction, own: [viewer.person] }),
    sees: () => true,
    isRowless: true,
    anonymous: true,
  },
  attachToIncident: {
    noun: 'Incident',
    // Nothing is attached.
    input: ({ id }) => ({ incidentId: id, attachmentIds: [] }),
    may: (ask, row) =>
      may('Incident', 'attachToIncident', ask.viewer, { ...aboutIncident(row), assigned: [] }) ||
      actsFor(ask, ...(row.co_handler_ids ?? [])) ||
      // Whether their posts still cover it: test/modules/incidents/matrix.ts.
      (ask.viewer.person !== null && [row.assignee_id, row.recorder_id].includes(ask.viewer.person) ? 'either' : false),
    anonymous: true,
  },
  removeAttachment: {
    noun: 'Attachment',
    input: ({ id }) => ({ id, ...old, ...reason() }),
    may: (ask, row) => {
      const incident = ask.world.byId.get(row.incident_id);
      const isOver = incident !== undefined && ['CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED'].includes(incident.state);
      const facts = { jurisdiction: row.jurisdiction_id, place: incident?.place ?? null, own: isOver ? [] : [row.uploaded_by_id] };
      return may('Attachment', 'removeAttachment', ask.viewer, facts, (line) => incident !== undefined || line.rows.includes('own'));
    },
  },
  setAttachmentPublic: {
    noun: 'Attachment',
    input: ({ id }) => ({ id, ...old, public: true }),
    may: (ask, row) => {
      const incident = ask.world.byId.get(row.incident_id);
      return incident !== undefined && may('Attachment', 'setAttachmentPublic', ask.viewer, here(incident));
    },
  },
  rateIncident: {
    noun: 'Incident',
    // No score is as high: whoever may rate is refused.
    input: ({ id }) => ({ incidentId: id, score: 9, solved: true }),
    may: (ask, row) => {
      linesFor('Incident', 'rateIncident');
      const isCaller = ask.viewer.held.some(
        ({ role, place }) => ['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE'].includes(role) && row.place.startsWith(place),
      );
      return isCaller || isReporter(ask, row);
    },
    anonymous: true,
  },
  reopenIncident: transition((ask, row) => {
    const byPost = may('Incident', 'reopenIncident', ask.viewer, { ...here(row), own: [] });
    return byPost || (isReporter(ask, row) ? 'either' : false);
  }, reason),
};
