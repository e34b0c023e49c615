import type { IncidentState } from '../modules/incidents/incident.terms.js';
import { filledIn } from '../modules/incidents/reply.terms.js';
import { rowMaker } from './base-row.js';
import type { Dataset } from './dataset.js';
import type { Happening } from './history.js';
import type * as Row from './rows.js';
import { Random } from './seeded.js';

/** When templates were made. */
const MADE = Date.parse('2026-11-20T00:00:00.000Z');

const rejected = '您反映的“{title}”（编号 {serialNumber}）不属于{organization}受理范围，建议向有关主管部门反映。感谢您的理解。';
const resolved = '您于{reportedOn}反映的“{title}”（编号 {serialNumber}）已由{organization}办结，现待核查。感谢您对{grid}的关心。';

const templates: readonly (readonly [state: IncidentState, name: string, text: string, category?: string])[] = [
  ['REPORTED', '已受理', '您反映的“{title}”（编号 {serialNumber}）已收到，{organization}正在核实。'],
  ['REPORTED', '不予受理', rejected],
  ['IN_PROGRESS', '已办结', resolved],
  [
    'IN_PROGRESS',
    '停水告知',
    '您反映的“{publicName}”问题（编号 {serialNumber}）正在抢修，{organization}将于{handleBy}前办结，给您带来不便，敬请谅解。',
    'WATER_SUPPLY',
  ],
  ['SUSPENDED', '等待配件', '您反映的“{title}”（编号 {serialNumber}）正等待配件，到货后即恢复处置。'],
  ['VERIFIED', '结案告知', '您反映的“{title}”（编号 {serialNumber}）已核查通过并结案，欢迎评价。'],
];

/** The reply templates of a jurisdiction; the last is out of use. */
export function replyTemplatesOf(dataset: Dataset): readonly Row.ReplyTemplateRow[] {
  const base = rowMaker(dataset, new Random(`mulin/${dataset.jurisdiction.code}/replies`));
  const made = (state: IncidentState, name: string, text: string, category?: string, active = true): Row.ReplyTemplateRow => ({
    ...base(MADE),
    category_id: dataset.categories.find(({ code }) => code === category)?.id ?? null,
    ...{ state, name, text, active },
  });
  return [
    ...templates.map(([state, name, text, category]) => made(state, name, text, category)),
    made('IN_PROGRESS', '已办结（旧）', '您反映的问题已办结。', undefined, false),
  ];
}

const publicNameOf = ({ categories }: Dataset, { category_id }: Row.IncidentRow): string => {
  const category = categories.find(({ id }) => id === category_id)!;
  return category.public_name ?? category.name;
};

/** What the reporter was told with a step, by the template of then. */
export function replyTo(dataset: Dataset, incident: Row.IncidentRow, { kind }: Happening): string | null {
  const text = kind === 'RESOLVED' ? resolved : kind === 'REJECTED' ? rejected : null;
  if (text === null) return null;
  const nameIn = (rows: readonly { readonly id: string; readonly name: string }[], id: string) => rows.find((row) => row.id === id)!.name;
  const [year, month, day] = new Date(Date.parse(incident.reported_at) + 8 * 3_600_000).toISOString().slice(0, 10).split('-').map(Number);
  return filledIn(text, {
    ...{ title: incident.title, serialNumber: incident.serial_number, publicName: publicNameOf(dataset, incident) },
    ...{ organization: nameIn(dataset.organizations, incident.holder_id), grid: nameIn(dataset.grids, incident.grid_id) },
    ...{ reportedOn: `${year}年${month}月${day}日`, handleBy: null },
  });
}
