import { GraphQLError, GraphQLScalarType } from 'graphql';
import { GraphQLDateTimeISO, GraphQLJSONObject, GraphQLLocalDate } from 'graphql-scalars';

/** Output comes from PostgreSQL in its final form (read/value.ts), so serialising hands it on; only input is parsed. */
const asRead = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);

/** Says what would be right where a value is not; also where it is none that `isRight`. */
function explained(scalar: GraphQLScalarType, right: string, isRight: (value: unknown) => boolean = () => true) {
  const { parseValue, parseLiteral } = scalar.toConfig();
  const orSay =
    <Given extends unknown[]>(parse: (...given: Given) => unknown) =>
    (...given: Given): unknown => {
      try {
        const value = parse(...given);
        if (isRight(value)) return value;
      } catch {
        // What is wrong with it does not matter: what would be right is said.
      }
      throw new GraphQLError(right);
    };
  return {
    ...scalar.toConfig(),
    parseValue: orSay(parseValue),
    parseLiteral: orSay(parseLiteral),
  };
}

/** The calendar has no year 0000, and PostgreSQL none of it. */
const hasYear = (value: unknown): boolean => (value instanceof Date ? value.getUTCFullYear() > 0 : !String(value).startsWith('0000'));

export const DateTime = new GraphQLScalarType({
  ...explained(
    GraphQLDateTimeISO,
    'A DateTime is an instant with its zone, such as 2026-11-22T08:30:00Z or 2026-11-22T16:30:00+08:00.',
    hasYear,
  ),
  name: 'DateTime',
  description: 'An instant: RFC 3339 in UTC with Z and milliseconds, such as 2026-11-22T08:30:00.000Z. 时刻',
  serialize: asRead,
});

export const LocalDate = new GraphQLScalarType({
  ...explained(GraphQLLocalDate, 'A Date is a day of the calendar, such as 2026-11-22.', hasYear),
  name: 'Date',
  description: "A day in the jurisdiction's time zone (Asia/Shanghai): YYYY-MM-DD. 日期",
  serialize: asRead,
});

export const GeoJson = new GraphQLScalarType({
  ...explained(GraphQLJSONObject, 'A GeoJSON is an object of JSON.'),
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
