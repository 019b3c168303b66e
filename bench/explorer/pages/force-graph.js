// force-graph with no tick of its simulation; names as in its examples, drawn once they would be legible.
const graph = new ForceGraph(document.getElementById("view"))
  .warmupTicks(0)
  .cooldownTicks(0)
  .enableNodeDrag(false)
  .minZoom(0.001)
  .nodeColor("colour")
  .nodeVal(({ r }) => (r * r) / 16)
  .nodeLabel("label")
  .linkLabel("label")
  .linkColor(() => "#b8b8b8")
  .linkDirectionalArrowLength(withArrows ? 4 : 0)
  .linkDirectionalArrowRelPos(1)
  .nodeCanvasObjectMode(() => "after")
  .nodeCanvasObject(({ x, y, r, label }, pen, scale) => {
    if (r * scale < 6) return;
    pen.font = `${11 / scale}px sans-serif`;
    pen.textAlign = "center";
    pen.fillStyle = "#333";
    pen.fillText(label, x, y + r + 10 / scale);
  })
  .graphData({ nodes: nodes.map((node) => ({ ...node, fx: node.x, fy: node.y })), links: edges });
let fitted = false;
graph.onRenderFramePost(() => {
  if (fitted) ready();
  else if (graph.graphData().nodes.length > 0) {
    fitted = true;
    graph.zoomToFit(0, 20);
  }
});
