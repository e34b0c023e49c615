import { type Checked, optionalLines } from '../../../work/input.js';
import { REPLY_LENGTH } from '../reply.terms.js';

/** What each step of an incident takes for whoever reported it. */
export const replying = {
  reply: optionalLines(
    REPLY_LENGTH,
    'What whoever reported it is told, by account or tracking code: everybody sees it who sees the incident, so it names nobody. 答复',
  ),
};
export type Replying = Partial<Checked<typeof replying>>;
