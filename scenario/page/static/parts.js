// The parts of the page: every text from a file becomes a text node, never markup.

const Parts = (() => {
  "use strict";

  function el(tag, properties = {}, ...children) {
    const found = document.createElement(tag);
    for (const [key, value] of Object.entries(properties)) {
      if (key.startsWith("on")) found.addEventListener(key.slice(2), value);
      else if (key in found && key !== "list" && typeof value !== "object") found[key] = value;
      else found.setAttribute(key, value);
    }
    found.append(...children.filter((child) => child !== null && child !== undefined));
    return found;
  }

  const digits = (x) => (x === 0 ? "0" : String(Number(x.toPrecision(3))));

  // A few words behind a summary: the reason for something, and its sources.
  function reason(own, key) {
    if (!own || (!own.because && !own.sources.length && !own.when)) return null;
    const found = el("details", { className: "reason" }, el("summary", { "aria-label": `Why: ${own.title}` }, "why"));
    if (own.because) found.append(el("p", {}, own.because));
    if (own.when) found.append(el("p", {}, "Holds while ", el("code", {}, own.when)));
    for (const one of own.sources) {
      found.append(el("p", { className: "source" }, `${one.claim} `, el("cite", {}, `${one.source}${one.date ? `, ${one.date}` : ""}`), ` (${one.confidence})`));
    }
    if (!own.sources.length) found.append(el("p", { className: "source" }, own.assumed ? "Assumed by the author; no source." : "No source is given."));
    found.append(el("p", { className: "source" }, el("code", {}, key)));
    return found;
  }

  // An event: by chance, on a month, or never.
  function event(name, known, texts, form, change) {
    const path = `events.${name}`;
    const own = texts.elements[path] || { title: name, sources: [] };
    const month = el("input", { type: "month", min: form.dates[1], max: form.dates[form.steps], "aria-label": `${own.title}: month`, hidden: true });
    const first = known.at_rate || known.dated_chance || known.doubt ? "chance" : "as dated";
    const choices = [["chance", first], ["date", "on…"], ["never", "never"]].filter(([key]) => key !== "date" || known.datable);
    const inputs = {};
    const said = (key) => {
      if (key === "chance") return change({ [`${path}.date`]: null, [`${path}.enabled`]: known.on ? null : true });
      if (key === "never") return change({ [`${path}.date`]: null, [`${path}.enabled`]: known.on ? false : null });
      if (!month.value) month.value = form.dates[Math.ceil(form.steps / 2)];
      return change({ [`${path}.rate`]: null, [`${path}.date`]: month.value, [`${path}.enabled`]: known.on ? null : true });
    };
    const buttons = choices.map(([key, text]) => {
      inputs[key] = el("input", { type: "radio", name: path, value: key, onchange: () => said(key) });
      return el("label", {}, inputs[key], el("span", {}, text));
    });
    month.addEventListener("change", () => month.value && said("date"));
    const root = el("fieldset", { className: "row event" },
      el("legend", {}, own.title), el("div", { className: "choices" }, el("div", { className: "choice" }, ...buttons), month, reason(own, path)));
    const share = el("span", { className: "points" });
    root.querySelector(".choices").append(share);
    const answered = (answer) => {
      const found = answer.event(name);
      share.textContent = root.classList.contains("changed") && !month.hidden ? `in ${Charts.said(found.p)} of futures` : "";
    };
    const show = (changes) => {
      const date = changes[`${path}.date`];
      const on = changes[`${path}.enabled`] ?? known.on;
      const key = !on ? "never" : date ? "date" : "chance";
      if (inputs[key]) inputs[key].checked = true;
      if (date) month.value = date;
      month.hidden = key !== "date";
      root.classList.toggle("changed", Object.keys(changes).some((each) => each.startsWith(`${path}.`)));
    };
    return { root, show, answered, title: own.title };
  }

  // A judgement: a slider over its interval, which moves the interval, or fixes the value.
  function slider(path, known, texts, influence, change) {
    const element = path.split(".").slice(0, 2).join(".");
    const own = texts.elements[element] || { title: texts.places[path] || path, sources: [] };
    const title = texts.places[path] || own.title;
    const { low, high } = known;
    const moves = known.moves;
    const middle = moves ? (known.lognormal ? Math.sqrt(low) * Math.sqrt(high) : (low + high) / 2) : known.value ?? known.median;
    const logs = low > 0 && high / low > 3;
    const place = (x) => Math.round(1000 * (logs ? Math.log(x / low) / Math.log(high / low) : (x - low) / (high - low)));
    const value = (at) => (logs ? low * (high / low) ** (at / 1000) : low + ((high - low) * at) / 1000);
    const home = place(middle);
    const id = `slider-${path.replace(/\W/g, "-")}`;
    const input = el("input", { type: "range", min: 0, max: 1000, step: 5, value: home, id });
    const output = el("output", { htmlFor: id });
    const sure = moves ? el("input", { type: "checkbox" }) : null;
    const reset = el("button", { type: "button", className: "link", onclick: () => change({ [path]: null }) }, "reset");
    const tick = el("span", { className: "home", "aria-hidden": "true" });
    tick.style.left = `calc(11px + (100% - 22px) * ${home / 1000})`;
    const beside = (x) => (known.special.includes(x) && !known.checked.includes(x) ? Number((x * 1.01 || (high - low) / 100).toPrecision(3)) : x);
    const read = (text) => {
      const ends = WhatIf.intervalOf(text);
      if (ends) return known.lognormal ? Math.sqrt(ends[0]) * Math.sqrt(ends[1]) : (ends[0] + ends[1]) / 2;
      return WhatIf.numberOf(text);
    };
    const said = (x, fixed) => {
      if (!moves || fixed) return beside(Number(digits(x)));
      const ends = known.lognormal ? [(low * x) / middle, (high * x) / middle] : [low + x - middle, high + x - middle];
      return ends.map(digits).join(" to ");
    };
    const words = (x, fixed) => `${digits(x)}${texts.units[path] ? ` ${texts.units[path]}` : ""}${fixed && moves ? ", sure" : ""}`;
    const move = () => {
      const at = Number(input.value);
      const fixed = sure && sure.checked;
      change({ [path]: Math.abs(at - home) < 3 && !fixed ? null : said(Math.abs(at - home) < 3 ? middle : value(at), fixed) });
    };
    input.addEventListener("input", move);
    if (sure) sure.addEventListener("change", move);
    const step = (by) => () => {
      input.value = String(Number(input.value) + by);
      move();
    };
    const points = influence[path] ? `moves it ${digits(100 * influence[path])} points` : "";
    const root = el("div", { className: "row slider" },
      el("div", { className: "name" }, el("label", { htmlFor: id }, title), output),
      el("div", { className: "track" },
        el("button", { type: "button", className: "step", "aria-label": `less: ${title}`, onclick: step(-25) }, "−"),
        el("div", { className: "rail" }, tick, input),
        el("button", { type: "button", className: "step", "aria-label": `more: ${title}`, onclick: step(25) }, "+")),
      el("div", { className: "below" }, el("span", {}, digits(low)), el("span", { className: "points" }, points), reset, el("span", {}, digits(high))),
      el("div", { className: "choices" }, sure ? el("label", { className: "sure" }, sure, " be sure of it") : null, reason(own, path)));
    const show = (changes) => {
      const text = changes[path];
      const changed = text !== undefined;
      const x = changed ? read(text) : middle;
      const fixed = changed && !WhatIf.intervalOf(text);
      const at = changed ? place(x) : home;
      if (Math.abs(Number(input.value) - at) > 5) input.value = String(Math.min(1000, Math.max(0, at)));
      if (sure) sure.checked = fixed;
      output.textContent = words(x, fixed);
      input.setAttribute("aria-valuetext", words(x, fixed));
      root.classList.toggle("changed", changed);
      reset.hidden = !changed;
      const note = root.querySelector(".points");
      note.textContent = changed ? `base ${digits(middle)}` : points;
    };
    return { root, show, title, path };
  }

  // A rule that is on or off, or something that is held at its start.
  function toggle(path, own, checked, change) {
    const input = el("input", { type: "checkbox", checked, onchange: () => change(input.checked) });
    const root = el("div", { className: "row toggle" }, el("label", {}, input, " ", own.title), reason(own, path));
    return { root, input, title: own.title };
  }

  return { el, digits, reason, event, slider, toggle };
})();
