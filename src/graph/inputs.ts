import { type ClassType, Field, InputType } from 'type-graphql';
import { enumOf } from './enum.js';
import { extendType } from './field.js';
import { DateTime } from './scalars.js';

const OrderDirection = enumOf('OrderDirection', 'Which way a list is ordered. 排序方向', {
  ASC: 'Smallest first. 升序',
  DESC: 'Largest first. 降序',
});

@InputType({ description: 'A span of instants, half-open: to is not included. Either end may be left open. 时间范围' })
export class DateTimeRange {
  @Field(() => DateTime, { nullable: true, description: 'From here on, included. 起' })
  from?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Up to here, not included. 止' })
  to?: Date | null;
}

/** Filters of one kind can be put together: the input type gets `and`, `or` and `not`. */
export const Combinable: ClassDecorator = (filter) => {
  const several = (description: string) => Field(() => [filter], { nullable: true, description });
  extendType(filter as unknown as ClassType, {
    and: several('All of these hold. 且'),
    or: several('At least one of these holds. 或'),
    not: Field(() => filter, { nullable: true, description: 'This does not hold. 非' }),
  });
};

/** How a list is ordered: by one of the fields of an enum, one way or the other. */
export function orderInput(name: string, description: string, by: object): ClassType {
  @InputType(name, { description })
  class OrderInput {
    @Field(() => by, { description: 'By what. 字段' })
    field!: string;
    @Field(() => OrderDirection, { description: 'Which way. 方向' })
    direction!: string;
  }
  return OrderInput;
}
