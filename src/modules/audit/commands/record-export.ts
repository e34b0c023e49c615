import { demand } from '../../../kernel/errors.js';
import { type CommandContext, run } from '../../../work/command.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { mayExport, mayExportPeople } from '../audit.policy.js';

/** What leaves in one file. */
export interface Export {
  /** The action in the audit log. */
  readonly action: 'exportCsv' | 'exportGeoJson';
  /** The name of the type of a row. */
  readonly rowType: string;
  readonly columns: readonly string[];
}

/** Rows that say who lives where and what they need: fewer may take these away. */
const ofPeople: ReadonlySet<string> = new Set([
  ...['Person', 'Resident', 'Household', 'HouseholdMember', 'Occupancy', 'Dwelling'],
  ...['CareDesignation', 'HelpPairing', 'Visit'],
]);

/** Notes in the audit log who takes which columns of which list away. Throws UNAUTHENTICATED, and FORBIDDEN for who may not. Called before the first row leaves. */
export async function recordExport(commandContext: CommandContext, { action, rowType, columns }: Export): Promise<void> {
  await run(
    commandContext,
    action,
    async (work) => {
      const { id } = jurisdictionOf(work);
      demand(mayExport(work.viewer), 'Only staff export lists. 只有工作人员可以导出列表。');
      if (ofPeople.has(rowType))
        demand(
          mayExportPeople(work.viewer),
          'Only community cadres export lists of people, homes and care. 只有社区干部可以导出居民、住户和关爱列表。',
        );
      work.audited({ fields: [rowType, ...columns] });
      return { id, noun: 'Organization' };
    },
    {},
  );
}
