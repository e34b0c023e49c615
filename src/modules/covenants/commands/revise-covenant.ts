import { id, lines, listOf, optional, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { CovenantVersion } from '../covenant.entity.js';
import { mayChange } from '../covenant.policy.js';
import { covenantPayload, MOST_PEOPLE, TEXT_LENGTH } from '../covenant.type.js';
import { covenantFlow } from '../covenant.workflow.js';
import { demandNotVoting, draft, peopleNamed } from './versions.js';

export const reviseCovenant = verb(
  'reviseCovenant',
  {
    does: 'Writes the draft of a covenant anew; where all versions are adopted, that of the next one. A text that a topic adopted needs another topic. 修订公约草案',
    answers: covenantPayload,
    takes: {
      ...versionOf('Covenant'),
      text: lines(TEXT_LENGTH, 'The text. 正文'),
      drafterIds: optional(listOf(id('Person', 'Who drafted it; as before if left out. 起草人'), { max: MOST_PEOPLE })),
    },
    may: (work, { id, version }) => covenantFlow.admit(work, mayChange, { id, version, isLocked: true }),
  },
  async (work, { text, drafterIds }, { row: covenant }) => {
    const [latest] = await work.em.find(CovenantVersion, { covenant: covenant.id }, { orderBy: { number: 'desc' } });
    const drafted = { text, drafterIds: drafterIds === null ? latest!.drafterIds : await peopleNamed(work, drafterIds) };
    if (latest!.validFrom == null) {
      const topic = await demandNotVoting(work, latest!);
      Object.assign(latest!, { ...drafted, writtenAt: work.now(), topic: topic?.result === 'ADOPTED' ? null : latest!.topic });
    } else draft(work, covenant, latest!.number + 1, drafted);
    return { id: covenant.id };
  },
);
