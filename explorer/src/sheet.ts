/** Which panel is laid open: the filters on a desk; any of three on a phone. */

import { signal } from "@preact/signals";

export type Sheet = "none" | "filters" | "details" | "time";
export const sheet = signal<Sheet>("none");

export function toggleSheet(name: Sheet): void {
  sheet.value = sheet.value === name ? "none" : name;
}
