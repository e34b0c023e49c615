import { ArgsType, type ClassType, Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { Sensitive } from './sensitive.js';

@Directive('@shareable')
@Sensitive('P0')
@ObjectType('PageInfo', { description: 'Where a page lies in its list. 分页信息' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there are rows after this page. 是否有下一页' })
  hasNextPage!: boolean;
  @Field(() => Boolean, { description: 'Whether there are rows before this page. 是否有上一页' })
  hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true, description: 'The cursor of the first row of this page. 首个游标' })
  startCursor!: string | null;
  @Field(() => String, { nullable: true, description: 'The cursor of the last row of this page. 末个游标' })
  endCursor!: string | null;
}

type TypeThunk = () => ClassType;

/** The connection and edge types of a noun. The returned class is open for extras, such as a stream cursor. */
export function connectionType(name: string, chinese: string, node: TypeThunk): ClassType {
  @Sensitive('P0')
  @ObjectType(`${name}Edge`, { description: `One row of a list of ${name}, with its cursor. ${chinese}列表项` })
  class Edge {
    @Field(() => String, { description: 'Where this row lies in the list. 游标' })
    cursor!: string;
    @Field(node, { description: `The row. ${chinese}` })
    node!: unknown;
  }
  @Sensitive('P0')
  @ObjectType(`${name}Connection`, { description: `A page of a list of ${name}. ${chinese}列表` })
  class Connection {
    @Field(() => [Edge], { description: 'The rows of this page with their cursors. 列表项' })
    edges!: Edge[];
    @Field(() => [node()], { description: 'The rows of this page. 各项' })
    nodes!: unknown[];
    @Field(() => PageInfo, { description: 'Where this page lies in the list. 分页信息' })
    pageInfo!: PageInfo;
    @Directive('@cost(weight: 100)')
    @Field(() => Int, { description: 'How many rows the viewer sees in the whole list; counted only when selected. 总数' })
    totalCount!: number;
  }
  return Connection;
}

/** What every connection takes: a page from the start, or one from the end. */
@ArgsType()
export class Paging {
  @Field(() => Int, {
    nullable: true,
    description: 'How many rows from the start: 1 to 100; 20 if neither first nor last is given. 前若干项',
  })
  first?: number | null;
  @Field(() => String, { nullable: true, description: 'Start after this cursor. 起始游标' })
  after?: string | null;
  @Field(() => Int, { nullable: true, description: 'How many rows from the end: 1 to 100. 后若干项' })
  last?: number | null;
  @Field(() => String, { nullable: true, description: 'End before this cursor. 截止游标' })
  before?: string | null;
}

/** The one row that is meant, by id or by another name. */
@ArgsType()
export class ById {
  @Field(() => ID, { description: 'The id. 标识' })
  id!: string;
}
