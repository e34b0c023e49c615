import type { Viewer } from '../../../auth/viewer.js';
import type { Bilingual } from '../../../kernel/bilingual.js';
import { demand } from '../../../kernel/errors.js';
import type { Place } from '../../../kernel/place.js';
import type { Work } from '../../../work/command.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { DeliberationBody } from '../body.entity.js';
import { NOT_BODY_KEEPER } from '../deliberation.policy.js';

/** The body that a verb is about, for who may; `isAlso` says what else the verb demands of who does it. */
export const bodyFor =
  <Input extends { readonly id: string; readonly version: number | null }>(
    may: (viewer: Viewer, place: Place) => boolean,
    isAlso: (viewer: Viewer, input: Input, body: DeliberationBody) => true | Bilingual = () => true,
  ) =>
  async (work: Work, input: Input): Promise<DeliberationBody> => {
    const body = await findSeen(work, DeliberationBody, input.id);
    demand(may(work.viewer, body.place), NOT_BODY_KEEPER);
    const verdict = isAlso(work.viewer, input, body);
    if (verdict !== true) demand(false, verdict);
    demandVersion(body, input.version);
    return body;
  };
