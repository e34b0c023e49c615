import type { Grant } from '../../auth/grant.js';
import type { Viewer } from '../../auth/viewer.js';

/** Persons are told; clients follow the streams of rows. */
export const mayBeNotified = (viewer: Viewer): boolean => viewer.person !== null;
export const NOTIFIES_PERSONS = 'Notifications are for persons. 通知仅面向个人。';

/** Everybody their own. */
export const visibleNotifications = (viewer: Viewer): readonly Grant[] =>
  viewer.person === null ? [] : [{ where: { person: viewer.person } }];
