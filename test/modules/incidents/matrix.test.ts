import { everybody, holdMatrix } from './matrix.js';

/** The plain story, asked about by everybody there is. */
holdMatrix({ 'reported by a resident, sent to its grid': everybody }, [
  'DONE',
  'FORBIDDEN',
  'NOT_FOUND',
  'SELF_VERIFICATION',
  'UNAUTHENTICATED',
  'WRONG_STATE',
]);
