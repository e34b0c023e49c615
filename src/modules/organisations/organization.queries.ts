import { createHash } from 'node:crypto';
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Directive, Field, ID, Info, ObjectType, Query, Resolver } from 'type-graphql';
import { type HeldRole, type Role, roles, type Viewer } from '../../auth/viewer.js';
import { type Context, readRoot } from '../../graph/context.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, SIZED_BY_PAGE } from '../../graph/field.js';
import { Node } from '../../graph/node.js';
import { Sensitive } from '../../graph/sensitive.js';
import { Ref } from '../../read/reader.js';
import { AppointmentConnection, AppointmentList, AppointmentType, PersonType } from './appointment.type.js';
import { IdOrCode, OrganizationConnection, OrganizationList, OrganizationType } from './organization.type.js';

const RoleEnum = enumOf('Role', 'What a post, or a client credential, lets its holder be. 角色', roles);

@Sensitive('P1')
@ObjectType('ViewerRole', { description: 'A role, and the subtree it holds in. 角色与范围' })
export class ViewerRole {
  @Field(() => RoleEnum, { description: 'The role. 角色' })
  role!: Role;
  @Field(() => Node, { nullable: true, description: 'The organisation or grid at whose place, and below, it holds. 范围' })
  scope!: unknown;
}

@Sensitive('P1')
@ObjectType('Viewer', { description: 'Who asks. 当前访问者' })
export class ViewerType {
  @Field(() => ID, { description: 'The same for the same person or client, for caches; nothing is looked up by it. 标识' })
  id!: string;
  @Field(() => PersonType, { nullable: true, description: 'The person; null for a client credential. 人员' })
  person!: unknown;
  @Field(() => String, { nullable: true, description: 'The client, when a credential asks and no person. 客户端' })
  client!: string | null;
  @AtMost(100)
  @Field(() => [ViewerRole], { description: 'What the current posts let the viewer be, and where; at most a few dozen. 角色' })
  roles!: unknown[];
  @AtMost(100)
  @Field(() => [AppointmentType], { description: 'The current posts. 任职' })
  appointments!: unknown[];
}

/** Differs from the person's own id: caches that know rows by their ids alone keep the two apart. */
const viewerId = ({ person, client, jurisdiction }: Viewer): string =>
  `vwr_${createHash('sha256')
    .update(JSON.stringify([person, client, jurisdiction?.id]))
    .digest('hex')
    .slice(0, 32)}`;

@Resolver()
export class OrganizationQueries {
  @Query(() => ViewerType, { nullable: true, description: 'Who asks; null without a token. 当前访问者' })
  viewer(@Ctx() { viewer, commandContext }: Context) {
    if (!viewer.jurisdiction) return null;
    const { tree } = commandContext();
    const scopeOf = ({ place }: HeldRole) => {
      const seat = tree.seatAt(place);
      return seat && new Ref(seat.noun, seat.id);
    };
    return {
      id: viewerId(viewer),
      person: viewer.person && new Ref('Person', viewer.person),
      client: viewer.client,
      roles: viewer.roles.map((held) => ({ role: held.role, scope: scopeOf(held) })),
      appointments: viewer.posts.map(({ id }) => new Ref('Appointment', id)),
    };
  }

  @Directive('@inaccessible')
  @Query(() => Node, { nullable: true, description: 'Anything by its id. 按标识查询' })
  node(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Arg('id', () => ID, { description: 'The id. 标识' }) _id: string) {
    return readRoot(context, info);
  }

  @Directive('@inaccessible')
  @Query(() => [Node], {
    nullable: 'items',
    description: 'Up to 100 things by their ids, in their order; null for what is not there. 批量查询',
  })
  nodes(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('ids', () => [ID], { description: 'The ids. 标识列表' }) _ids: string[],
  ) {
    return readRoot(context, info);
  }

  @Query(() => OrganizationType, { nullable: true, description: 'One organisation, by id or by code. 组织' })
  organization(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => IdOrCode) _which: IdOrCode) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => OrganizationConnection, { description: 'Organisations of all jurisdictions. 组织列表' })
  organizations(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => OrganizationList) _which: OrganizationList) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => AppointmentConnection, {
    description: 'Who holds which posts: "secretaries who are also grid leaders" are positions and alsoHolds. 任职列表',
  })
  appointments(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => AppointmentList) _which: AppointmentList) {
    return readRoot(context, info);
  }
}
