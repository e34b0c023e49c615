import { changesOf, type Followed } from '../../graph/changes.js';
import type { EventStream } from '../../graph/stream.js';
import { publicId } from '../../kernel/ids.js';
import { Ref } from '../../read/reader.js';
import { visibleIncidents } from './incident.policy.js';
import { incidentFilters, incidentStreamReads } from './incident.reads.js';
import { finalStates } from './incident.terms.js';
import type { IncidentFilter } from './incident.type.js';

const followed: Followed<'incident'> = {
  topic: 'incident',
  visible: visibleIncidents,
  filters: incidentFilters,
  stream: incidentStreamReads,
  isOver: ({ state }) => finalStates.includes(state),
  tell: ({ incidentId, eventId }, isShown) => ({
    incidentId: publicId('Incident', incidentId),
    event: isShown && eventId !== null ? new Ref('IncidentEvent', eventId) : null,
  }),
  silence: { incidentId: null, event: null },
};

/** The stream of incidents. */
export const incidentStream = (filter: IncidentFilter | null, after: string | null): EventStream => changesOf(followed, filter, after);
