/** The page: header, filters, picture or one of its twins, details, time. */

import { Announcer } from "./panels/Announcer.tsx";
import { Details } from "./panels/Details.tsx";
import { Filters } from "./panels/Filters.tsx";
import { Header } from "./panels/Header.tsx";
import { Legend } from "./panels/Legend.tsx";
import { Outline } from "./panels/Outline.tsx";
import { Table } from "./panels/Table.tsx";
import { Timeline } from "./panels/Timeline.tsx";
import { sheet, toggleSheet } from "./sheet.ts";
import { Stage } from "./stage.tsx";
import { state } from "./state.ts";
import { word } from "./words.ts";

export function App() {
  const { mode, embed } = state.value;
  return (
    <div class={`app${embed ? " embed" : ""}`} data-sheet={sheet.value}>
      {!embed && <Header />}
      {!embed && (
        <section class="area-filters" hidden={sheet.value !== "filters"} aria-label={word("filters")}>
          <Filters />
        </section>
      )}
      <main class="area-stage" aria-label={word("picture")}>
        {!embed && (
          <button
            type="button"
            class="filter-toggle"
            aria-expanded={sheet.value === "filters"}
            onClick={() => toggleSheet("filters")}
          >
            {word("filters")}
          </button>
        )}
        {mode === "graph" && <Stage />}
        {mode === "graph" && <Legend />}
        {mode === "table" && <Table />}
        {mode === "outline" && <Outline />}
      </main>
      {!embed && (
        <section class="area-details" aria-label={word("details")}>
          <Details />
        </section>
      )}
      {!embed && (
        <section class="area-time" aria-label={word("time")}>
          <Timeline />
        </section>
      )}
      {!embed && <SheetBar />}
      <Announcer />
    </div>
  );
}

/** On a phone: what to lay over the picture. */
function SheetBar() {
  return (
    <nav class="sheet-bar" aria-label={word("panels")}>
      {(["filters", "details", "time"] as const).map((name) => (
        <button key={name} type="button" aria-expanded={sheet.value === name} onClick={() => toggleSheet(name)}>
          {word(name)}
        </button>
      ))}
    </nav>
  );
}
