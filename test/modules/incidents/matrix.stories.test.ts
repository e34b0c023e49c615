import { inDepth } from '../../kit/depth.js';
import { askersOf, holdMatrix, stories } from './matrix.js';

/** The other stories: other reporters, other targets, other verifiers. */
const [, ...all] = Object.keys(stories);
const others = inDepth(all, all.slice(0, 2));
holdMatrix(Object.fromEntries(others.map((story) => [story, askersOf(story)])), [
  'DONE',
  'FORBIDDEN',
  'NOT_FOUND',
  'NOT_HOLDER',
  'SELF_VERIFICATION',
  'WRONG_STATE',
]);
