import type { EventStream } from '../../graph/stream.js';
import { demand } from '../../kernel/errors.js';
import { publicId } from '../../kernel/ids.js';
import { Ref } from '../../read/reader.js';
import { itemFields } from './notification.facts.js';
import { mayBeNotified, NOTIFIES_PERSONS } from './notification.policy.js';

interface AuthScope {
  readonly person: string;
}

const routingKey = (person: string) => `person ${person}`;

/** What is written to the viewer's list, as it is written. */
export const viewerNotifications = (after: string | null): EventStream<AuthScope> => ({
  kind: 'events',
  after,
  authScope({ viewer }) {
    demand(mayBeNotified(viewer), NOTIFIES_PERSONS);
    return { person: viewer.person! };
  },
  routingKeysOf: ({ person }) => [routingKey(person)],
  routingKeysOfEvent: ({ topic, payload }) => (topic === 'notification' ? payload.told.map(({ person }) => routingKey(person)) : []),
  item({ topic, payload }, { person }) {
    if (topic !== 'notification') return null;
    const { about, told } = payload;
    const own = told.find((one) => one.person === person);
    return own
      ? {
          kind: own.kind,
          subjectId: publicId(about.noun, about.id),
          notification: new Ref('Notification', own.notification),
          ...itemFields.get(about.noun)?.(about),
        }
      : null;
  },
  heartbeat: { kind: 'HEARTBEAT', subjectId: null, notification: null },
});
