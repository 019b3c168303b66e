// sigma.js 3 with graphology, WebGL; its labels thin out by themselves.
const graph = new graphology.MultiDirectedGraph();
for (const { id, x, y, r, label, colour } of nodes) graph.addNode(id, { x, y: -y, size: r / 2, label, color: colour });
for (const { id, source, target, label } of edges) graph.addDirectedEdgeWithKey(`e${id}`, source, target, { label, size: 1, color: "#b8b8b8" });
new Sigma(graph, document.getElementById("view"), {
  defaultEdgeType: withArrows ? "arrow" : "line",
  hideEdgesOnMove: false,
  hideLabelsOnMove: false,
});
ready(); // the constructor has drawn
