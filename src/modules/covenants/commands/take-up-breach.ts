import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import type { TopicCategory } from '../../ballots/ballots.terms.js';
import { newTopic } from '../../ballots/commands/new-topic.js';
import { demandAtWork, lockBody } from '../../deliberation/commands/find.js';
import { newIncident } from '../../incidents/commands/new-incident.js';
import { lockActiveGrid } from '../../incidents/commands/settle.js';
import { Covenant, type CovenantBreach } from '../covenant.entity.js';

interface AsTopic {
  readonly bodyId: string;
  readonly title: string;
  readonly category: TopicCategory;
}

/** The body deliberates where the covenant holds, or around it. Whoever turns the breach into a topic proposes it. */
export async function becomeTopic(work: Work, breach: CovenantBreach, { bodyId, title, category }: AsTopic): Promise<void> {
  const body = await lockBody(work, bodyId);
  demandAtWork(work, body, 'bodyId');
  if (!body.place.startsWith(breach.place) && !breach.place.startsWith(body.place))
    refuse('INVALID', 'The body does not deliberate where the covenant holds. 该议事组织不涉及此公约的范围。', 'bodyId');
  breach.topic = newTopic(work, body, { title, content: breach.text, category }).id;
}

interface AsIncident {
  readonly title: string;
  readonly categoryId: string;
  readonly gridId: string | null;
  readonly address: string | null;
}

export async function becomeIncident(
  work: Work,
  breach: CovenantBreach,
  { title, categoryId, gridId, address }: AsIncident,
): Promise<void> {
  const covenant = await work.em.findOneOrFail(Covenant, { id: breach.covenant });
  const where = gridId ?? covenant.grid;
  if (where == null) refuse('REQUIRED', 'Name the grid where it happened. 请指定发生的网格。', 'gridId');
  const grid = await lockActiveGrid(work, where, null);
  if (!grid?.place.startsWith(covenant.place) || grid.status !== 'ACTIVE')
    refuse('INVALID', 'It is no active grid where the covenant holds. 该网格不是公约范围内正常运行的网格。', 'gridId');
  const incident = await newIncident(work, grid, {
    title,
    description: breach.text,
    categoryId,
    channel: 'MESSAGE',
    address,
    reporter: breach.reporter,
    recorder: work.viewer.person,
    reportingOrganization: grid.community,
  });
  breach.incident = incident.id;
}
