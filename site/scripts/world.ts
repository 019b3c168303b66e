/** Makes the outlines of countries that the map page draws, from Natural Earth (public domain) by way of world-atlas:
 *  node scripts/world.ts > ../src/govgraph/publish/world.json */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoEqualEarth, geoPath } from "d3-geo";
import countries from "i18n-iso-countries";
import { feature } from "topojson-client";

const require = createRequire(import.meta.url);
const atlas = JSON.parse(readFileSync(require.resolve("world-atlas/countries-110m.json"), "utf8"));
const shapes = feature(atlas, atlas.objects.countries) as unknown as GeoJSON.FeatureCollection;
const WIDTH = 960;
const HEIGHT = 450;
const projection = geoEqualEarth().fitSize([WIDTH, HEIGHT], { type: "Sphere" });
const path = geoPath(projection).digits(0);

const found: Record<string, [string, number, number]> = {};
let rest = "";
for (const each of shapes.features) {
  const outline = path(each) ?? "";
  const code = each.id === undefined ? undefined : countries.numericToAlpha2(String(each.id));
  const [x, y] = path.centroid(each);
  if (code === undefined) rest += outline;
  else if (code !== "AQ") found[code.toLowerCase()] = [outline, Math.round(x), Math.round(y)];
}
// The middle of a country with distant parts lies in the sea; its main part is what readers look for.
const MIDDLES: Record<string, [number, number]> = {
  us: [-98, 39],
  fr: [2.5, 46.5],
  no: [9, 61],
  ca: [-105, 58],
  ru: [95, 62],
};
for (const [code, place] of Object.entries(MIDDLES)) {
  const at = projection(place);
  const country = found[code];
  if (at && country) found[code] = [country[0], Math.round(at[0]), Math.round(at[1])];
}
// What is too small for these outlines is a dot on the page that needs it.
const finer = JSON.parse(readFileSync(require.resolve("world-atlas/countries-50m.json"), "utf8"));
const points: Record<string, [number, number]> = {};
for (const each of (feature(finer, finer.objects.countries) as unknown as GeoJSON.FeatureCollection).features) {
  const code = countries.numericToAlpha2(String(each.id ?? ""))?.toLowerCase();
  const [x, y] = path.centroid(each);
  if (code !== undefined && code !== "aq" && !(code in found)) points[code] = [Math.round(x), Math.round(y)];
}
const sorted = <T>(told: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(told).sort(([a], [b]) => (a < b ? -1 : 1)));
const world = { width: WIDTH, height: HEIGHT, rest, countries: sorted(found), points: sorted(points) };
process.stdout.write(`${JSON.stringify(world)}\n`);
