import type { OrganizationKind } from '../modules/organisations/organization.terms.js';
import type { CategoryRow } from './rows.js';

/** What residents call some categories, where that is not their name. */
const publicNames: Readonly<Record<string, string>> = {
  LIVELIHOOD_SERVICE: '生活服务',
  PUBLIC_SECURITY: '平安邻里',
  WORK_SAFETY: '身边隐患',
  SOCIAL_SECURITY: '社保低保怎么办',
  WATER_SUPPLY: '停水、水压低',
  RUBBISH: '垃圾没人收',
};

/** Whose business they are; what is not named here has those of the category above. */
const responsible: Readonly<Record<string, OrganizationKind[]>> = {
  PUBLIC_SECURITY: ['COMMUNITY', 'POLICE_STATION', 'POLICE_POST'],
  URBAN_MANAGEMENT: ['COMMUNITY', 'GOVERNMENT_DEPARTMENT'],
  PROPERTY_DISPUTE: ['COMMUNITY', 'PROPERTY_COMPANY', 'OWNERS_COMMITTEE'],
  CORRIDOR_CLUTTER: ['PROPERTY_COMPANY'],
  WATER_SUPPLY: ['PUBLIC_UTILITY', 'PROPERTY_COMPANY'],
  GAS_HAZARD: ['PUBLIC_UTILITY', 'GOVERNMENT_DEPARTMENT'],
};

/** A list made up for the demo: no hotline has these codes. */
const SAMPLE_SCHEME = '示例热线目录';
const sampleCodes: Readonly<Record<string, string>> = { STREET_LIGHT: 'S-0101', RUBBISH: 'S-0201', WATER_SUPPLY: 'S-0301', TAP: 'S-0302' };

/** What a category of the demo is called by whom, and whose business it is. */
export const namingOf = (code: string): Pick<CategoryRow, 'public_name' | 'responsible_kinds' | 'external_codes'> => ({
  public_name: publicNames[code] ?? null,
  responsible_kinds: responsible[code] ?? [],
  external_codes: sampleCodes[code] ? [{ scheme: SAMPLE_SCHEME, code: sampleCodes[code] }] : [],
});
