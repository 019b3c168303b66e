/** Colours of the two themes. Marks keep at least 3:1 against the ground, texts 4.5:1. */

import type { Mark } from "../model.ts";

export interface Palette {
  readonly ink: string;
  readonly soft: string;
  readonly faint: string;
  readonly ground: string;
  readonly panel: string;
  readonly line: string;
  readonly accent: string;
  readonly accentGround: string;
  readonly warn: string;
  readonly edge: string;
  readonly marks: Readonly<Record<Mark, string>>;
}

export const LIGHT: Palette = {
  ink: "#16191d",
  soft: "#4d5761",
  faint: "#626c76",
  ground: "#ffffff",
  panel: "#f6f5f2",
  line: "#dcd9d2",
  accent: "#b4165a",
  accentGround: "#fbeaf1",
  warn: "#a33a00",
  edge: "#8b949d",
  marks: {
    circle: "#1b69b6",
    square: "#c26f00",
    pentagon: "#7d5020",
    flag: "#66717c",
    page: "#d1400a",
    chevron: "#c9663a",
    bubble: "#b3478b",
    hexagon: "#00785a",
    diamond: "#2489bd",
    book: "#6a3fa0",
    bar: "#8d70bd",
    octagon: "#20242a",
    triangle: "#7a7800",
    star: "#a67c00",
    dot: "#78828c",
  },
};

export const DARK: Palette = {
  ink: "#eceff2",
  soft: "#aeb7c0",
  faint: "#8c96a0",
  ground: "#14171b",
  panel: "#1c2026",
  line: "#343b44",
  accent: "#ff7fb2",
  accentGround: "#3a1f2d",
  warn: "#ff9f66",
  edge: "#77818b",
  marks: {
    circle: "#6db3f2",
    square: "#f0a63c",
    pentagon: "#c99a68",
    flag: "#9aa5af",
    page: "#ff7d4d",
    chevron: "#e89872",
    bubble: "#e58fc2",
    hexagon: "#3fc79a",
    diamond: "#64c3ee",
    book: "#b794ec",
    bar: "#a78fd0",
    octagon: "#dfe4e8",
    triangle: "#c2bf4a",
    star: "#e8c04a",
    dot: "#9099a2",
  },
};

/** Sets the theme's colours as custom properties of the page. */
export function applyPalette(palette: Palette, root: HTMLElement): void {
  for (const name of ["ink", "soft", "faint", "ground", "panel", "line", "accent", "warn", "edge"] as const) {
    root.style.setProperty(`--${name}`, palette[name]);
  }
  root.style.setProperty("--accent-ground", palette.accentGround);
  for (const [mark, colour] of Object.entries(palette.marks)) root.style.setProperty(`--mark-${mark}`, colour);
}
