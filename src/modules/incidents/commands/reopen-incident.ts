import { ok } from '../../../kernel/result.js';
import type { Command } from '../../../work/command.js';
import { Grid } from '../../grids/grid.entity.js';
import { mayReopen } from '../incident.policy.js';
import { lockActiveGrid, settle } from './settle.js';
import { type ReasonedTransition, transition } from './transition.js';

/** Opens a closed incident again, where its grid went: handling begins anew, and so does the list of handlers. */
export const reopenIncident: Command<ReasonedTransition> = (work, input) =>
  transition(work, 'reopen', input, mayReopen, async (incident) => {
    const { community } = await work.em.findOneOrFail(Grid, { id: incident.grid });
    const grid = await lockActiveGrid(work, incident.grid, incident.location ?? null);
    settle(incident, grid!, community);
    incident.resolvedAt = null;
    incident.verifiedAt = null;
    incident.closedAt = null;
    incident.handlerIds = incident.assignee ? [incident.assignee] : [];
    return ok(null);
  });
