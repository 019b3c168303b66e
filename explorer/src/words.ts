/** The texts of the interface, English and German side by side; `{…}` stands for what `phrase` puts in. */

import type { Language, Text } from "./model.ts";
import { state } from "./state.ts";

export const WORDS = {
  // The page
  picture: ["Picture", "Bild"],
  table: ["Table", "Tabelle"],
  outline: ["Outline", "Gliederung"],
  filters: ["Filter", "Filter"],
  details: ["Details", "Details"],
  time: ["Time", "Zeit"],
  panels: ["Panels", "Bereiche"],
  legend: ["Legend", "Legende"],
  pictureKeys: [
    "Arrow keys go from entry to entry, Enter puts the selected entry in the centre, E walks along its relations, O opens a star, H hides, P pins, plus and minus zoom, 0 shows all, Shift with arrow keys moves the picture. The table and the outline show the same as text.",
    "Pfeiltasten gehen von Eintrag zu Eintrag, Eingabe stellt den gewählten Eintrag in die Mitte, E geht seine Beziehungen entlang, O öffnet einen Stern, H blendet aus, P heftet an, Plus und Minus zoomen, 0 zeigt alles, Umschalt mit Pfeiltasten verschiebt das Bild. Tabelle und Gliederung zeigen dasselbe als Text.",
  ],
  zoomIn: ["Zoom in", "Vergrößern"],
  zoomOut: ["Zoom out", "Verkleinern"],
  fit: ["Show all", "Alles zeigen"],

  nothingShown: ["Nothing fits these filters.", "Zu diesen Filtern passt nichts."],

  // Header
  search: ["Search", "Suche"],
  searchHint: ["Person, organisation, letter, law …", "Person, Organisation, Brief, Gesetz …"],
  noHits: ["Nothing found for “{text}”", "Nichts gefunden für „{text}“"],
  hits: ["Matches", "Treffer"],
  startingPoints: ["Starting points", "Einstiege"],
  everything: ["Everything", "Alles"],
  display: ["Display", "Darstellung"],
  language: ["Language", "Sprache"],
  theme: ["Appearance: {theme}", "Erscheinungsbild: {theme}"],
  themeAuto: ["as the system", "wie das System"],
  themeLight: ["light", "hell"],
  themeDark: ["dark", "dunkel"],
  undo: ["Undo", "Rückgängig"],
  redo: ["Redo", "Wiederholen"],

  // Take along
  take: ["Take along", "Mitnehmen"],
  takeLink: ["Copy link", "Link kopieren"],
  takeLinkNote: ["to exactly this view", "zu genau dieser Ansicht"],
  takeEmbed: ["Copy embed code", "Einbettungscode kopieren"],
  takeEmbedNote: ["for a web page", "für eine Webseite"],
  takePng: ["Picture, PNG", "Bild, PNG"],
  takePngNote: ["for slides and text", "für Folien und Texte"],
  takeSvg: ["Picture, SVG", "Bild, SVG"],
  takeSvgNote: ["to edit and print", "zum Bearbeiten und Drucken"],
  takeNodes: ["Entries, CSV", "Einträge, CSV"],
  takeEdges: ["Relations, CSV", "Beziehungen, CSV"],
  takeCsvNote: ["for a spreadsheet", "für Tabellenprogramme"],
  takeGraphml: ["Graph, GraphML", "Graph, GraphML"],
  takeGraphmlNote: ["for Cytoscape, yEd, Gephi", "für Cytoscape, yEd, Gephi"],
  takeGexf: ["Graph, GEXF", "Graph, GEXF"],
  takeGexfNote: ["for Gephi", "für Gephi"],
  takeTurtle: ["Statements, Turtle", "Aussagen, Turtle"],
  takeTurtleNote: ["with sources and status", "mit Quellen und Status"],
  takePrint: ["Print", "Drucken"],
  takePrintNote: ["picture, legend, sources", "Bild, Legende, Quellen"],
  copied: ["Copied", "Kopiert"],
  saved: ["Saved as {name}", "Gespeichert als {name}"],
  copyByHand: [
    "The browser did not allow copying; copy this by hand:",
    "Der Browser hat das Kopieren nicht erlaubt; bitte von Hand kopieren:",
  ],
  failed: ["That did not work: {reason}", "Das hat nicht geklappt: {reason}"],

  // Filters
  kinds: ["Kinds", "Arten"],
  statuses: ["How sure it is", "Wie sicher es ist"],
  relations: ["Relations", "Beziehungen"],
  jurisdictions: ["Jurisdiction", "Rechtsraum"],
  only: ["only", "nur"],
  onlyThis: ["Only {name}", "Nur {name}"],
  all: ["all", "alle"],
  moreOf: ["{n} more", "{n} weitere"],
  fewer: ["fewer", "weniger"],
  narrowList: ["Find in the list", "In der Liste suchen"],
  arrangement: ["Arrangement", "Anordnung"],
  sizeBy: ["Size by", "Größe nach"],
  sizeEqual: ["all equal", "alle gleich"],
  sizeEqualText: ["Every mark has the same size.", "Alle Zeichen sind gleich groß."],
  groupBy: ["Group by", "Gruppieren nach"],
  groupNone: ["no grouping", "nicht gruppieren"],
  groupKind: ["kind", "Art"],
  groupCommunity: ["community (closely linked)", "Gemeinschaft (eng verbunden)"],
  groupJurisdiction: ["jurisdiction", "Rechtsraum"],
  depth: ["Steps from the centre", "Schritte von der Mitte"],
  stepFewer: ["One step fewer", "Ein Schritt weniger"],
  stepMore: ["One step more", "Ein Schritt mehr"],
  connect: ["How are two connected?", "Wie hängen zwei zusammen?"],
  connectFrom: ["From", "Von"],
  connectTo: ["To", "Nach"],
  shortestPath: ["Shortest path", "Kürzester Weg"],
  allBetween: ["Who connects them", "Wer sie verbindet"],
  swap: ["Swap", "Tauschen"],
  hiddenList: ["Hidden", "Ausgeblendet"],
  showAgain: ["show again", "wieder zeigen"],
  showAgainName: ["Show {name} again", "{name} wieder zeigen"],
  pinnedList: ["Pinned", "Angeheftet"],
  release: ["release", "lösen"],
  releaseName: ["Release {name}", "{name} lösen"],
  openedList: ["Opened stars", "Geöffnete Sterne"],
  fold: ["fold", "zuklappen"],
  foldName: ["Fold {name}", "{name} zuklappen"],
  reset: ["Reset all filters", "Alle Filter zurücksetzen"],

  // Details
  overview: ["Back to the overview", "Zurück zum Überblick"],
  howToRead: ["How to read it", "So liest es sich"],
  readMarks: [
    "Each mark is an entry; shape and colour tell its kind.",
    "Jedes Zeichen ist ein Eintrag; Form und Farbe nennen die Art.",
  ],
  readLines: [
    "Each arrow is a statement with a source; a solid line is confirmed, a broken one is not.",
    "Jeder Pfeil ist eine Aussage mit Quelle; durchgezogen heißt bestätigt, unterbrochen heißt: nicht bestätigt.",
  ],
  readClick: [
    "Choose a mark or an arrow to see what it rests on; a double click puts a mark in the centre.",
    "Ein Zeichen oder einen Pfeil wählen zeigt, worauf es beruht; ein Doppelklick stellt ein Zeichen in die Mitte.",
  ],
  inView: ["In this view", "In dieser Ansicht"],
  focusHere: ["Put in the centre", "In die Mitte stellen"],
  openStar: ["Open star", "Stern öffnen"],
  foldStar: ["Fold star", "Stern zuklappen"],
  hide: ["Hide", "Ausblenden"],
  pin: ["Pin", "Anheften"],
  unpin: ["Release", "Lösen"],
  pathFrom: ["Path from here", "Weg von hier"],
  pathTo: ["Path to here", "Weg hierher"],
  pathFromSet: ["Path from {name}: now choose where it leads to.", "Weg von {name}: jetzt das Ziel wählen."],
  pathToSet: ["Path to {name}: now choose where it begins.", "Weg nach {name}: jetzt den Anfang wählen."],
  cancel: ["Cancel", "Abbrechen"],
  links: ["Elsewhere", "Anderswo"],
  ownPage: ["Page of this entry", "Seite dieses Eintrags"],
  newTab: ["opens in a new tab", "öffnet in neuem Tab"],
  facts: ["Facts", "Angaben"],
  jurisdiction: ["Jurisdiction", "Rechtsraum"],
  kind: ["Kind", "Art"],
  noRelations: ["Nothing in the graph is linked to this entry.", "Mit diesem Eintrag ist im Graphen nichts verbunden."],
  statement: ["Statement", "Aussage"],
  status: ["Status", "Status"],
  sources: ["Sources", "Quellen"],
  source: ["Source {n}: {title}", "Quelle {n}: {title}"],
  noSource: ["no source found yet", "noch keine Quelle gefunden"],
  noCitation: ["without a source of its own", "ohne eigene Quelle"],
  moreSources: ["{n} more sources stand beside the statements.", "{n} weitere Quellen stehen bei den Aussagen."],
  claims: ["Claims about this", "Behauptungen dazu"],
  bothSides: ["What is said, and what the sources say", "Was behauptet wird und was die Quellen sagen"],
  contested: ["Contested statements", "Umstrittene Aussagen"],
  derivation: ["How this follows", "Woraus das folgt"],
  derivedBy: [
    "No source says this directly; it follows by the rule “{rule}” from:",
    "Keine Quelle sagt das unmittelbar; es folgt nach der Regel „{rule}“ aus:",
  ],
  derivedOnly: [
    "No source says this directly; a rule derives it.",
    "Keine Quelle sagt das unmittelbar; eine Regel leitet es ab.",
  ],
  path: ["Path", "Weg"],
  against: ["(read against the arrow)", "(gegen die Pfeilrichtung gelesen)"],
  detailsOf: ["Show this statement", "Diese Aussage zeigen"],
  showMore: ["Show {n} more", "{n} weitere zeigen"],
  notInGraph: ["This entry is not in the graph.", "Dieser Eintrag ist nicht im Graphen."],

  // Table
  entities: ["Entries", "Einträge"],
  name: ["Name", "Name"],
  from: ["From", "Von"],
  until: ["Until", "Bis"],
  connections: ["Relations", "Beziehungen"],
  subject: ["Who", "Wer"],
  relation: ["Relation", "Beziehung"],
  object: ["To whom, to what", "Zu wem, wozu"],
  date: ["Date", "Datum"],
  sourceCount: ["Sources", "Quellen"],
  narrowTable: ["Narrow the table", "Tabelle eingrenzen"],
  rows: ["{from} to {to} of {n}", "{from} bis {to} von {n}"],
  noRows: ["No row fits.", "Keine Zeile passt."],
  previous: ["Previous", "Zurück"],
  next: ["Next", "Weiter"],
  pages: ["Pages of the table", "Seiten der Tabelle"],
  sortHint: ["The column heads sort.", "Die Spaltenköpfe sortieren."],
  whichTable: ["What to list", "Was aufgelistet wird"],

  // Outline
  outlineHint: [
    "The picture as text: each entry with its relations.",
    "Das Bild als Text: jeder Eintrag mit seinen Beziehungen.",
  ],
  incoming: ["the other way round", "umgekehrt"],

  // Time
  asOf: ["As of", "Stand"],
  allTimes: ["All times", "Alle Zeiten"],
  slider: ["Day that the picture shows", "Tag, den das Bild zeigt"],
  play: ["Play", "Abspielen"],
  pause: ["Pause", "Anhalten"],
  yearOn: ["One year on", "Ein Jahr weiter"],
  dateField: ["Date, as 2023-04-15", "Datum, etwa 2023-04-15"],
  badDate: ["A date reads like 2023-04-15.", "Ein Datum sieht so aus: 2023-04-15."],
  histogram: ["What began when", "Was wann begann"],
  earlier: ["before {year}", "vor {year}"],
  noDates: ["Nothing in this graph has a date.", "Nichts in diesem Graphen hat ein Datum."],
  since: ["since {day}", "seit {day}"],
  till: ["until {day}", "bis {day}"],

  // Counts and messages
  entityOne: ["{n} entry", "{n} Eintrag"],
  entityMany: ["{n} entries", "{n} Einträge"],
  relationOne: ["{n} relation", "{n} Beziehung"],
  relationMany: ["{n} relations", "{n} Beziehungen"],
  stepOne: ["{n} step", "{n} Schritt"],
  stepMany: ["{n} steps", "{n} Schritte"],
  shown: ["Shown: {nodes}, {edges}.", "Gezeigt: {nodes}, {edges}."],
  selected: ["Selected: {name}.", "Gewählt: {name}."],
} as const satisfies Record<string, Text>;

export type Word = keyof typeof WORDS;
type Counted = "entity" | "relation" | "step";

/** The text in the reader's language. */
export function word(key: Word): string {
  return WORDS[key][state.value.language === "de" ? 1 : 0];
}

/** The text with its places filled in: phrase("rows", { from: 1, to: 200, n: 1600 }). Numbers are grouped. */
export function phrase(key: Word, values: Readonly<Record<string, string | number>>): string {
  return word(key).replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name];
    return value === undefined ? place : typeof value === "number" ? grouped(value) : value;
  });
}

/** "1 entry", "1,600 entries". */
export function counted(what: Counted, n: number): string {
  return phrase(n === 1 ? `${what}One` : `${what}Many`, { n });
}

/** A whole number with the separators of the reader's language; Intl would take its first 20 ms before the first paint. */
export function grouped(n: number, language: Language = state.value.language): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, language === "de" ? "." : ",");
}
