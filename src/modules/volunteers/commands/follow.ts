import type { Work } from '../../../work/command.js';
import { remember } from '../../../work/history.js';
import type { Ending } from '../../../work/keeps.js';
import { timeOfNext } from '../../../work/workflow.js';
import { NeedItem } from '../need.entity.js';

/** What becomes of needs when the rows that they hang on end. */

const open = ['OPEN', 'CLAIMED', 'IN_PROGRESS'] as const;

/** Needs that are not met yet are those of the successor; what is over stays. */
export async function handOverNeeds(work: Work, { id, successor }: Ending): Promise<void> {
  for (const need of await work.em.find(NeedItem, { grid: id, state: open }, { lock: 'update' })) {
    need.grid = successor!.id;
    need.place = successor!.place;
  }
}

const reasons = { person: 'leaveHousehold', community: 'dissolveOrganization' } as const;

/** Needs of who has moved away or died, and of a community that is dissolved, are withdrawn. */
export const withdrawNeedsOf =
  (by: keyof typeof reasons) =>
  async (work: Work, { id }: Ending): Promise<void> => {
    for (const need of await work.em.find(NeedItem, { [by]: id, state: open }, { lock: 'update' })) {
      const from = need.state;
      need.state = 'WITHDRAWN';
      need.updatedAt = timeOfNext(work, need);
      remember(work, 'NeedItem', need, { verb: reasons[by], from });
    }
  };
