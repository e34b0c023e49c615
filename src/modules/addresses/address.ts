import { addressWords, orderKey } from '../../kernel/search.js';

/** An address in one line, and how it is sorted and found. */
export const addressOf = (estate: string, parts: readonly string[]) => ({
  address: estate + parts.join(''),
  // Of 3号楼 the number sorts; what follows it is the same everywhere.
  addressKey: [orderKey(estate), ...parts.map((part) => orderKey(part).replace(/( [a-z]+)+$/, ''))].join(' '),
  words: addressWords(estate, parts.join('')),
});
