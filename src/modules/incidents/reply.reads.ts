import { all, computed, type FieldRead, type NounReads, one, type RowRef } from '../../read/noun.js';
import { raw, type Sql, slot, sql } from '../../read/sql.js';
import { idText } from '../../read/value.js';
import { templatesOf, visibleReplyTemplates } from './incident.policy.js';
import { ReplyTemplate } from './reply.entity.js';
import { filledIn, MOST_OFFERED, type Placeholder } from './reply.terms.js';

export const replyTemplates: NounReads = {
  noun: 'ReplyTemplate',
  entity: ReplyTemplate,
  visible: visibleReplyTemplates,
  fields: { category: one('IncidentCategory', 'category', { follows: true }) },
  roots: { replyTemplates: all('name', (row) => row.col('active')) },
};

/** The jurisdiction whose templates the viewer uses. */
const own = slot('uuid', (run) => templatesOf(run.viewer));

const day = (at: Sql): Sql => sql`to_char(${at} at time zone 'Asia/Shanghai', 'YYYY"年"FMMM"月"FMDD"日"')`;
const nameIn = (table: string, id: Sql): Sql => sql`(select named.name from ${raw(table)} named where named.id = ${id})`;

interface Offered {
  readonly templateId: string;
  readonly name: string;
  readonly text: string;
}

const offered = (row: RowRef): Sql => sql`(
  select coalesce(json_agg(json_object('templateId' : ${idText('ReplyTemplate', raw('t.id'))}, 'name' : t.name, 'text' : t.text)
    order by t.rank, t.name, t.id), '[]')
  from (select template.*, case when template.category_id is null then 2 when template.category_id = c.id then 0 else 1 end as rank
    from reply_template template join incident_category c on c.id = ${row.col('category')}
    where template.jurisdiction_id = ${own} and template.jurisdiction_id = ${row.col('jurisdictionId')} and template.active
      and template.state = ${row.col('state')}::text and (template.category_id is null or template.category_id in (c.id, c.parent_id))
    order by rank, template.name, template.id limit ${raw(String(MOST_OFFERED))}) t)`;

/** The templates for an incident, filled in with what everybody sees who sees it. */
export const offeredReplies: FieldRead<never> = computed<
  { readonly offered: readonly Offered[] } & Readonly<Record<Placeholder, string | null>>
>(
  {
    offered,
    title: (row) => row.col('title'),
    serialNumber: (row) => row.col('serialNumber'),
    publicName: (row) => sql`(select coalesce(c.public_name, c.name) from incident_category c where c.id = ${row.col('category')})`,
    organization: (row) => nameIn('organization', row.col('holder')),
    grid: (row) => nameIn('grid', row.col('grid')),
    reportedOn: (row) => day(row.col('reportedAt')),
    handleBy: (row) => day(row.col('handleBy')),
  },
  ({ offered, ...values }) => offered.map(({ text, ...template }) => ({ ...template, text: filledIn(text, values) })),
);
