import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { Topic } from '../../ballots/topic.entity.js';
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

/** The draft of a covenant: it has one at most. */
export async function demandDraft(work: Work, covenant: string): Promise<CovenantVersion> {
  const draft = await work.em.findOne(CovenantVersion, { covenant, validFrom: null });
  return (
    draft ?? refuse('WRONG_STATE', 'There is no draft; write one first (reviseCovenant). 没有草案，请先起草（reviseCovenant）。', 'id')
  );
}

/** The topic of a draft, if any; no ballot on it is opened until this transaction ends. The text stays as it is while people vote on it. */
export async function demandNotVoting(work: Work, { topic: id }: CovenantVersion): Promise<Topic | null> {
  if (id == null) return null;
  const topic = await work.em.findOneOrFail(Topic, { id }, { lock: 'update' });
  if (topic.state === 'VOTING') refuse('WRONG_STATE', 'It is being voted on. 该草案正在表决。', 'id');
  return topic;
}

/** People whom the viewer may name, one by one. */
export async function peopleNamed(work: Work, ids: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const id of ids) found.push((await findPersonOrOfficial(work, id)).id);
  return found;
}
