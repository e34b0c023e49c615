import { randomFillSync } from 'node:crypto';

/** The three letters that open a public id, per noun. A table row keeps the bare UUID. */
export const prefixes = {
  Organization: 'org',
  OrganizationRelation: 'rel',
  Person: 'per',
  Account: 'acc',
  AuditEntry: 'aud',
  Appointment: 'app',
  Station: 'sta',
  StationSite: 'sit',
  Grid: 'grd',
  CoverageRule: 'rul',
  IncidentCategory: 'cat',
  Incident: 'inc',
  IncidentEvent: 'evt',
  Estate: 'est',
  Building: 'bld',
  Stairwell: 'stw',
  Dwelling: 'dwl',
  Household: 'hsh',
  HouseholdMember: 'mem',
  Resident: 'res',
  Occupancy: 'occ',
  CareDesignation: 'car',
  HelpPairing: 'hlp',
  Visit: 'vis',
  VisitRule: 'vru',
} as const;
export type NounName = keyof typeof prefixes;
export type Prefix = (typeof prefixes)[NounName];

const nounOfPrefix = new Map<string, NounName>(Object.entries(prefixes).map(([noun, prefix]) => [prefix, noun as NounName]));

let lastMillisecond = 0;
let counter = 0;

/**
 * A UUIDv7 whose last 16 bits are the jurisdiction's number: any id alone tells where its row lives.
 * Ids of one process ascend, also within a millisecond (the 12 bits after the version count up).
 */
export function newId(jurisdictionNumber: number, at: number = Date.now()): string {
  if (at > lastMillisecond) {
    lastMillisecond = at;
    counter = 0;
  } else if (++counter > 0xfff) {
    lastMillisecond++;
    counter = 0;
  }
  const bytes = randomFillSync(Buffer.allocUnsafe(16));
  bytes.writeUIntBE(lastMillisecond, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  bytes.writeUInt16BE(jurisdictionNumber, 14);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The jurisdiction's number in the last 16 bits of a bare UUID. */
export const jurisdictionNumberOf = (uuid: string): number => Number.parseInt(uuid.slice(-4), 16);

export const publicId = (noun: NounName, uuid: string): string => `${prefixes[noun]}_${uuid.replaceAll('-', '')}`;

const SHAPE = /^([a-z]{3})_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;

/** The noun and the bare UUID behind a public id, or null where the text is none. */
export function parseId(id: string): { noun: NounName; uuid: string } | null {
  const parts = SHAPE.exec(id);
  const noun = parts && nounOfPrefix.get(parts[1]!);
  return noun ? { noun, uuid: parts!.slice(2).join('-') } : null;
}
