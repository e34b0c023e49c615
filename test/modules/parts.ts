/** What each module of src/modules brings to the tests of all nouns and verbs: a new module is one line here. */

import type { AddedFields, NounRules } from '../access/noun-rules.js';
import type { VerbRules } from '../access/verb-rules.js';
import type { Naive } from '../read/naive.js';
import type { DefaultOrders, NaivePart, Orders } from '../read/naive-rules.js';
import type { Enriching } from '../read/world.js';
import * as activities from './activities/part.js';
import * as audit from './audit/part.js';
import * as ballots from './ballots/part.js';
import * as calendar from './calendar/part.js';
import * as covenants from './covenants/part.js';
import * as deliberation from './deliberation/part.js';
import * as disclosures from './disclosures/part.js';
import * as exclusions from './exclusions/part.js';
import * as grids from './grids/part.js';
import * as identity from './identity/part.js';
import * as incidents from './incidents/part.js';
import * as notifications from './notifications/part.js';
import * as organisations from './organisations/part.js';
import * as outages from './outages/part.js';
import * as partners from './partners/part.js';
import * as repartition from './repartition/access.js';
import * as residents from './residents/part.js';
import * as selections from './selections/part.js';
import * as statistics from './statistics/part.js';
import * as themes from './themes/part.js';
import * as volunteers from './volunteers/part.js';
import * as whistles from './whistles/part.js';

export interface Part {
  /** The table behind each noun. */
  readonly tables?: Readonly<Record<string, string>>;
  /** Tables that are behind no noun, but decide what its nouns answer. */
  readonly sides?: readonly string[];
  /** Who sees its nouns, and what of each field. */
  readonly nouns?: NounRules;
  /** Fields that it adds to the nouns of earlier modules. */
  readonly adds?: AddedFields;
  /** Who may do its verbs. */
  readonly verbs?: VerbRules;
  readonly orders?: Orders;
  readonly defaultOrders?: DefaultOrders;
  /** Adds rows that the demo is too well-behaved to have. */
  readonly enrich?: (enriching: Enriching) => Promise<void>;
  /** How the tests' own interpreter answers its nouns. */
  readonly answers?: (naive: Naive) => NaivePart;
}

export const parts = [
  organisations,
  identity,
  audit,
  notifications,
  calendar,
  grids,
  incidents,
  residents,
  volunteers,
  activities,
  repartition,
  deliberation,
  partners,
  ballots,
  covenants,
  disclosures,
  selections,
  whistles,
  themes,
  outages,
  exclusions,
  statistics,
] as const satisfies readonly Part[];
