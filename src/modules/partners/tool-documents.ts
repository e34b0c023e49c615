import { getIntrospectionQuery } from 'graphql';

/**
 * What mulin-partners asks. A partner publishes with the token of its own app, which runs nothing but published documents: these run for every client, by
 * their text or SHA-256.
 */

export const appsDocument = /* GraphQL */ `query MulinPartnersApps {
  partnerApps(first: 100) {
    nodes {
      id name partner client budgetUnits budgetPerSecond
      versions(first: 50) { nodes { id name state deprecatedAt sunsetAt version } }
    }
  }
}`;

export const versionDocument = /* GraphQL */ `query MulinPartnersVersion($id: ID!, $after: String) {
  partnerVersion(id: $id) {
    name
    documents(first: 25, after: $after) {
      nodes { hash alias operationName operationType source cost useCount errorCount lastUsedAt medianMs tailMs }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

export const draftDocument = /* GraphQL */ `mutation MulinPartnersDraft($input: DraftPartnerVersionInput!) {
  draftPartnerVersion(input: $input) {
    partnerVersion { id name state version documents(first: 100) { totalCount nodes { hash operationName operationType cost } } }
    userErrors { code message path }
  }
}`;

export const publishDocument = /* GraphQL */ `mutation MulinPartnersPublish($input: PartnerVersionTransitionInput!) {
  publishPartnerVersion(input: $input) { partnerVersion { id name state } userErrors { code message path } }
}`;

export const deprecateDocument = /* GraphQL */ `mutation MulinPartnersDeprecate($input: DeprecatePartnerVersionInput!) {
  deprecatePartnerVersion(input: $input) { partnerVersion { id name state sunsetAt } userErrors { code message path } }
}`;

export const retireDocument = /* GraphQL */ `mutation MulinPartnersRetire($input: PartnerVersionTransitionInput!) {
  retirePartnerVersion(input: $input) { partnerVersion { id name state } userErrors { code message path } }
}`;

export const schemaDocument = getIntrospectionQuery({ descriptions: false });

export const toolDocuments: readonly string[] = [
  appsDocument,
  versionDocument,
  draftDocument,
  publishDocument,
  deprecateDocument,
  retireDocument,
  schemaDocument,
];
