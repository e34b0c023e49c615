import { defineModule } from '../../graph/module.js';
import { keep } from '../../work/keeps.js';
import { Attachment } from './attachment.entity.js';
import { abandonedUploads } from './attachment.jobs.js';
import { attachmentReads } from './attachment.reads.js';
import { followingIncidents } from './closed-visibility.js';
import { addPart } from './commands/add-part.js';
import { askForAssistance } from './commands/ask-for-assistance.js';
import { attachToIncident } from './commands/attach-to-incident.js';
import { cancelSupervision } from './commands/cancel-supervision.js';
import { changeReplyTemplate } from './commands/change-reply-template.js';
import { createCategory } from './commands/create-category.js';
import { createReplyTemplate } from './commands/create-reply-template.js';
import { createRoutingRule } from './commands/create-routing-rule.js';
import { createUploadTicket } from './commands/create-upload-ticket.js';
import { decideExtension } from './commands/decide-extension.js';
import { moveRoutingRule } from './commands/move-routing-rule.js';
import { publishDutyList } from './commands/publish-duty-list.js';
import { rateIncident } from './commands/rate-incident.js';
import { refuseDispatch } from './commands/refuse-dispatch.js';
import { releasePart } from './commands/release-part.js';
import { removeAttachment } from './commands/remove-attachment.js';
import { reportIncident } from './commands/report-incident.js';
import { requestExtension } from './commands/request-extension.js';
import { rescheduleAssistance } from './commands/reschedule-assistance.js';
import { restoreCategory } from './commands/restore-category.js';
import { retireCategory } from './commands/retire-category.js';
import { retireReplyTemplate } from './commands/retire-reply-template.js';
import { retireRoutingRule } from './commands/retire-routing-rule.js';
import { setAttachmentPublic } from './commands/set-attachment-public.js';
import { setSlaRule } from './commands/set-sla-rule.js';
import { splitIncident } from './commands/split-incident.js';
import { superviseIncident } from './commands/supervise-incident.js';
import { updateCategory } from './commands/update-category.js';
import { updateRoutingRule } from './commands/update-routing-rule.js';
import { DutyList } from './duty.entity.js';
import { ExtensionRequest } from './extension.entity.js';
import { Incident, IncidentCategory, IncidentEvent } from './incident.entity.js';
import { incidentJobs } from './incident.jobs.js';
import { IncidentQueries } from './incident.queries.js';
import { incidentReads } from './incident.reads.js';
import { IncidentSubscriptions } from './incident.subscriptions.js';
import { openStates } from './incident.terms.js';
import { incidentFlow } from './incident.workflow.js';
import { handOverOpenIncidents, moveOpenIncidents } from './open-incidents.js';
import { IncidentParticipant } from './participant.entity.js';
import { participantFlow } from './participant.workflow.js';
import { ReplyTemplate } from './reply.entity.js';
import { RoutingRule } from './routing.entity.js';
import { Satisfaction } from './satisfaction.entity.js';
import { SlaRule } from './sla.entity.js';
import './told.type.js';

export const incidents = defineModule({
  name: 'incidents',
  after: ['organisations', 'notifications', 'calendar', 'grids'],
  entities: [
    IncidentCategory,
    Incident,
    IncidentEvent,
    Attachment,
    Satisfaction,
    ExtensionRequest,
    IncidentParticipant,
    DutyList,
    SlaRule,
    RoutingRule,
    ReplyTemplate,
  ],
  resolvers: [IncidentQueries, IncidentSubscriptions],
  verbs: [
    reportIncident,
    ...incidentFlow.verbs,
    superviseIncident,
    cancelSupervision,
    createUploadTicket,
    attachToIncident,
    removeAttachment,
    setAttachmentPublic,
    rateIncident,
    refuseDispatch,
    askForAssistance,
    ...participantFlow.verbs,
    rescheduleAssistance,
    splitIncident,
    addPart,
    releasePart,
    publishDutyList,
    requestExtension,
    decideExtension,
    setSlaRule,
    createRoutingRule,
    updateRoutingRule,
    moveRoutingRule,
    retireRoutingRule,
    createReplyTemplate,
    changeReplyTemplate,
    retireReplyTemplate,
    createCategory,
    updateCategory,
    retireCategory,
    restoreCategory,
  ],
  reads: [...incidentReads, ...attachmentReads],
  keeps: [
    keep(Incident, {
      on: 'Organization',
      by: 'holder',
      whenItEnds: {
        refuse: {
          text: '{count} open incidents are held by it; close them first. 该组织仍承办 {count} 件未办结事件，请先办结。',
          while: `state in (${openStates.map((state) => `'${state}'`).join(', ')})`,
        },
      },
    }),
    keep(Incident, {
      on: 'Organization',
      by: 'forwardedTo',
      whenItEnds: {
        refuse: {
          text: '{count} incidents are with it; take them back first. 该组织仍有 {count} 件转办事件，请先收回。',
          while: `state = 'FORWARDED'`,
        },
      },
    }),
    keep(IncidentParticipant, {
      on: 'Organization',
      by: 'organization',
      whenItEnds: {
        refuse: {
          text: '{count} incidents wait for its assistance; withdraw that first. 该组织仍有 {count} 件协办事件，请先撤回协办。',
          while: 'ended_at is null',
        },
      },
    }),
    keep(Incident, { on: 'Grid', by: 'grid', whenItEnds: handOverOpenIncidents }),
  ],
  movers: [moveOpenIncidents],
  jobs: [...incidentJobs, abandonedUploads, followingIncidents],
});
