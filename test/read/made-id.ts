/** A UUID of a jurisdiction, the same in each run. */
export const madeId = (n: number, jurisdiction: number): string =>
  `01b00000-0000-7000-8000-${n.toString(16).padStart(8, '0')}${jurisdiction.toString(16).padStart(4, '0')}`;
