import type { Work } from '../../../work/command.js';
import { AT_ONCE, followCategories, isSpreading } from '../closed-visibility.js';
import { IncidentCategory } from '../incident.entity.js';
import { FINAL_STATES, type IncidentVisibility } from '../incident.terms.js';
import { changeOpenIncidents } from '../open-incidents.js';

/**
 * What a category and the one above it say of who sees their incidents holds for the categories below, and for what was reported before: streams see what is
 * open leave or enter, and what is restricted now has no public attachments. Of closed ones some thousand follow at once, the others within minutes. Changes
 * of categories wait for each other.
 */
export async function spreadVisibility(work: Work, { id, parent }: Pick<IncidentCategory, 'id' | 'parent'>): Promise<void> {
  await work.em.flush();
  // Whoever reports in one of them waits, and finds what it says then; what they reported before is found below.
  const categories = await work.em.find(IncidentCategory, { $or: [{ id }, { parent: id }] }, { lock: 'update', orderBy: { id: 'asc' } });
  const above = parent == null ? null : await work.em.findOneOrFail(IncidentCategory, { id: parent });
  const widest = (...all: readonly IncidentVisibility[]): IncidentVisibility => (all.includes('RESTRICTED') ? 'RESTRICTED' : 'USUAL');
  const own = categories.find((category) => category.id === id)!;
  const spread = widest(own.ownVisibility, above?.visibility ?? 'USUAL');
  const now = new Map(categories.map(({ id, ownVisibility }) => [id, widest(spread, ownVisibility)]));
  const changed = categories.filter(({ id, visibility }) => visibility !== now.get(id));
  if (changed.length === 0) return;
  for (const category of changed) category.visibility = now.get(category.id)!;
  const ids = changed.map((category) => category.id);
  await changeOpenIncidents(work, { category: ids }, (incident) => {
    incident.visibility = now.get(incident.category)!;
  });
  await work.sql(
    `update attachment a set public = false, version = a.version + 1 from incident i
     where a.public and a.incident_id = i.id and i.category_id = any(?) and i.visibility = 'RESTRICTED' and i.state not in (${FINAL_STATES})`,
    [ids],
  );
  await work.sql(followCategories('?', '?'), [ids, AT_ONCE]);
  await work.sql(`update incident_category c set spreading = true where id = any(?) and ${isSpreading}`, [ids]);
}
