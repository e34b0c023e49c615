import { demand } from '../../../kernel/errors.js';
import { type CommandContext, run } from '../../../work/command.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { mayExport, mayExportPeople } from '../audit.policy.js';

/** What leaves in one file. */
export interface Export {
  /** The action in the audit log. */
  readonly action: 'exportCsv' | 'exportGeoJson';
  /** What rows are, and what else they have columns of: names of types. */
  readonly rowTypes: readonly string[];
  readonly relatedTypes: readonly string[];
  readonly columns: readonly string[];
}

/** What says who lives where and what they need: fewer may take it away. */
const ofHomes: readonly string[] = [
  ...['Resident', 'Household', 'HouseholdMember', 'Occupancy', 'Dwelling'],
  ...['CareDesignation', 'HelpPairing', 'Visit'],
];
/** A person may stand beside something else, such as an incident that they reported; a list of people is one of these. */
const saysWhoLivesWhere = ({ rowTypes, relatedTypes }: Export): boolean =>
  rowTypes.includes('Person') || [...rowTypes, ...relatedTypes].some((type) => ofHomes.includes(type));

/** Notes in the audit log who takes which columns of which list away. Throws UNAUTHENTICATED, and FORBIDDEN for who may not. Called before the first row leaves. */
export async function recordExport(commandContext: CommandContext, what: Export): Promise<void> {
  const { action, rowTypes, columns } = what;
  await run(
    commandContext,
    action,
    async (work) => {
      const { id } = jurisdictionOf(work);
      demand(mayExport(work.viewer), 'Only staff export lists. 只有工作人员可以导出列表。');
      if (saysWhoLivesWhere(what))
        demand(
          mayExportPeople(work.viewer),
          'Only community cadres export lists of people, homes and care. 只有社区干部可以导出居民、住户和关爱列表。',
        );
      work.audited({ fields: [...rowTypes, ...columns] });
      return { id, noun: 'Organization' };
    },
    {},
  );
}
