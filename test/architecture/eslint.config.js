import graphql from '@graphql-eslint/eslint-plugin';

/** npm run check: the schema that clients see, by graphql-eslint's recommended rules and Relay's. */
export default [
  {
    files: ['schema/api.graphql'],
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: 'schema/api.graphql' } } },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      ...graphql.configs['flat/schema-relay'].rules,
      // Lists of fewer than fifty are plain, and a connection has its nodes beside its edges.
      '@graphql-eslint/relay-edge-types': [
        'error',
        { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false },
      ],
      // The values of Verb are the names of mutations.
      '@graphql-eslint/naming-convention': [
        'error',
        {
          ...graphql.configs['flat/schema-recommended'].rules['@graphql-eslint/naming-convention'][1],
          EnumValueDefinition: { style: 'UPPER_CASE', ignorePattern: '^[a-z]+[A-Z]' },
        },
      ],
      // The rule knows no exceptions; schema.test.ts holds it, with one.
      '@graphql-eslint/no-typename-prefix': 'off',
      // What is a value, an answer or a page, and no row of its own.
      '@graphql-eslint/strict-id-in-types': [
        'error',
        {
          exceptions: {
            types: [
              'AttendanceCount',
              'ActivityFigures',
              'ActivityKindCount',
              'ActivityOutcomeCount',
              'ActivityStreamItem',
              'SessionStreamItem',
              'AuditBreak',
              'AuditVerification',
              'BallotOpening',
              'BallotTally',
              'Certificate',
              'CareCoverage',
              'ExclusionCount',
              'CategoryCount',
              'CategoryQuestion',
              'CheckInCode',
              'DayCount',
              'EnumLabel',
              'ExternalCode',
              'Fraction',
              'FreeTime',
              'Growth',
              'HandlingTime',
              'IncidentAnswer',
              'OpenIncidentCount',
              'IncidentStreamItem',
              'StatisticsTally',
              'OfferedReply',
              'OpeningHours',
              'PageInfo',
              'Period',
              'PersonalData',
              'Quorum',
              'Rate',
              'RateDefinition',
              'Recurrence',
              'Statistics',
              'IncidentRepeat',
              'SimilarIncident',
              'RoutingExplanation',
              'RoutingTrial',
              'StatisticsGroup',
              'StatisticsKey',
              'UserError',
              'UserErrorParam',
              'Viewer',
              'ViewerAction',
              'ViewerNotification',
              'ViewerRole',
              'VolunteerTotals',
              'WorkerPerformance',
            ],
            suffixes: ['Connection', 'Edge', 'Payload'],
          },
        },
      ],
    },
  },
];
