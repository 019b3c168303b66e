import assert from "node:assert/strict";
import { test } from "node:test";
import { DARK, LIGHT, type Palette } from "../src/draw/palette.ts";

/** Relative luminance (WCAG 2.2). */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

for (const [name, palette] of Object.entries({ light: LIGHT, dark: DARK } satisfies Record<string, Palette>)) {
  test(`${name}: texts have 4.5:1, marks and lines 3:1`, () => {
    for (const ground of [palette.ground, palette.panel]) {
      for (const text of [palette.ink, palette.soft, palette.faint, palette.accent, palette.warn])
        assert.ok(contrast(text, ground) >= 4.5, `${text} on ${ground}`);
      for (const [mark, colour] of Object.entries(palette.marks))
        assert.ok(contrast(colour, ground) >= 3, `${mark} on ${ground}`);
    }
    assert.ok(contrast(palette.edge, palette.ground) >= 3, "edge");
    assert.ok(contrast(palette.accent, palette.accentGround) >= 4.5, "accent on its ground");
  });
}
