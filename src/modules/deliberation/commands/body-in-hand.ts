import type { Viewer } from '../../../auth/viewer.js';
import { demand } from '../../../kernel/errors.js';
import type { Place } from '../../../kernel/place.js';
import type { Work } from '../../../work/command.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { DeliberationBody } from '../body.entity.js';
import { NOT_BODY_KEEPER } from '../deliberation.policy.js';

/** The body that a verb is about, for who may. */
export const bodyFor =
  (may: (viewer: Viewer, place: Place) => boolean) =>
  async (work: Work, { id, version }: { readonly id: string; readonly version: number | null }): Promise<DeliberationBody> => {
    const body = await findSeen(work, DeliberationBody, id);
    demand(may(work.viewer, body.place), NOT_BODY_KEEPER);
    demandVersion(body, version);
    return body;
  };
