/** What is known of a document that is right. */
export interface CheckedDocument {
  readonly ok: true;
  readonly name: string;
  readonly type: 'QUERY' | 'MUTATION' | 'SUBSCRIPTION';
  /** What it costs with lists of the usual length; of a subscription, each event. */
  readonly cost: number;
}

/** Why a document cannot run; in English, as graphql-js says it. */
export interface WrongDocument {
  readonly ok: false;
  readonly reason: string;
}

/** Checks and prices a document before anybody sends it. */
export type DocumentCheck = (source: string) => CheckedDocument | WrongDocument;
