import type { Client } from '../../kit/client.js';

export type Input = Readonly<Record<string, unknown>>;

/** Each verb of the residents' side, and what its payload calls the row. */
export const entities = {
  registerEstate: 'estate',
  registerBuilding: 'building',
  registerStairwell: 'stairwell',
  registerDwelling: 'dwelling',
  registerResident: 'resident',
  updateResident: 'resident',
  formHousehold: 'household',
  joinHousehold: 'household',
  leaveHousehold: 'household',
  moveHousehold: 'household',
  recordOccupancy: 'occupancy',
  verifyOccupancy: 'occupancy',
  endOccupancy: 'occupancy',
  designateCare: 'careDesignation',
  endCare: 'careDesignation',
  pairHelp: 'helpPairing',
  endPairing: 'helpPairing',
  recordVisit: 'visit',
  setVisitRule: 'visitRule',
  endVisitRule: 'visitRule',
} as const;
export type Verb = keyof typeof entities;

export interface Outcome {
  /** DONE, the code of a user error, or that of a fault. */
  readonly outcome: string;
  readonly path: string | null;
  readonly message: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the selection's.
  readonly row: any;
}

/** Performs a verb; `fields` is what is asked of the row. */
export async function perform(client: Client, verb: Verb, input: Input, fields = 'id'): Promise<Outcome> {
  const { data, errors } = await client.ask(
    `mutation ($input: ${verb[0]!.toUpperCase()}${verb.slice(1)}Input!) { done: ${verb}(input: $input) { row: ${entities[verb]} { ${fields} } userErrors { code path message } } }`,
    { input },
  );
  if (errors) return { outcome: String(errors[0]!.extensions?.code), path: null, message: errors[0]!.message, row: null };
  const { row, userErrors } = data.done;
  const [refusal] = userErrors;
  return refusal
    ? { outcome: refusal.code, path: refusal.path?.join('.') ?? null, message: refusal.message, row }
    : { outcome: 'DONE', path: null, message: null, row };
}

/** The row, of a verb that has to succeed. */
export async function done(client: Client, verb: Verb, input: Input, fields?: string) {
  const { outcome, message, row } = await perform(client, verb, input, fields);
  if (outcome !== 'DONE') throw new Error(`${verb}: ${outcome} ${message} ${JSON.stringify(input)}`);
  return row;
}

export interface Block {
  readonly building: string;
  readonly stairwell: string;
  /** One at the stairwell, and one of the same grid in a building without stairwells. */
  readonly flat: string;
  readonly house: string;
}

let blocks = 0;

/** A building with a stairwell and a flat, and one without stairwells. `keeper` is a cadre there. */
export async function build(keeper: Client, estateId: string, gridId: string, location: object | null = null): Promise<Block> {
  const n = ++blocks;
  const building = (await done(keeper, 'registerBuilding', { estateId, number: `${n}号楼`, location })).id;
  const stairwell = (await done(keeper, 'registerStairwell', { buildingId: building, number: '1单元', gridId })).id;
  const flat = (await done(keeper, 'registerDwelling', { stairwellId: stairwell, room: '101' })).id;
  const lane = (await done(keeper, 'registerBuilding', { estateId, number: `${n}号院`, location })).id;
  const house = (await done(keeper, 'registerDwelling', { buildingId: lane, gridId, room: '1' })).id;
  return { building, stairwell, flat, house };
}

/** A household of two, of whom the second needs care, is helped and was visited. Answers the household and both residents. */
export async function settle(keeper: Client, dwellingId: string, official: string) {
  const { id: head, household } = await done(
    keeper,
    'registerResident',
    { dwellingId, name: '户主甲', residentType: 'REGISTERED' },
    'id household { id }',
  );
  const { id: other } = await done(keeper, 'registerResident', {
    householdId: household.id,
    name: '成员乙',
    residentType: 'FLOATING',
    relation: 'SPOUSE',
  });
  await done(keeper, 'designateCare', { residentId: other, category: 'DISABLED', source: 'VISIT' });
  await done(keeper, 'designateCare', { householdId: household.id, category: 'LOW_INCOME', source: 'CIVIL_AFFAIRS' });
  await done(keeper, 'pairHelp', { residentId: other, leaderId: official, responsibleId: official, cadence: 'MONTHLY' });
  await done(keeper, 'recordVisit', { householdId: household.id, kind: 'ROUTINE' });
  return { household: household.id as string, head: head as string, other: other as string };
}
