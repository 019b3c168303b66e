/** A small graph for tests: people 0-3, a letter 4, an organisation 5, a model 6, a lone node 7. */

import { type Graph, type GraphData, indexGraph } from "../src/model.ts";

const ids = ["person:a", "person:b", "person:c", "person:d", "letter:x", "org:y", "model:z", "org:lone"];
const links: readonly (readonly [number, number, number, number])[] = [
  [0, 4, 0, 0],
  [1, 4, 0, 0],
  [2, 4, 0, 1],
  [0, 5, 1, 0],
  [3, 5, 1, 0],
  [6, 5, 2, 0],
];

export function sample(change: Partial<GraphData> = {}): Graph {
  const none = ids.map(() => 0);
  return indexGraph({
    format: 1,
    title: ["Sample", "Muster"],
    version: "1",
    issued: "2026-01-01",
    namespaces: { person: "https://example.org/person/", gov: "https://example.org/ontology#" },
    looks: [
      { id: "gov:Person", label: ["Person", ""], mark: "circle" },
      { id: "gov:Organization", label: ["Organization", "Organisation"], mark: "square" },
      { id: "gov:Thing", label: ["Thing", "Ding"], mark: "dot" },
    ],
    kinds: [
      { id: "gov:Person", label: ["Person", ""], look: 0 },
      { id: "gov:Letter", label: ["Letter", "Brief"], look: 2 },
      { id: "gov:Organization", label: ["Organization", "Organisation"], look: 1 },
      { id: "gov:Model", label: ["Model", "Modell"], look: 2 },
    ],
    relations: [
      { id: "gov:signed", label: ["signed", "unterzeichnete"], derived: false },
      { id: "gov:worksFor", label: ["works for", "arbeitet für"], derived: false },
      { id: "gov:developedBy", label: ["developed by", "entwickelt von"], derived: false },
    ],
    statuses: [
      { id: "confirmed", label: ["confirmed", "bestätigt"] },
      { id: "refuted", label: ["refuted", "widerlegt"] },
    ],
    measures: [{ id: "degree", label: ["connections", "Verbindungen"], text: ["how many", "wie viele"], values: none }],
    nodes: {
      id: ids,
      kind: [0, 0, 0, 0, 1, 2, 3, 2],
      label: ["Ada", "Bob", "Cécile", "Dora", "Open letter", "Institute", "Model Z", "Lone"],
      labelDe: ["", "", "", "", "Offener Brief", "Institut", "Modell Z", ""],
      short: {},
      alias: { "0": ["Countess"] },
      jurisdiction: none.map(() => -1),
      from: none,
      until: none,
      community: none,
      x: none,
      y: none,
      parent: [],
    },
    edges: {
      source: links.map((link) => link[0]),
      target: links.map((link) => link[1]),
      relation: links.map((link) => link[2]),
      status: links.map((link) => link[3]),
      from: [738_601, 738_601, 738_601, 737_000, 0, 0],
      until: [0, 0, 0, 738_000, 0, 0],
      id: links.map((_, at) => `00000000000${at}`),
    },
    views: [],
    start: {},
    ...change,
  });
}
