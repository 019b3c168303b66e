// vis-network: straight lines and no physics, as its documentation advises for large graphs; nodes can't be dragged.
const network = new vis.Network(
  document.getElementById("view"),
  {
    nodes: new vis.DataSet(nodes.map(({ id, x, y, r, label, colour }) => ({ id, x, y, label, color: colour, size: r, shape: "dot" }))),
    edges: new vis.DataSet(edges.map(({ id, source, target, label }) => ({ id, from: source, to: target, title: label }))),
  },
  {
    layout: { improvedLayout: false },
    physics: false,
    interaction: { dragNodes: false },
    edges: { smooth: false, color: "#b8b8b8", width: 1, arrows: withArrows ? { to: { enabled: true, scaleFactor: 0.4 } } : {} },
  },
);
network.fit({ animation: false });
network.once("afterDrawing", ready);
