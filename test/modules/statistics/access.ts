import { type AddedFields, reckoned } from '../../access/noun-rules.js';

export const adds: AddedFields = { Organization: { statistics: reckoned }, Grid: { statistics: reckoned } };
