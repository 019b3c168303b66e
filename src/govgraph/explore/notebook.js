"use strict";
(() => {
  const page = document.documentElement;
  const data = JSON.parse(document.getElementById("data").textContent);
  const system = window.matchMedia("(prefers-color-scheme: dark)").matches;
  const dark = page.dataset.theme === "dark" || (page.dataset.theme === "auto" && system);
  const ink = dark ? "#e6edf3" : "#1b1f24";
  const halo = dark ? "#0d1117" : "#ffffff";
  const nodes = new vis.DataSet(data.nodes.map((node) => ({
    ...node,
    font: { color: ink, size: Math.round(2 + 1.9 * node.size), strokeWidth: 6, strokeColor: halo },
    widthConstraint: { maximum: Math.round(40 + 11 * node.size) },
  })));
  const edges = new vis.DataSet(data.edges.map((edge, index) => ({
    ...edge, id: index, font: { color: ink, size: 11, strokeWidth: 3, strokeColor: halo, align: "middle" },
    color: { color: dark ? "#8b98a5" : "#7d8790", opacity: 0.6, highlight: "#d55e00" },
    arrows: { to: { enabled: true, scaleFactor: 0.5 } },
  })));
  const network = new vis.Network(document.getElementById("graph"), { nodes, edges }, {
    physics: false,
    nodes: { scaling: { label: { drawThreshold: 9 } } },
    interaction: { hover: true, tooltipDelay: 120, hideEdgesOnDrag: false, keyboard: { enabled: true, bindToWindow: false } },
  });
  network.once("afterDrawing", () => { document.body.dataset.ready = "true"; });

  let language = page.lang;
  const show = () => {
    page.lang = language;
    for (const each of document.querySelectorAll("[data-en]")) each.textContent = each.dataset[language];
    document.getElementById("graph").setAttribute("aria-label", document.querySelector("h1").textContent);
    nodes.update(data.nodes.map((node) => ({ id: node.id, label: node.labels[language], title: node.titles[language] })));
    edges.update(data.edges.map((edge, index) => ({ id: index, label: edge.labels[language], title: edge.titles[language] })));
  };
  document.getElementById("language").addEventListener("click", () => {
    language = language === "de" ? "en" : "de";
    show();
  });
  show();
})();
