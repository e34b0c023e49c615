import { Field, InputType } from 'type-graphql';
import { enumOf } from './enum.js';
import { DateTime } from './scalars.js';

export const OrderDirection = enumOf('OrderDirection', 'Which way a list is ordered. 排序方向', {
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
