import { askersOf, holdMatrix, stories } from './matrix.js';

/** The other stories: other reporters, other targets, other verifiers. */
const [, ...others] = Object.keys(stories);
holdMatrix(Object.fromEntries(others.map((story) => [story, askersOf(story)])), [
  'DONE',
  'FORBIDDEN',
  'NOT_FOUND',
  'NOT_HOLDER',
  'SELF_VERIFICATION',
  'WRONG_STATE',
]);
