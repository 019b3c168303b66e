// From the page's columns to what the libraries take; the same for all of them.
const columns = JSON.parse(document.getElementById("graph").textContent);
const nodes = columns.label.map((label, id) => ({ id, label, x: columns.x[id], y: columns.y[id], r: columns.r[id], colour: columns.colours[columns.colour[id]] }));
const edges = columns.source.map((source, id) => ({ id, source, target: columns.target[id], label: columns.relations[columns.relation[id]] }));
const withArrows = columns.arrows;
const ready = () => {
  document.body.dataset.ready = "true";
};
