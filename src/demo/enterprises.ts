import { baseMaker } from './base-row.js';
import type { Dataset } from './dataset.js';
import type * as Row from './rows.js';
import { Random } from './seeded.js';

/** What is known of the firms: small and medium ones; those of 002 are the 291 without members of the party. */
export function enterprisesOf(dataset: Dataset): Row.EnterpriseRow[] {
  const base = baseMaker(dataset, 'enterprises');
  const random = new Random(`mulin/${dataset.jurisdiction.code}/enterprises`);
  return dataset.organizations
    .filter(({ kind }) => kind === 'ENTERPRISE')
    .map(({ id }) => {
      const employees = random.between(8, 240);
      const partyMembers = dataset.jurisdiction.code === '002' ? 0 : random.between(1, 3);
      return { ...base(), organization_id: id, scale: employees < 100 ? 'SMALL' : 'MEDIUM', employees, party_members: partyMembers };
    });
}
