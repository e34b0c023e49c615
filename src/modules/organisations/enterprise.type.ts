import { Field, Int, ObjectType } from 'type-graphql';
import { enumOf } from '../../graph/enum.js';
import { extendType } from '../../graph/field.js';
import { Node } from '../../graph/node.js';
import { Sensitive } from '../../graph/sensitive.js';
import { payloadOf } from '../../work/verb.js';
import { enterpriseScales } from './organization.terms.js';
import { OrganizationType } from './organization.type.js';

export const EnterpriseScaleEnum = enumOf('EnterpriseScale', 'How large a firm is. 企业规模', enterpriseScales);

@Sensitive('P1')
@ObjectType('EnterpriseProfile', { implements: Node, description: 'What is known of a firm. 企业概况' })
export class EnterpriseProfileType extends Node {
  @Field(() => OrganizationType, { description: 'The firm. 企业' })
  organization!: unknown;
  @Field(() => EnterpriseScaleEnum, { description: 'How large it is. 规模' })
  scale!: string;
  @Field(() => Int, { description: 'How many people work there. 职工人数' })
  employees!: number;
  @Field(() => Int, { description: 'How many of them are members of the party. 党员人数' })
  partyMembers!: number;
  @Field(() => Int, { description: 'Grows with every change; send it along to find out whether somebody was faster. 版本' })
  version!: number;
}

extendType(OrganizationType, {
  enterprise: Field(() => EnterpriseProfileType, {
    nullable: true,
    description: 'Of a firm, what is known of it; null without a token, and in another jurisdiction. 企业概况',
  }),
});

export const enterprisePayload = payloadOf('EnterpriseProfile', () => EnterpriseProfileType, { field: 'enterprise' });
