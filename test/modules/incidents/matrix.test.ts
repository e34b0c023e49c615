import { actors, holdMatrix } from './matrix.js';

/** The plain story, asked about by somebody of each kind. */
holdMatrix({ 'reported by a resident, sent to its grid': actors }, [
  'DONE',
  'FORBIDDEN',
  'NOT_FOUND',
  'NOT_HOLDER',
  'SELF_VERIFICATION',
  'UNAUTHENTICATED',
  'WRONG_STATE',
]);
