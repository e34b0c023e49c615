import { notFound } from '../../../kernel/errors.js';
import type { Work } from '../../../work/command.js';
import { Incident } from '../incident.entity.js';
import { trackingCode as code } from '../incident.reads.js';

/** The incident that a tracking code stands for, locked. Who knows the code is told of nothing else. */
export async function findByCode(work: Work, given: string): Promise<Incident> {
  const found = await work.em.findOne(Incident, { trackingCode: code.keysOf(given) }, { lock: 'update' });
  if (!found) throw notFound('Incident');
  return found;
}
