// First: type-graphql's decorators ask for it while the modules below are evaluated.
import 'reflect-metadata';
import { inOrder } from '../graph/module.js';
import { activities } from './activities/module.js';
import { addresses } from './addresses/module.js';
import { audit } from './audit/module.js';
import { ballots } from './ballots/module.js';
import { calendar } from './calendar/module.js';
import { care } from './care/module.js';
import { covenants } from './covenants/module.js';
import { deliberation } from './deliberation/module.js';
import { disclosures } from './disclosures/module.js';
import { exclusions } from './exclusions/module.js';
import { grids } from './grids/module.js';
import { households } from './households/module.js';
import { identity } from './identity/module.js';
import { incidents } from './incidents/module.js';
import { notifications } from './notifications/module.js';
import { organisations } from './organisations/module.js';
import { outages } from './outages/module.js';
import { partners } from './partners/module.js';
import { repartition } from './repartition/module.js';
import { selections } from './selections/module.js';
import { statistics } from './statistics/module.js';
import { themes } from './themes/module.js';
import { volunteers } from './volunteers/module.js';
import { whistles } from './whistles/module.js';

/** All modules, each after those that it names. */
export const modules = inOrder([
  organisations,
  identity,
  audit,
  notifications,
  calendar,
  grids,
  incidents,
  addresses,
  households,
  care,
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
]);

/** What all of them keep in the database. */
export const entities = modules.flatMap((module) => module.entities);

/** What hangs on what, and what moves along. */
export const keeps = modules.flatMap((module) => module.keeps ?? []);
export const movers = modules.flatMap((module) => module.movers ?? []);

/** The roles that follow from rows other than posts. */
export const roleSources = modules.flatMap((module) => module.roles ?? []);
