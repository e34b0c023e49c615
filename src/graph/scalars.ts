import { GraphQLError, GraphQLScalarType } from 'graphql';
import { GraphQLDateTimeISO, GraphQLJSONObject, GraphQLLocalDate } from 'graphql-scalars';

/** Output comes from PostgreSQL in its final form (read/value.ts), so serialising hands it on; only input is parsed. */
const asRead = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);

export const DateTime = new GraphQLScalarType({
  ...GraphQLDateTimeISO.toConfig(),
  name: 'DateTime',
  description: 'An instant: RFC 3339 in UTC with Z and milliseconds, such as 2026-11-22T08:30:00.000Z. 时刻',
  serialize: asRead,
});

export const LocalDate = new GraphQLScalarType({
  ...GraphQLLocalDate.toConfig(),
  name: 'Date',
  description: "A day in the jurisdiction's time zone (Asia/Shanghai): YYYY-MM-DD. 日期",
  serialize: asRead,
});

export const GeoJson = new GraphQLScalarType({
  ...GraphQLJSONObject.toConfig(),
  name: 'GeoJSON',
  description: 'A GeoJSON geometry (RFC 7946) in WGS84: longitude before latitude. 地理图形',
  specifiedByURL: 'https://datatracker.ietf.org/doc/html/rfc7946',
});

export const Cursor = new GraphQLScalarType<string, string>({
  name: 'Cursor',
  description: 'An opaque position in the event log; it survives reconnects and restarts, and gives no rights. 事件游标',
  parseValue: (value) => {
    if (typeof value !== 'string') throw new GraphQLError('A Cursor is a text.');
    return value;
  },
});
