// First: type-graphql's decorators ask for it while the modules below are evaluated.
import 'reflect-metadata';
import type { Module } from '../graph/module.js';
import { audit } from './audit/module.js';
import { grids } from './grids/module.js';
import { identity } from './identity/module.js';
import { incidents } from './incidents/module.js';
import { organisations } from './organisations/module.js';
import { repartition } from './repartition/module.js';
import { residents } from './residents/module.js';

/** All modules. Each knows only those before it. */
export const modules: readonly Module[] = [organisations, identity, audit, grids, incidents, residents, repartition];

/** What all of them keep in the database. */
export const entities = modules.flatMap((module) => module.entities);
