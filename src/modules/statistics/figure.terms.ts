/** How a reported number compares with what it speaks of. */
export const comparators = {
  EQUAL: 'Exactly so many. 等于',
  AT_LEAST: 'So many or more: 余, 多, 以上. 不少于',
  AT_MOST: 'So many or fewer. 不多于',
  NEARLY: 'Nearly so many, from nine tenths on: 近. 近',
  ABOUT: 'About so many, a twentieth more or less: 左右. 左右',
} as const;
export type Comparator = keyof typeof comparators;
