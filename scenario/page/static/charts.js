// Charts as SVG, from numbers: the two curves with their range, and the strips of the table.

const Charts = (() => {
  "use strict";
  const NS = "http://www.w3.org/2000/svg";

  function svg(tag, attributes = {}, ...children) {
    const found = document.createElementNS(NS, tag);
    for (const [key, value] of Object.entries(attributes)) found.setAttribute(key, value);
    for (const child of children) found.append(child);
    return found;
  }

  const points = (curve, x, y) => curve.map((p, step) => `${x(step).toFixed(1)},${y(p).toFixed(1)}`).join(" ");

  function nice(most) {
    return [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1].find((top) => top >= Math.min(1, most)) || 1;
  }

  // The curves of a base and a what-if, at most `top` high; `at` is the step that is looked at.
  function curves({ width, height, dates, months, base, other, ranges, kept, top, at, changed }) {
    const room = { left: 40, right: width < 500 ? 48 : 104, top: 10, bottom: 26 };
    const steps = Math.max(1, base.length - 1);
    const x = (step) => room.left + ((width - room.left - room.right) * step) / steps;
    const y = (p) => room.top + (height - room.top - room.bottom) * (1 - Math.min(p, top) / top);
    const found = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "curves" });
    const ticks = { 0.3: 3, 0.5: 5, 0.05: 5, 0.6: 3 }[top] || 4;
    for (let tick = 0; tick <= ticks; tick++) {
      const share = (top * tick) / ticks;
      found.append(svg("line", { class: "grid", x1: room.left, x2: width - room.right, y1: y(share), y2: y(share) }));
      found.append(svg("text", { class: "tick", x: room.left - 6, y: y(share) + 4, "text-anchor": "end" }, `${+(100 * share).toFixed(1)}`));
    }
    const every = Math.max(1, Math.ceil(dates.length / 12 / (width < 500 ? 4 : 8)));
    let shown = 0;
    dates.forEach((date, step) => {
      if (!date.endsWith("-01") && dates.length > 13) return;
      if (dates.length <= 13 ? step % Math.ceil(dates.length / 5) : shown++ % every) return;
      const anchor = x(step) > width - room.right - 14 ? "end" : "middle";
      found.append(svg("text", { class: "tick", x: x(step), y: height - 6, "text-anchor": anchor }, dates.length <= 13 ? months[step] : date.slice(0, 4)));
    });
    if (ranges) {
      const low = ranges.map((ends, step) => `${x(step).toFixed(1)},${y(ends[0]).toFixed(1)}`);
      const high = ranges.map((ends, step) => `${x(step).toFixed(1)},${y(ends[1]).toFixed(1)}`);
      found.append(svg("polygon", { class: changed ? "fan other" : "fan", points: [...low, ...high.reverse()].join(" ") }));
    }
    kept.forEach((curve, number) => {
      const near = Math.round((steps * (3 + number)) / 6); // each letter at another month, as lines may lie close
      found.append(svg("polyline", { class: `kept kept${number}`, points: points(curve, x, y) }));
      found.append(svg("text", { class: "letter", x: x(near), y: y(curve[near]) - 5, "text-anchor": "middle" }, "BCD"[number]));
    });
    found.append(svg("polyline", { class: "base", points: points(base, x, y) }));
    if (changed) found.append(svg("polyline", { class: "other", points: points(other, x, y) }));
    ends(found, { x, y, steps, base, other, changed, narrow: width < 500 });
    if (at !== null) cross(found, { x, y, at, base, other, changed, height, room });
    found.step = (clientX) => {
      const box = found.getBoundingClientRect();
      const place = ((clientX - box.left) / box.width) * width;
      return Math.round(Math.min(1, Math.max(0, (place - room.left) / (width - room.left - room.right))) * steps);
    };
    return found;
  }

  function ends(found, { x, y, steps, base, other, changed, narrow }) {
    let [one, two] = [y(base[steps]), y(other[steps])];
    if (changed && Math.abs(one - two) < 16) {
      const middle = (one + two) / 2;
      [one, two] = base[steps] < other[steps] ? [middle + 8, middle - 8] : [middle - 8, middle + 8];
    }
    found.append(svg("text", { class: "end base", x: x(steps) + 6, y: one + 4 }, narrow ? said(base[steps]) : `${said(base[steps])} base`));
    if (changed) found.append(svg("text", { class: "end other", x: x(steps) + 6, y: two + 4 }, narrow ? said(other[steps]) : `${said(other[steps])} what-if`));
  }

  function cross(found, { x, y, at, base, other, changed, height, room }) {
    found.append(svg("line", { class: "cross", x1: x(at), x2: x(at), y1: room.top, y2: height - room.bottom }));
    found.append(svg("circle", { class: "ring", cx: x(at), cy: y(base[at]), r: 4.5 }));
    if (changed) found.append(svg("circle", { class: "dot", cx: x(at), cy: y(other[at]), r: 4.5 }));
  }

  // A strip from 0 to 100 %: a ring for the base, a dot for the what-if, shade for its range.
  function strip({ base, other, range, changed }) {
    const [width, height] = [240, 18];
    const x = (p) => 8 + (width - 16) * p;
    const found = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "strip", "aria-hidden": "true" });
    found.append(svg("line", { class: "grid", x1: x(0), x2: x(1), y1: 9, y2: 9 }));
    if (range) {
      found.append(svg("rect", { class: changed ? "fan other" : "fan", x: x(range[0]), y: 5, width: Math.max(1, x(range[1]) - x(range[0])), height: 8 }));
    }
    if (changed) found.append(svg("line", { class: "gap", x1: x(base), x2: x(other), y1: 9, y2: 9 }));
    found.append(svg("circle", { class: "ring", cx: x(base), cy: 9, r: 4.5 }));
    if (changed) found.append(svg("circle", { class: "dot", cx: x(other), cy: 9, r: 4.5 }));
    return found;
  }

  // A hundred futures as dots: those of both, those the what-if adds, those it takes away.
  function futures(base, other, changed) {
    const found = svg("svg", { viewBox: "0 0 650 27", class: "futures", "aria-hidden": "true" });
    const [both, all] = [Math.round(100 * Math.min(base, other)), Math.round(100 * Math.max(base, other))];
    for (let i = 0; i < 100; i++) {
      const kind = i < both ? "both" : i < all && changed ? (other > base ? "gained" : "lost") : "none";
      found.append(svg("circle", { class: kind, cx: 7 + 13 * (i % 50), cy: 7 + 13 * Math.floor(i / 50), r: 5.5 }));
    }
    return found;
  }

  // A share in words of a page: 22 %, 3.4 %, under 0.1 %.
  function said(p, unit = " %") {
    const percent = 100 * p;
    if (percent > 0 && percent < 0.1) return `<0.1${unit}`;
    if (percent < 100 && percent > 99.9) return `>99.9${unit}`;
    return `${percent >= 9.95 ? Math.round(percent) : +percent.toFixed(1)}${unit}`;
  }

  return { curves, strip, futures, said, nice };
})();
