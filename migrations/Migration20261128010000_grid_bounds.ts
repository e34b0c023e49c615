import { Migration } from '@mikro-orm/migrations';

/** The bounding boxes of grids, indexed: the grid around a point is found without all boundaries in memory. */
export class Migration20261128010000_grid_bounds extends Migration {
  override up(): void {
    // Of a Polygon or MultiPolygon (GeoJSON, RFC 7946): whatever is an array that begins with a number is a position.
    this.addSql(`create function bounds_of(boundary jsonb) returns box language sql immutable strict parallel safe as $$
      select box(point(max(x), max(y)), point(min(x), min(y))) from (
        select (position->>0)::float8 as x, (position->>1)::float8 as y
        from jsonb_path_query(boundary->'coordinates', 'strict $.** ? (@.type() == "array" && @[0].type() == "number")') position
      ) positions $$`);
    this.addSql(`create index grid_bounds on grid using gist (bounds_of(boundary)) where status = 'ACTIVE' and boundary is not null`);
  }

  override down(): void {
    this.addSql('drop index grid_bounds');
    this.addSql('drop function bounds_of(jsonb)');
  }
}
