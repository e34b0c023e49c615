import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { demandActive } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';

/** An organisation at work that an input names to take part in a theme. */
export async function partner(
  work: Work,
  { jurisdictionId }: { readonly jurisdictionId: string },
  id: string,
  field: string,
): Promise<Organization> {
  const organization = await findSeen(work, Organization, id);
  if (organization.jurisdictionId !== jurisdictionId)
    refuse('INVALID', 'The organisation is of another jurisdiction. 该组织属于其他辖区。', field);
  demandActive(organization, field);
  return organization;
}
