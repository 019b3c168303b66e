/** The theme that holds now: the reader's choice, else the system's. */

import { computed, signal } from "@preact/signals";
import { DARK, LIGHT } from "./draw/palette.ts";
import { state } from "./state.ts";

const query = matchMedia("(prefers-color-scheme: dark)");
const system = signal(query.matches);
query.addEventListener("change", (event) => {
  system.value = event.matches;
});

export const isDark = computed(() => (state.value.theme === "auto" ? system.value : state.value.theme === "dark"));
/** Paper is white whatever the screen is. */
export const isPrinting = signal(false);
export const palette = computed(() => (isDark.value && !isPrinting.value ? DARK : LIGHT));
