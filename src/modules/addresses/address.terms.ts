export const estateKinds = {
  COMMODITY: 'Built to be sold. 商品房小区',
  RESETTLEMENT: 'Built for people whose homes were pulled down. 安置小区',
  OLD: 'Old estate, lane or block. 老旧小区',
} as const;
export type EstateKind = keyof typeof estateKinds;

export const dwellingUses = {
  RESIDENTIAL: 'To live in. 住宅',
  COMMERCIAL: 'Shop or business. 商铺',
  MIXED: 'Both to live and to work in. 商住两用',
  PUBLIC: 'Public use. 公用房',
} as const;
export type DwellingUse = keyof typeof dwellingUses;

export const dwellingStatuses = {
  OCCUPIED: 'Its owners live in it. 自住',
  RENTED: 'A tenant lives in it. 出租',
  VACANT: 'Nobody lives in it. 空置',
  UNKNOWN: 'Nobody has looked yet. 未核实',
} as const;
export type DwellingStatus = keyof typeof dwellingStatuses;
