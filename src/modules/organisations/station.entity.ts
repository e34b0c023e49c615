import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Organization } from './organization.entity.js';
import type { PremisesKind, StationKind, StationState, Weekday } from './organization.terms.js';

/** One address at which one or several stations work: three stations in one are one site (三站合一). */
export const StationSite = defineEntity({
  name: 'StationSite',
  extends: BaseSchema,
  properties: {
    address: p.text(),
  },
});
export type StationSite = InferEntity<typeof StationSite>;

/** One time of the week at which a station is open; hours and minutes of the day, HH:MM, half-open. */
export interface OpeningHours {
  readonly weekday: Weekday;
  readonly opens: string;
  readonly closes: string;
}

/** `state` is written by its workflow alone. */
export const Station = defineEntity({
  name: 'Station',
  extends: BaseSchema,
  properties: {
    name: p.text(),
    kind: p.text().$type<StationKind>(),
    host: () => p.manyToOne(Organization).mapToPk(),
    gridId: p.uuid().nullable(),
    site: () => p.manyToOne(StationSite).mapToPk(),
    premises: p.text().$type<PremisesKind>().nullable(),
    areaSqm: p.integer().nullable(),
    functions: p.array(),
    openedOn: p.date().nullable(),
    state: p.text().$type<StationState>().default('OPEN'),
    openingHours: p.json<readonly OpeningHours[]>(),
    /** Set by whoever changes the station, to the instant that its history tells. */
    updatedAt: instant(),
    /** Copy of the host's place. */
    place: p.text(),
  },
});
export type Station = InferEntity<typeof Station>;
