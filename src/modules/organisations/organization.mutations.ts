import { Ctx, Mutation, Resolver } from 'type-graphql';
import { type Context, perform, signedIn } from '../../graph/context.js';
import { Input, toPayload } from '../../graph/payload.js';
import { uuidOf } from '../../read/value.js';
import { appointPerson } from './commands/appoint-person.js';
import { createOrganization } from './commands/create-organization.js';
import { dissolveOrganization } from './commands/dissolve-organization.js';
import { endAppointment } from './commands/end-appointment.js';
import { openStation } from './commands/open-station.js';
import { relateOrganizations } from './commands/relate-organizations.js';
import {
  AppointmentPayload,
  AppointPersonInput,
  CreateOrganizationInput,
  DissolveOrganizationInput,
  EndAppointmentInput,
  OpenStationInput,
  OpenStationPayload,
  RelateOrganizationsInput,
  RelateOrganizationsPayload,
} from './organization.inputs.js';
import { OrganizationPayload } from './organization.type.js';

@Resolver()
export class OrganizationMutations {
  @Mutation(() => OrganizationPayload, { nullable: true, description: 'Makes a new organisation below an existing one. 新建组织' })
  async createOrganization(@Ctx() context: Context, @Input(() => CreateOrganizationInput) input: CreateOrganizationInput) {
    return toPayload('organization', 'Organization', await perform(signedIn(context), createOrganization, input));
  }

  @Mutation(() => OrganizationPayload, { nullable: true, description: 'Takes an organisation out of work; its history stays. 撤销组织' })
  async dissolveOrganization(@Ctx() context: Context, @Input(() => DissolveOrganizationInput) input: DissolveOrganizationInput) {
    const result = await perform(signedIn(context), dissolveOrganization, input);
    return toPayload('organization', 'Organization', result, uuidOf(input.id, 'id', 'Organization'));
  }

  @Mutation(() => RelateOrganizationsPayload, { nullable: true, description: 'Relates two organisations beside the tree. 建立组织关系' })
  async relateOrganizations(@Ctx() context: Context, @Input(() => RelateOrganizationsInput) input: RelateOrganizationsInput) {
    return toPayload('relation', 'OrganizationRelation', await perform(signedIn(context), relateOrganizations, input));
  }

  @Mutation(() => AppointmentPayload, {
    nullable: true,
    description: 'Gives a person a post, at a seat where it may be held. Nobody appoints themselves. 任命',
  })
  async appointPerson(@Ctx() context: Context, @Input(() => AppointPersonInput) input: AppointPersonInput) {
    return toPayload('appointment', 'Appointment', await perform(signedIn(context), appointPerson, input));
  }

  @Mutation(() => AppointmentPayload, { nullable: true, description: 'Ends a post from a day on. Nobody ends a post of their own. 免职' })
  async endAppointment(@Ctx() context: Context, @Input(() => EndAppointmentInput) input: EndAppointmentInput) {
    const result = await perform(signedIn(context), endAppointment, input);
    return toPayload('appointment', 'Appointment', result, uuidOf(input.id, 'id', 'Appointment'));
  }

  @Mutation(() => OpenStationPayload, { nullable: true, description: 'Opens a station; stations at one address share a site. 设立站点' })
  async openStation(@Ctx() context: Context, @Input(() => OpenStationInput) input: OpenStationInput) {
    return toPayload('station', 'Station', await perform(signedIn(context), openStation, input));
  }
}
