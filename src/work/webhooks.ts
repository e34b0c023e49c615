import type { Viewer } from '../auth/viewer.js';
import type { WrongDocument } from './document.js';

/** Why items are not sent to an address. */
export type AddressFault = 'NO_URL' | 'NOT_HTTPS' | 'NOT_PUBLIC';

/** What verbs about webhooks ask of the graph and the event log. */
export interface WebhookChecks {
  /** Null for an address that items may be sent to. A name is looked at again, with what it stands for, whenever something is sent. */
  readonly faultOf: (url: string) => AddressFault | null;
  /** Whether items of the document can be sent to the viewer's webhook: it follows events, the variables fit, and nothing personal is selected. */
  readonly checkSubscription: (source: string, variables: string | null, viewer: Viewer) => { readonly ok: true } | WrongDocument;
  /** The position of a cursor. Throws CURSOR_INVALID and CURSOR_EXPIRED. */
  readonly positionOf: (cursor: string) => Promise<number>;
}
