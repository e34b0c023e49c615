import type { Work } from '../../../work/command.js';
import { IncidentCategory } from '../incident.entity.js';
import type { IncidentVisibility } from '../incident.terms.js';
import { changeOpenIncidents } from '../open-incidents.js';

/**
 * What a category and the one above it say of who sees their incidents holds for the categories below, and for what was reported before: streams see what is
 * open leave or enter, and what is restricted now has no public attachments. Changes of categories wait for each other.
 */
export async function spreadVisibility(work: Work, { id, parent }: Pick<IncidentCategory, 'id' | 'parent'>): Promise<void> {
  await work.em.flush();
  // Whoever reports in one of them waits, and finds what it says then; what they reported before is found below.
  const categories = await work.em.find(IncidentCategory, { $or: [{ id }, { parent: id }] }, { lock: 'update', orderBy: { id: 'asc' } });
  const above = parent == null ? null : await work.em.findOneOrFail(IncidentCategory, { id: parent });
  const widest = (...all: readonly IncidentVisibility[]): IncidentVisibility => (all.includes('RESTRICTED') ? 'RESTRICTED' : 'USUAL');
  const own = categories.find((category) => category.id === id)!;
  const spread = widest(own.ownVisibility, above?.visibility ?? 'USUAL');
  for (const visibility of ['USUAL', 'RESTRICTED'] as const) {
    const changed = categories.filter(
      (category) => category.visibility !== visibility && widest(spread, category.ownVisibility) === visibility,
    );
    for (const category of changed) category.visibility = visibility;
    const ids = changed.map((category) => category.id);
    if (ids.length > 0) await show(work, ids, visibility);
  }
}

async function show(work: Work, categories: readonly string[], visibility: IncidentVisibility): Promise<void> {
  await changeOpenIncidents(work, { category: categories }, (incident) => {
    incident.visibility = visibility;
  });
  await work.sql('update incident set visibility = ?, version = version + 1 where category_id = any(?) and visibility <> ?', [
    visibility,
    categories,
    visibility,
  ]);
  if (visibility === 'RESTRICTED')
    await work.sql(
      'update attachment set public = false, version = version + 1 where public and incident_id in (select id from incident where category_id = any(?))',
      [categories],
    );
}
