import type { Words } from "./data.ts";

const english: Words = {
  facets: { kind: "Kind", status: "With statements that are", place: "Jurisdiction", year: "Beginning" },
  results: (count) => (count === 1 ? "1 result" : `${count.toLocaleString("en-GB")} results`),
  loose: (count) => `nothing has all the words; ${count.toLocaleString("en-GB")} with one of them`,
  nothing: "Nothing found. Try fewer or other words, or take away a narrowing.",
  more: (rest) => `Show more (${rest.toLocaleString("en-GB")} left)`,
  all: (rest) => `${rest} more`,
  fewer: "Fewer",
  clear: "Take away all narrowings",
  decade: (year) => `${year}s`,
  file: "This page was opened as a file. The search loads its data and needs a web server for that: put the site on one, or run python -m http.server in its folder.",
  missing: "The data of the search could not be loaded.",
};

const german: Words = {
  facets: { kind: "Art", status: "Mit Aussagen, die … sind", place: "Rechtsordnung", year: "Beginn" },
  results: (count) => `${count.toLocaleString("de-DE")} Treffer`,
  loose: (count) => `nichts enthält alle Wörter; ${count.toLocaleString("de-DE")} Treffer mit einem davon`,
  nothing: "Nichts gefunden. Hilfreich sind weniger oder andere Wörter oder eine Eingrenzung weniger.",
  more: (rest) => `Mehr zeigen (noch ${rest.toLocaleString("de-DE")})`,
  all: (rest) => `${rest} weitere`,
  fewer: "Weniger",
  clear: "Alle Eingrenzungen aufheben",
  decade: (year) => `${year}er`,
  file: "Diese Seite wurde als Datei geöffnet. Die Suche lädt ihre Daten und braucht dafür einen Webserver: die Website auf einen legen oder in ihrem Ordner python -m http.server starten.",
  missing: "Die Daten der Suche ließen sich nicht laden.",
};

export const wordsOf = (language: string): Words => (language === "de" ? german : english);
