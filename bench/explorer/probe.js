// Runs before a page's own scripts: when is it ready, what blocks the main thread, when do frames come.
(() => {
  const bench = { tasks: [], frames: [], running: false };
  window.bench = bench;
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) bench.tasks.push([task.startTime, task.duration]);
  }).observe({ type: "longtask", buffered: true });
  bench.ready = new Promise((tell) => {
    const watch = new MutationObserver(() => {
      if (document.body?.dataset.ready !== "true") return;
      watch.disconnect();
      // The frame in which it was set is painted when the next one begins.
      requestAnimationFrame(() => requestAnimationFrame(() => tell(performance.now())));
    });
    watch.observe(document, { subtree: true, attributes: true, attributeFilter: ["data-ready"] });
  });
  const note = () => {
    bench.frames.push(performance.now());
    if (bench.running) requestAnimationFrame(note);
  };
  bench.start = () => {
    bench.frames = [performance.now()];
    bench.running = true;
    requestAnimationFrame(note);
    return bench.frames[0];
  };
  bench.stop = () => {
    bench.running = false;
    return [...bench.frames, performance.now()];
  };
  // Places for the pointer: the middle of the picture, and a corner that no control covers.
  bench.places = () => {
    const size = (box) => box.width * box.height;
    const boxes = [...document.querySelectorAll("canvas")].map((each) => each.getBoundingClientRect());
    const box = boxes.sort((a, b) => size(b) - size(a))[0];
    const corners = [];
    for (const gap of [8, 24, 48]) {
      for (const x of [box.left + gap, box.right - gap]) for (const y of [box.top + gap, box.bottom - gap]) corners.push([x, y]);
    }
    const free = corners.filter(([x, y]) => document.elementFromPoint(x, y)?.tagName === "CANVAS");
    return { middle: [box.left + box.width / 2, box.top + box.height / 2], corners: free };
  };
  bench.cursor = (x, y) => getComputedStyle(document.elementFromPoint(x, y)).cursor;
})();
