import { Ctx, Mutation, Resolver } from 'type-graphql';
import { type Context, perform, signedIn } from '../../graph/context.js';
import { Input, toPayload } from '../../graph/payload.js';
import { uuidOf } from '../../read/value.js';
import type { Command } from '../../work/command.js';
import { acceptIncident } from './commands/accept-incident.js';
import { cancelIncident } from './commands/cancel-incident.js';
import { closeIncident } from './commands/close-incident.js';
import { dispatchIncident } from './commands/dispatch-incident.js';
import { rejectIncident } from './commands/reject-incident.js';
import { reopenIncident } from './commands/reopen-incident.js';
import { reportIncident } from './commands/report-incident.js';
import { resolveIncident } from './commands/resolve-incident.js';
import { returnIncident } from './commands/return-incident.js';
import { startIncident } from './commands/start-incident.js';
import type { Transition } from './commands/transition.js';
import { verifyIncident } from './commands/verify-incident.js';
import {
  DispatchIncidentInput,
  IncidentPayload,
  IncidentTransitionInput,
  ReasonedIncidentTransitionInput,
  ReportIncidentInput,
  ReportIncidentPayload,
} from './incident.inputs.js';

const moved = async <Input extends Transition>(context: Context, command: Command<Input>, input: Input) =>
  toPayload('incident', 'Incident', await perform(signedIn(context), command, input), uuidOf(input.id, 'id', 'Incident'));

@Resolver()
export class IncidentMutations {
  @Mutation(() => ReportIncidentPayload, {
    nullable: true,
    description: 'Takes a problem down; without a token it answers a tracking code. 上报',
  })
  async reportIncident(@Ctx() context: Context, @Input(() => ReportIncidentInput) input: ReportIncidentInput) {
    const result = await perform(context, reportIncident, input);
    return { ...toPayload('incident', 'Incident', result), trackingCode: result.ok ? (result.value.secret ?? null) : null };
  }

  @Mutation(() => IncidentPayload, { nullable: true, description: 'Takes an incident up for the organisation that holds it. 受理' })
  acceptIncident(@Ctx() context: Context, @Input(() => IncidentTransitionInput) input: IncidentTransitionInput) {
    return moved(context, acceptIncident, input);
  }

  @Mutation(() => IncidentPayload, { nullable: true, description: 'Declines to take an incident up. 不予受理' })
  rejectIncident(@Ctx() context: Context, @Input(() => ReasonedIncidentTransitionInput) input: ReasonedIncidentTransitionInput) {
    return moved(context, rejectIncident, input);
  }

  @Mutation(() => IncidentPayload, { nullable: true, description: 'Withdraws an incident. 撤回' })
  cancelIncident(@Ctx() context: Context, @Input(() => ReasonedIncidentTransitionInput) input: ReasonedIncidentTransitionInput) {
    return moved(context, cancelIncident, input);
  }

  @Mutation(() => IncidentPayload, { nullable: true, description: 'Sends an incident to those who shall handle it. 派遣' })
  dispatchIncident(@Ctx() context: Context, @Input(() => DispatchIncidentInput) input: DispatchIncidentInput) {
    return moved(context, dispatchIncident, input);
  }

  @Mutation(() => IncidentPayload, { nullable: true, description: 'Begins to handle an incident. 开始处置' })
  startIncident(@Ctx() context: Context, @Input(() => IncidentTransitionInput) input: IncidentTransitionInput) {
    return moved(context, startIncident, input);
  }

  @Mutation(() => IncidentPayload, { nullable: true, description: 'Sends an incident back to who dispatched it. 退回' })
  returnIncident(@Ctx() context: Context, @Input(() => ReasonedIncidentTransitionInput) input: ReasonedIncidentTransitionInput) {
    return moved(context, returnIncident, input);
  }

  @Mutation(() => IncidentPayload, { nullable: true, description: 'Reports an incident handled. 办结' })
  resolveIncident(@Ctx() context: Context, @Input(() => IncidentTransitionInput) input: IncidentTransitionInput) {
    return moved(context, resolveIncident, input);
  }

  @Mutation(() => IncidentPayload, { nullable: true, description: 'Confirms the repair; never by who handled it. 核查通过' })
  verifyIncident(@Ctx() context: Context, @Input(() => IncidentTransitionInput) input: IncidentTransitionInput) {
    return moved(context, verifyIncident, input);
  }

  @Mutation(() => IncidentPayload, { nullable: true, description: 'Closes a verified incident. 结案' })
  closeIncident(@Ctx() context: Context, @Input(() => IncidentTransitionInput) input: IncidentTransitionInput) {
    return moved(context, closeIncident, input);
  }

  @Mutation(() => IncidentPayload, { nullable: true, description: 'Opens a closed incident again. 重新办理' })
  reopenIncident(@Ctx() context: Context, @Input(() => ReasonedIncidentTransitionInput) input: ReasonedIncidentTransitionInput) {
    return moved(context, reopenIncident, input);
  }
}
