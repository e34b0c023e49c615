import type { Viewer } from '../auth/viewer.js';
import type { Asker } from '../kernel/asker.js';
import type { Language } from '../kernel/bilingual.js';
import type { Clock } from '../kernel/clock.js';
import type { PlaceTree } from '../kernel/place.js';

/** What one run of a plan binds its slots from. */
export interface Run {
  readonly viewer: Viewer;
  /** The number of the jurisdiction whose rows the router asks for that the request came through; null where it came by itself. */
  readonly routes: number | null;
  /** In which labels and reasons are written. */
  readonly language: Language;
  readonly now: Clock;
  readonly asker: Asker;
  /** Coerced, with defaults. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly tree: PlaceTree;
  /** Today in the jurisdictions' time zone, YYYY-MM-DD. */
  readonly today: string;
  /** A stream cursor that is not later than what the statement will see. */
  readonly streamCursor: () => string;
  /** The ids that a run by ids is for: bare UUIDs. */
  readonly ids?: readonly string[];
  /** What a command asks its facts about, beside the row. */
  readonly given?: Readonly<Record<string, unknown>>;
}
