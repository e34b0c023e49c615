import { type Context, signedIn } from '../../graph/context.js';
import { dayOf } from '../../kernel/clock.js';
import { badInput, demand, notFound } from '../../kernel/errors.js';
import { faultOf } from '../../kernel/result.js';
import { optionalLinesOf, textOf } from '../../kernel/text.js';
import { needsQuery } from '../../read/needs.js';
import { Ref } from '../../read/reader.js';
import { uuidOf } from '../../read/value.js';
import { candidatesAt, gridAmong } from '../grids/grid-at.js';
import { pointOf } from '../grids/point.js';
import { mayExplainRouting } from './incident.policy.js';
import type { IncidentDomain, IncidentVisibility, Urgency } from './incident.terms.js';
import { allRoutingFacts, type RoutingFacts, route } from './routing.js';
import type { ExplainRoutingInput } from './routing.type.js';

const CATEGORY = `select json_build_object('domain', domain, 'parent', parent_id, 'visibility', visibility)::text as json from incident_category where id = $1::uuid and jurisdiction_id = $2::uuid`;

/** To whom what somebody thinks of reporting would go, without a report: the rules are tried as for one. */
export async function explainRouting(context: Context, input: ExplainRoutingInput) {
  const { viewer, reader, runOf } = signedIn(context);
  const category = uuidOf(input.categoryId, 'input.categoryId', 'IncidentCategory');
  const title = textOf(input.title, 'input.title', 200);
  if (!title.ok) throw faultOf(title.problems[0]);
  const description = optionalLinesOf(input.description, 'input.description', 5_000);
  if (!description.ok) throw faultOf(description.problems[0]);
  const point = input.location ? pointOf(input.location, 'input.location') : null;
  if (point && !point.ok) throw faultOf(point.problems[0]);
  if (!input.gridId && !point) throw badInput('Give the grid or the location. 请提供网格或位置。');
  const run = runOf({});
  const at = input.at ?? run.now();
  const json = (text: string, values: readonly unknown[]) => reader.runner.json({ text, values: () => [...values] }, run);
  const grid = input.gridId
    ? uuidOf(input.gridId, 'input.gridId', 'Grid')
    : gridAmong(await json(candidatesAt('$1', '$2'), point!.value.coordinates), point!.value);
  if (!grid) throw notFound('Grid');
  const [found, known] = await Promise.all([
    reader.runner.json(needsQuery(reader.catalog.nouns.get('Grid')!, allRoutingFacts.expressions), {
      ...run,
      ids: [grid],
      today: dayOf(at),
    }),
    json(CATEGORY, [category, viewer.jurisdiction!.id]),
  ]);
  const facts = found === null ? null : (JSON.parse(found) as RoutingFacts);
  // Of another jurisdiction nobody here knows how it routes.
  if (facts?.jurisdiction !== viewer.jurisdiction!.id) throw notFound('Grid');
  demand(mayExplainRouting(viewer, facts.place), 'Only staff may see how incidents are routed. 只有工作人员可以查看分派过程。');
  if (known === null) throw notFound('IncidentCategory');
  const { domain, parent, visibility } = JSON.parse(known) as {
    readonly domain: IncidentDomain;
    readonly parent: string | null;
    readonly visibility: IncidentVisibility;
  };
  const { rule, holder, assignee, trials } = route(facts, {
    categoryId: category,
    parentCategoryId: parent,
    domain,
    visibility,
    urgency: (input.urgency ?? 'NORMAL') as Urgency,
    title: title.value,
    description: description.value,
    at,
  });
  return {
    rule: rule && new Ref('RoutingRule', rule.id),
    holder: new Ref('Organization', holder),
    assignee: assignee === null ? null : new Ref('Person', assignee),
    trials: trials.map(({ rule: { id, fault }, outcome, unmet }) => ({
      rule: new Ref('RoutingRule', id),
      outcome,
      unmet,
      brokenReason: fault,
    })),
  };
}
