// cytoscape.js: its performance notes advise haystack edges (no arrows), labels that hide when small, a texture on the move.
const cy = cytoscape({
  container: document.getElementById("view"),
  elements: {
    nodes: nodes.map(({ id, x, y, r, label, colour }) => ({ data: { id: `n${id}`, label, colour, size: 2 * r }, position: { x, y } })),
    edges: edges.map(({ id, source, target, label }) => ({ data: { id: `e${id}`, source: `n${source}`, target: `n${target}`, label } })),
  },
  style: [
    { selector: "node", style: { label: "data(label)", width: "data(size)", height: "data(size)", "background-color": "data(colour)", "font-size": 11, "min-zoomed-font-size": 6 } },
    { selector: "edge", style: { width: 1, "line-color": "#b8b8b8", "curve-style": withArrows ? "straight" : "haystack", "target-arrow-shape": withArrows ? "triangle" : "none", "target-arrow-color": "#b8b8b8", "arrow-scale": 0.6 } },
  ],
  layout: { name: "preset", fit: true },
  autoungrabify: true,
  boxSelectionEnabled: false,
  textureOnViewport: !withArrows,
  hideEdgesOnViewport: false,
  pixelRatio: 1,
});
cy.one("render", ready);
