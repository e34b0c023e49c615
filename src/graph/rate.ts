import { ArgsType, Directive, Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { type Bilingual, halvesOf } from '../kernel/bilingual.js';
import { badInput } from '../kernel/errors.js';
import { fieldOf, type Input } from '../read/input.js';
import { type Slot, slot } from '../read/sql.js';
import { enumOf } from './enum.js';
import { DateTime, LocalDate } from './scalars.js';
import { Sensitive } from './sensitive.js';

export const RateBasisEnum = enumOf('RateBasis', 'What a rate counts. 统计口径', {
  COHORT: 'Of those that began in the period, how many have come so far by now. 按起始期',
  FLOW: 'What happened, or was due, in the period. 按发生期',
});

@Directive('@shareable')
@Sensitive('P0')
@ObjectType('RateDefinition', { description: 'How a rate is reckoned. 指标定义' })
export class RateDefinitionType {
  @Field(() => String, { description: 'Names the rate: visit.complianceRate. 指标代码' })
  key!: string;
  @Field(() => String, { description: 'What is divided by what, in English. 公式（英文）' })
  formula!: string;
  @Field(() => String, { description: 'The same in Chinese. 公式（中文）' })
  formulaZh!: string;
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
  definition!: unknown;
  @Field(() => RateBasisEnum, { description: 'What it counts. 口径' })
  basis!: RateBasis;
  @Field(() => DateTime, { description: 'When it was reckoned. 统计时点' })
  asOf!: string;
}

export type RateBasis = keyof typeof RateBasisEnum;

export interface RateDefinition {
  readonly key: string;
  readonly formula: Bilingual;
  readonly version: number;
}

/** A definition as the graph shows it. */
export function definitionOf({ key, formula, version }: RateDefinition) {
  const { en, zh } = halvesOf(formula);
  return { key, formula: en, formulaZh: zh, version };
}

/** A rate as the graph shows it. */
export const rateOf = (numerator: number, denominator: number, definition: RateDefinition, basis: RateBasis, asOf: Date) => ({
  numerator,
  denominator,
  value: denominator === 0 ? null : numerator / denominator,
  definition: definitionOf(definition),
  basis,
  asOf: asOf.toISOString(),
});

/** How a number has grown, as the graph shows it; null where there was none to grow from. */
export const growthOf = (from: number, to: number, definition: RateDefinition, asOf: Date) => ({
  from,
  to,
  value: from === 0 ? null : (to - from) / from,
  definition: definitionOf(definition),
  asOf: asOf.toISOString(),
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

/** Where every day of the period is looked at, such as the days on which something was due. */
const LONGEST_PERIOD_DAYS = 400;
/** Where rows are counted: what a community has done since it was founded is counted, too. */
export const CENTURY_DAYS = 36_600;

/** The two ends of a span of days, as bound values. */
export interface Days {
  readonly from: Slot;
  readonly to: Slot;
}

/** The period itself; BAD_USER_INPUT where it ends before it begins, or is longer than so many days. */
export function demandPeriod({ from, to }: PeriodInput, field: string, most = LONGEST_PERIOD_DAYS): PeriodInput {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  if (days > 0 && days <= most) return { from, to };
  throw badInput('{field} takes from before to, up to {max} days. {field} 的 from 应早于 to，最长 {max} 天。', { field, max: most });
}

/** The two ends of a period argument, checked by {@link demandPeriod}. */
export function periodOf(period: Input, most = LONGEST_PERIOD_DAYS): Days {
  const end = (name: 'from' | 'to'): Slot =>
    slot('date', (run) => {
      demandPeriod(period.read(run) as PeriodInput, period.path, most);
      return fieldOf(period, name).read(run);
    });
  return { from: end('from'), to: end('to') };
}
