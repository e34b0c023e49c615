import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import type { Work } from '../../../work/command.js';
import { findPersonOrOfficial } from '../../households/commands/find-person.js';
import { type Covenant, CovenantVersion } from '../covenant.entity.js';

interface Drafted {
  readonly text: string;
  readonly drafterIds: readonly string[];
}

/** Writes the draft of a version. */
export const draft = (work: Work, covenant: Covenant, number: number, { text, drafterIds }: Drafted): CovenantVersion =>
  work.em.create(CovenantVersion, {
    id: newId(jurisdictionNumberOf(covenant.id)),
    jurisdictionId: covenant.jurisdictionId,
    covenant: covenant.id,
    number,
    text,
    drafterIds: [...drafterIds],
    writtenAt: work.now(),
    topic: null,
    session: null,
    adoptedAt: null,
    validFrom: null,
    validTo: null,
    place: covenant.place,
  });

/** People whom the viewer may name, one by one. */
export async function peopleNamed(work: Work, ids: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const id of ids) found.push((await findPersonOrOfficial(work, id)).id);
  return found;
}
