import { Ctx, Mutation, Resolver } from 'type-graphql';
import { type Context, perform, signedIn } from '../../graph/context.js';
import { Input, toPayload } from '../../graph/payload.js';
import { Ref } from '../../read/reader.js';
import { uuidOf } from '../../read/value.js';
import {
  CareDesignationPayload,
  DesignateCareInput,
  EndCareInput,
  EndPairingInput,
  EndVisitRuleInput,
  HelpPairingPayload,
  PairHelpInput,
  RecordVisitInput,
  SetVisitRuleInput,
  VisitPayload,
  VisitRulePayload,
} from './care.inputs.js';
import { designateCare } from './commands/designate-care.js';
import { endCare } from './commands/end-care.js';
import { endPairing } from './commands/end-pairing.js';
import { endVisitRule } from './commands/end-visit-rule.js';
import { pairHelp } from './commands/pair-help.js';
import { recordVisit } from './commands/record-visit.js';
import { setVisitRule } from './commands/set-visit-rule.js';

@Resolver()
export class CareMutations {
  @Mutation(() => CareDesignationPayload, { nullable: true, description: 'States that a resident or a household needs care. 认定关爱对象' })
  async designateCare(@Ctx() context: Context, @Input(() => DesignateCareInput) input: DesignateCareInput) {
    return toPayload('careDesignation', 'CareDesignation', await perform(signedIn(context), designateCare, input));
  }

  @Mutation(() => CareDesignationPayload, { nullable: true, description: 'Ends a care designation from a day on. 解除关爱' })
  async endCare(@Ctx() context: Context, @Input(() => EndCareInput) input: EndCareInput) {
    const result = await perform(signedIn(context), endCare, input);
    return toPayload('careDesignation', 'CareDesignation', result, uuidOf(input.id, 'id', 'CareDesignation'));
  }

  @Mutation(() => HelpPairingPayload, { nullable: true, description: 'Pairs a resident or a household with those who help. 结对帮扶' })
  async pairHelp(@Ctx() context: Context, @Input(() => PairHelpInput) input: PairHelpInput) {
    return toPayload('helpPairing', 'HelpPairing', await perform(signedIn(context), pairHelp, input));
  }

  @Mutation(() => HelpPairingPayload, { nullable: true, description: 'Ends a pairing, with a reason. 结束结对' })
  async endPairing(@Ctx() context: Context, @Input(() => EndPairingInput) input: EndPairingInput) {
    const result = await perform(signedIn(context), endPairing, input);
    return toPayload('helpPairing', 'HelpPairing', result, uuidOf(input.id, 'id', 'HelpPairing'));
  }

  @Mutation(() => VisitPayload, { nullable: true, description: 'Takes down a visit to a household or a resident. 记录走访' })
  async recordVisit(@Ctx() context: Context, @Input(() => RecordVisitInput) input: RecordVisitInput) {
    const result = await perform(signedIn(context), recordVisit, input);
    const household = input.householdId == null ? null : new Ref('Household', uuidOf(input.householdId, 'householdId', 'Household'));
    return { ...toPayload('visit', 'Visit', result), household };
  }

  @Mutation(() => VisitRulePayload, { nullable: true, description: 'States how often the holders of a post visit. 设定走访规则' })
  async setVisitRule(@Ctx() context: Context, @Input(() => SetVisitRuleInput) input: SetVisitRuleInput) {
    return toPayload('visitRule', 'VisitRule', await perform(signedIn(context), setVisitRule, input));
  }

  @Mutation(() => VisitRulePayload, { nullable: true, description: 'Ends a visit rule from a day on. 停用走访规则' })
  async endVisitRule(@Ctx() context: Context, @Input(() => EndVisitRuleInput) input: EndVisitRuleInput) {
    const result = await perform(signedIn(context), endVisitRule, input);
    return toPayload('visitRule', 'VisitRule', result, uuidOf(input.id, 'id', 'VisitRule'));
  }
}
