import { ArgsType, Directive, Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { badInput } from '../kernel/errors.js';
import { fieldOf, type Input } from '../read/input.js';
import { type Slot, slot } from '../read/sql.js';
import { enumOf } from './enum.js';
import { DateTime, LocalDate } from './scalars.js';
import { Sensitive } from './sensitive.js';

const RateBasis = enumOf('RateBasis', 'What a rate counts. 统计口径', {
  COHORT: 'Of those that began in the period, how many have come so far by now. 按起始期',
  FLOW: 'What happened, or was due, in the period. 按发生期',
});

@Directive('@shareable')
@Sensitive('P0')
@ObjectType('RateDefinition', { description: 'How a rate is reckoned. 指标定义' })
export class RateDefinitionType {
  @Field(() => String, { description: 'Names the rate: visit.complianceRate. 指标代码' })
  key!: string;
  @Field(() => String, { description: 'What is divided by what. 公式' })
  formula!: string;
  @Field(() => Int, { description: 'Grows when the formula changes. 版本' })
  version!: number;
}

@Directive('@shareable')
@Sensitive('P1')
@ObjectType('Rate', { description: 'A share that can be defended: what was divided by what, and when. 比率' })
export class RateType {
  @Field(() => Int, { description: 'How many did. 分子' })
  numerator!: number;
  @Field(() => Int, { description: 'Of how many. 分母' })
  denominator!: number;
  @Field(() => Float, { nullable: true, description: 'The one by the other; null when there is nothing to divide. 比值' })
  value!: number | null;
  @Field(() => RateDefinitionType, { description: 'How it is reckoned. 定义' })
  definition!: RateDefinition;
  @Field(() => RateBasis, { description: 'What it counts. 口径' })
  basis!: keyof typeof RateBasis;
  @Field(() => DateTime, { description: 'When it was reckoned. 统计时点' })
  asOf!: string;
}

export interface RateDefinition {
  readonly key: string;
  readonly formula: string;
  readonly version: number;
}

/** A rate as the graph shows it. */
export const rateOf = (numerator: number, denominator: number, definition: RateDefinition, basis: keyof typeof RateBasis) => ({
  numerator,
  denominator,
  value: denominator === 0 ? null : numerator / denominator,
  definition,
  basis,
  asOf: new Date().toISOString(),
});

@InputType({ description: 'A span of days, half-open: to is not included. 统计期' })
export class PeriodInput {
  @Field(() => LocalDate, { description: 'The first day. 起始日期' })
  from!: string;
  @Field(() => LocalDate, { description: 'The first day after it. 截止日期（不含）' })
  to!: string;
}

/** The argument of whatever is about a span of days. */
@ArgsType()
export class Period {
  @Field(() => PeriodInput, { description: 'The days to look at. 统计期' })
  period!: PeriodInput;
}

const LONGEST_PERIOD_DAYS = 400;

/** The two ends of a period argument as bound days; BAD_USER_INPUT where it ends before it begins, or is longer than a year and some. */
export function periodOf(period: Input): { readonly from: Slot; readonly to: Slot } {
  const end = (name: 'from' | 'to'): Slot =>
    slot('date', (run) => {
      const { from, to } = period.read(run) as PeriodInput;
      const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
      if (!(days > 0 && days <= LONGEST_PERIOD_DAYS))
        throw badInput('{field} takes from before to, up to {max} days. {field} 的 from 应早于 to，最长 {max} 天。', {
          field: period.path,
          max: LONGEST_PERIOD_DAYS,
        });
      return fieldOf(period, name).read(run);
    });
  return { from: end('from'), to: end('to') };
}
