import type { Dataset } from './dataset.js';
import { ruleMaker } from './deadlines.js';
import type * as Row from './rows.js';

/** A rule that asks for nothing. */
const anything: Omit<Row.RoutingRuleRow, keyof Row.BaseRow | 'name' | 'position' | 'organization_id' | 'place' | 'target'> = {
  grid_id: null,
  category_ids: [],
  domains: [],
  urgencies: [],
  keywords: [],
  from_time: null,
  to_time: null,
  weekdays: [],
  day_kinds: [],
  in_working_time: null,
  target_organization_id: null,
};

/** Danger outside of working time goes to the information centre; in 002 everything does (信息总台统一调配). */
export function routingRulesOf(dataset: Dataset): readonly Row.RoutingRuleRow[] {
  const { code } = dataset.jurisdiction;
  const base = ruleMaker(dataset, 'routing');
  const gas = dataset.categories.find((category) => category.code === 'GAS_HAZARD')!.id;
  const rules: readonly (Pick<Row.RoutingRuleRow, 'name'> & Partial<Row.RoutingRuleRow>)[] = [
    { name: '非工作时间燃气隐患', category_ids: [gas], urgencies: ['EMERGENCY'], in_working_time: false },
    { name: '夜间高空抛物', keywords: ['高空抛物', '坠物'], urgencies: ['EMERGENCY'], from_time: '22:00', to_time: '06:00' },
    ...(code === '002' ? [{ name: '信息总台统一调配' }] : []),
  ];
  return rules.map(
    (rule, i): Row.RoutingRuleRow => ({
      ...base(),
      ...{ position: i + 1, target: 'INFORMATION_CENTER' },
      ...anything,
      ...rule,
    }),
  );
}
