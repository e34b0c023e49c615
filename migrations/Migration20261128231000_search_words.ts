import { Migration } from '@mikro-orm/migrations';

const searchKeys = (condition: string) =>
  `create or replace function search_keys(place text, words text) returns text[] language sql immutable strict parallel safe as
    'select array_agg(left(place, 8) || left(word, n)) from unnest(string_to_array(words, '' '')) word, generate_series(1, 2) n where ${condition}'`;

/**
 * Words that end with the readings of each character (kernel/search): no search begins there, so they have no key in the index, and the index stays as it is.
 * search_words says how far the words of rows from before are written anew (modules/residents/renew-words), after the start and while they are found as before.
 */
export class Migration20261128231000_search_words extends Migration {
  override up(): void {
    this.addSql(searchKeys(`word <> '''' and left(word, 1) <> ''|''`));
    this.addSql('create table search_words (name text primary key, version int not null, after uuid)');
    for (const table of ['resident', 'dwelling'])
      this.addSql(`insert into search_words (name, version) select '${table}', case when exists (select from ${table}) then 1 else 2 end`);
  }

  override down(): void {
    this.addSql('drop table search_words');
    this.addSql(searchKeys(`word <> ''''`));
  }
}
