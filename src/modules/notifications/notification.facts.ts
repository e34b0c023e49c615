import type { NounName } from '../../kernel/ids.js';
import type { NotificationKind } from './notification.terms.js';

/** What a step of a row told somebody; `notification` is the row in their list. */
interface Told {
  readonly notification: string;
  readonly person: string;
  readonly kind: NotificationKind;
}

/** A row that somebody is told of, and the row of the step, where viewers can read one. */
export interface Matter {
  readonly noun: NounName;
  readonly id: string;
  readonly step?: { readonly noun: NounName; readonly id: string };
}

declare module '../../events/event.js' {
  interface Topics {
    notification: { readonly about: Matter; readonly told: readonly Told[] };
  }
}

/** What an item says of the row besides its id: the module of the noun adds it, with the fields of ViewerNotification. */
export const itemFields = new Map<NounName, (about: Matter) => Readonly<Record<string, unknown>>>();
