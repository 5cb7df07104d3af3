// Draws the charts of the page from the JSON in #data, in the colours of the theme, and again when these change.
// What it did can be read from the root element: data-theme, data-charts-drawn, data-errors.
"use strict";
(() => {
  const root = document.documentElement;
  root.dataset.errors = "0";
  addEventListener("error", () => (root.dataset.errors = String(Number(root.dataset.errors) + 1)));

  // After Okabe and Ito, darker on white and lighter on black until each stands out enough. Never the only cue.
  const COLOURS = {
    light: ["#0067a5", "#b84a00", "#007a5a", "#9c3f86", "#7d5c00", "#4a4a4a"],
    dark: ["#56b4e9", "#f0a04b", "#35c79b", "#e39ac6", "#f0e442", "#c4c4c4"],
  };
  const DASHES = [[], [9, 4], [2, 3], [9, 3, 2, 3], [14, 4], [5, 2]];
  const SHAPES = ["circle", "square", "triangle", "diamond", "cross", "plus"];
  const WHOLE = [...Array(16).keys()].flatMap((k) => [1, 2, 5].map((d) => d * 10 ** k)); // steps between epochs
  // The seventh series has the first one's colour, but another dash and another marker.
  const colourOf = (colours, i) => colours[i % colours.length];
  const dashOf = (i) => DASHES[(i + Math.floor(i / 6)) % DASHES.length];
  const shapeOf = (i) => SHAPES[(i + 2 * Math.floor(i / 6)) % SHAPES.length];
  const HEIGHT = 290;
  const FONT = "12px system-ui, sans-serif";

  const charts = JSON.parse(document.getElementById("data").textContent).charts;
  const places = [...document.querySelectorAll(".plot")];
  const plots = new Map();
  const drawn = new Set();
  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null; // the reader's own choice of theme
  let printing = false;

  // Numbers look the same whatever language the browser speaks.
  const number = (value) => (value == null ? "–" : String(Number(value.toPrecision(6))));
  const ticks = (u, splits, axis, space, step) => {
    const largest = Math.max(...splits.map(Math.abs));
    const [unit, name] = largest >= 1e9 ? [1e9, "G"] : largest >= 1e6 ? [1e6, "M"] : [1, ""];
    let digits = 0;
    for (let x = step / unit; digits < 12 && Math.abs(x - Math.round(x)) > 1e-6 * x; x *= 10) digits++;
    return splits.map((v) => (v / unit).toFixed(digits) + name);
  };

  const textWidth = (() => {
    const context = document.createElement("canvas").getContext("2d");
    return (text) => ((context.font = FONT), context.measureText(text).width);
  })();

  const isDark = () => !printing && (chosen ?? (systemDark.matches ? "dark" : "light")) === "dark";

  function marker(context, shape, x, y, r) {
    context.beginPath();
    if (shape === "circle") context.arc(x, y, r, 0, 2 * Math.PI);
    else if (shape === "square") context.rect(x - r, y - r, 2 * r, 2 * r);
    else if (shape === "triangle") context.moveTo(x, y - r), context.lineTo(x + r, y + r), context.lineTo(x - r, y + r), context.closePath();
    else if (shape === "diamond") context.moveTo(x, y - 1.3 * r), context.lineTo(x + 1.3 * r, y), context.lineTo(x, y + 1.3 * r), context.lineTo(x - 1.3 * r, y), context.closePath();
    else {
      const [a, b] = shape === "cross" ? [r, r] : [0, 1.3 * r];
      context.moveTo(x - (a || b), y - a), context.lineTo(x + (a || b), y + a);
      context.moveTo(x - a, y + b), context.lineTo(x + a, y - b);
      context.stroke();
      return;
    }
    context.fill();
  }

  // Labels at the ends of lines, moved apart until none covers another.
  function spread(labels, top, bottom, gap) {
    labels.sort((a, b) => a.y - b.y);
    let least = top;
    for (const label of labels) least = (label.y = Math.max(label.y, least)) + gap;
    let most = bottom;
    for (const label of labels.reverse()) most = (label.y = Math.min(label.y, most)) - gap;
  }

  function draw(chart, colours, ink, paper, u) {
    const { ctx } = u;
    const scale = devicePixelRatio;
    const { left, top, width, height } = u.bbox;
    const px = (x) => u.valToPos(x, "x", true);
    const py = (y) => u.valToPos(y, "y", true);
    ctx.save();
    ctx.font = FONT.replace("12", String(12 * scale));
    ctx.textBaseline = "middle";
    const notes = [];
    const labels = [];
    chart.marks.forEach(drawMark);
    chart.series.forEach((series, i) => {
      if (!u.series[i + 1].show) return;
      ctx.strokeStyle = ctx.fillStyle = colourOf(colours, i);
      ctx.lineWidth = 1.5 * scale;
      const known = series.x.map((x, k) => k).filter((k) => series.y[k] != null && inside(series.y[k]));
      (series.error ?? []).forEach((error, k) => error != null && known.includes(k) && bar(series.x[k], series.y[k], error));
      const every = chart.kind === "points" ? 1 : Math.max(1, Math.ceil(known.length / 10));
      known.forEach((k, n) => {
        if (chart.kind !== "steps" && (n + i) % every === 0)
          marker(ctx, shapeOf(i), px(series.x[k]), py(series.y[k]), 3.5 * scale);
      });
      if (known.length) labels.push({ i, name: series.name, y: py(series.y[known.at(-1)]) });
    });
    chart.kind === "steps" ? key() : ends();
    notes.forEach(note);
    ctx.restore();

    function inside(y) {
      return y >= u.scales.y.min && y <= u.scales.y.max;
    }

    function bar(x, y, error) {
      const [a, low, high, w] = [px(x), py(y - error), py(y + error), 4 * scale];
      ctx.beginPath();
      ctx.moveTo(a, low), ctx.lineTo(a, high);
      ctx.moveTo(a - w, low), ctx.lineTo(a + w, low);
      ctx.moveTo(a - w, high), ctx.lineTo(a + w, high);
      ctx.stroke();
    }

    function drawMark(mark, n) {
      ctx.strokeStyle = ctx.fillStyle = ink;
      ctx.lineWidth = scale;
      ctx.beginPath();
      if (mark.x != null && mark.y != null) {
        ctx.lineWidth = 2 * scale;
        ctx.arc(px(mark.x), py(mark.y), 9 * scale, 0, 2 * Math.PI);
        ctx.stroke();
        notes.push([mark.label, px(mark.x), py(mark.y) + (n % 2 ? 18 : -18) * scale]); // one above, the next below
      } else if (mark.x != null) {
        ctx.setLineDash([4 * scale, 4 * scale]);
        ctx.moveTo(px(mark.x), top), ctx.lineTo(px(mark.x), top + height), ctx.stroke();
        notes.push([mark.label, px(mark.x), top - 9 * scale]);
      } else {
        ctx.setLineDash([4 * scale, 4 * scale]);
        ctx.moveTo(left, py(mark.y)), ctx.lineTo(left + width, py(mark.y)), ctx.stroke();
        labels.push({ name: mark.label, y: py(mark.y) });
      }
      ctx.setLineDash([]);
    }

    // A text about a place, kept within the plot and readable over lines.
    function note([text, x, y]) {
      const half = ctx.measureText(text).width / 2 + 2 * scale;
      const within = Math.min(Math.max(x, left + half), left + width - half);
      ctx.textAlign = "center";
      ctx.strokeStyle = paper;
      ctx.fillStyle = ink;
      ctx.lineWidth = 4 * scale;
      ctx.lineJoin = "round";
      ctx.strokeText(text, within, y);
      ctx.fillText(text, within, y);
    }

    function ends() {
      ctx.textAlign = "left";
      spread(labels, top + 6 * scale, top + height - 6 * scale, 15 * scale);
      for (const label of labels) {
        ctx.fillStyle = label.i == null ? ink : colourOf(colours, label.i);
        ctx.fillText(label.name, left + width + 8 * scale, label.y);
      }
    }

    function key() {
      labels.filter((label) => label.i != null).forEach((label, n) => {
        const y = top + (12 + 16 * n) * scale;
        ctx.strokeStyle = ctx.fillStyle = colourOf(colours, label.i);
        ctx.lineWidth = 2 * scale;
        ctx.setLineDash(dashOf(label.i).map((d) => d * scale));
        ctx.beginPath();
        ctx.moveTo(left + 8 * scale, y), ctx.lineTo(left + 36 * scale, y), ctx.stroke();
        ctx.textAlign = "left";
        ctx.fillText(label.name, left + 42 * scale, y);
      });
      ctx.setLineDash([]);
    }
  }

  // Points of several series at the same place stand side by side, and what marks one of them with it.
  function apart(chart) {
    if (chart.kind !== "points") return chart;
    const shift = (i) => (i - (chart.series.length - 1) / 2) * Math.min(0.1, 0.5 / chart.series.length);
    const owner = (m) => chart.series.findIndex((s) => s.x.some((x, k) => x === m.x && s.y[k] === m.y));
    return {
      ...chart,
      series: chart.series.map((s, i) => ({ ...s, x: s.x.map((x) => x + shift(i)) })),
      marks: chart.marks.map((m) => (owner(m) < 0 ? m : { ...m, x: m.x + shift(owner(m)) })),
    };
  }

  // The ends of the y axis: those given, or all values with their error bars and some air.
  function yRange(chart) {
    if (chart.range) return () => chart.range;
    const values = chart.series.flatMap((s) => s.y.flatMap((y, k) => (y == null ? [] : [y - (s.error?.[k] ?? 0), y + (s.error?.[k] ?? 0)])));
    const all = values.concat(chart.marks.map((m) => m.y).filter((y) => y != null));
    if (chart.kind === "steps") all.push(0);
    return () => uPlot.rangeNum(Math.min(...all), Math.max(...all), 0.08, true);
  }

  function options(chart, width, style, colours) {
    const ink = style.color;
    const grid = style.borderTopColor;
    const ends = chart.kind === "steps" ? 0 : Math.max(...[...chart.series.map((s) => s.name), ...chart.marks.filter((m) => m.x == null).map((m) => m.label)].map(textWidth)) + 10;
    const last = chart.categories ? chart.categories.length - 1 : 0;
    const whole = chart.series.every((s) => s.x.every(Number.isInteger));
    const axis = { stroke: ink, font: FONT, labelFont: FONT, labelSize: 20, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
    const path = chart.kind === "steps" ? uPlot.paths.stepped({ align: 1 }) : uPlot.paths.linear();
    return {
      width,
      height: HEIGHT,
      padding: [chart.marks.some((m) => m.x != null && m.y == null) ? 20 : 10, Math.max(14, Math.min(ends, width / 3)), 0, 0],
      cursor: { y: false, drag: { x: false, y: false } },
      legend: { markers: { width: 3, dash: (u, i) => (i > 0 && dashOf(i - 1).length ? "dashed" : "solid") } },
      scales: { x: { time: false, range: chart.categories ? [-0.4, last + 0.4] : undefined }, y: { range: yRange(chart) } },
      axes: [
        {
          ...axis,
          label: chart.x,
          size: 34,
          ...(chart.categories
            ? { splits: () => chart.categories.map((_, k) => k), values: (u, splits) => splits.map((k) => chart.categories[k]), rotate: chart.categories.join("   ").length * 7 > width - 120 ? -40 : 0, size: chart.categories.join("   ").length * 7 > width - 120 ? 70 : 34 }
            : { values: ticks, ...(whole ? { incrs: WHOLE } : {}) }),
        },
        { ...axis, label: chart.y, values: ticks, size: (u, values) => 16 + Math.max(...(values ?? ["000"]).map(textWidth)) },
      ],
      series: [
        { label: chart.x, value: (u, x) => (x == null ? "–" : (chart.categories?.[Math.round(x)] ?? number(x))) },
        ...chart.series.map((s, i) => ({
          label: s.name,
          stroke: colourOf(colours, i),
          width: chart.kind === "points" ? 1 : 2,
          dash: dashOf(i),
          spanGaps: true,
          paths: path,
          points: { show: false },
          value: (u, y) => number(y),
        })),
      ],
      hooks: { draw: [(u) => draw(chart, colours, ink, getComputedStyle(document.body).backgroundColor, u)] },
    };
  }

  function plot(place) {
    const at = places.indexOf(place);
    const chart = apart(charts[at]);
    const style = getComputedStyle(place.closest("section").querySelector("h2"));
    plots.get(place)?.destroy();
    const data = uPlot.join(chart.series.map((s) => [s.x, s.y]));
    plots.set(place, new uPlot(options(chart, place.clientWidth, style, COLOURS[isDark() ? "dark" : "light"]), data, place));
    drawn.add(at);
    root.dataset.chartsDrawn = String(drawn.size);
  }

  const button = document.getElementById("theme");
  function show() {
    root.dataset.theme = isDark() ? "dark" : "light";
    button.textContent = isDark() ? "Light page" : "Dark page";
    places.forEach(plot);
  }

  button.hidden = false;
  button.addEventListener("click", () => ((chosen = isDark() ? "light" : "dark"), show()));
  systemDark.addEventListener("change", show);
  addEventListener("beforeprint", () => ((printing = true), show()));
  addEventListener("afterprint", () => ((printing = false), show()));
  root.dataset.chartsDrawn = "0";
  show();
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries)
      if (plots.get(target).width !== target.clientWidth) plot(target);
  });
  places.forEach((place) => observer.observe(place));
})();
