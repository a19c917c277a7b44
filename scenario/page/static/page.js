// The page itself: what is shown of the base and the what-if, and `window.scenario` for others.

(async () => {
  "use strict";
  const { el } = Parts;
  const REST = 60; // milliseconds without a movement after which it is computed
  const LEAST = 200; // futures below which nothing is said of what was learnt
  const data = JSON.parse(document.getElementById("model").textContent);
  const thread = JSON.parse(document.getElementById("thread").textContent);
  const { texts } = data;
  const asked = data.forms[0].states.indexOf(data.state);
  const state = { preset: null, form: 0, changes: {} };
  const shown = { answer: null, differences: null, apart: null, step: null, stage: "", record: null, of: asked };
  const kept = [];
  let [model, turn, timer] = [null, 0, 0];

  const form = () => data.forms[state.form];
  const changed = () => state.form !== 0 || Object.keys(state.changes).length > 0;
  const current = () => ({ form: state.form, changes: { ...state.changes } });

  // What is asked

  function merged(changes) {
    const found = { ...state.changes };
    for (const [path, value] of Object.entries(changes)) {
      if (value === null || value === undefined) delete found[path];
      else found[path] = value;
    }
    return found;
  }

  function change(changes) {
    const next = merged(changes);
    try {
      model.check({ form: state.form, changes: next });
    } catch (error) {
      told(error.message);
      controls.forEach((one) => one.show(state.changes));
      return;
    }
    told("");
    state.changes = next;
    moved();
  }

  function choose(preset) {
    Object.assign(state, { preset, form: preset ? preset.form : 0, changes: preset ? { ...preset.changes } : {} });
    told(preset ? preset.because : "");
    build();
    moved();
  }

  function moved() {
    controls.forEach((one) => one.show(state.changes));
    bar();
    results.classList.add("stale");
    addressed();
    clearTimeout(timer);
    timer = setTimeout(() => refresh().catch((error) => { if (!(error instanceof Answers.Stale)) told(error.message); }), REST);
  }

  function addressed() {
    try {
      history.replaceState(null, "", changed() ? `#${link()}` : location.href.split("#")[0]);
    } catch {
      // where a page may not touch its address, the link can still be copied
    }
  }

  // Compute and show; whoever waits gets the settled answer.
  async function refresh() {
    const mine = ++turn;
    const question = current();
    const wanted = () => mine === turn;
    const tell = (found) => {
      if (!wanted()) return;
      Object.assign(shown, { differences: null, apart: null, record: null }, found);
      results.classList.toggle("stale", found.stage === "early");
      draw();
    };
    return model.settle(question, { tell, wanted });
  }

  // What is shown

  const live = document.getElementById("live");
  const results = document.getElementById("results");
  const panel = document.getElementById("controls");
  const message = el("p", { className: "message", role: "status" });
  const spoken = el("p", { className: "spoken", role: "status" });
  const part = Object.fromEntries(["sentence", "gap", "dots", "chart", "readout", "table", "why", "learn", "numbers"].map((name) => [name, el("div", { className: name })]));
  let controls = [];

  function told(text) {
    message.textContent = text;
  }

  function curve(answer, ever = 1) {
    const place = answer.form.states.indexOf(data.forms[0].states[shown.of]);
    return answer.form.dates.map((_, step) => answer.estimate(ever, step, place));
  }

  function draw() {
    const { answer } = shown;
    if (!answer || !model.ready) return;
    const base = curve(model.ready.answer);
    const other = curve(answer);
    const last = base.length - 1;
    const title = texts.states[data.forms[0].states[shown.of]];
    const [p, q] = [base[last].p, other[last].p];
    const many = (x) => (100 * x > 0 && 100 * x < 1 ? "fewer than 1" : String(Math.round(100 * x)));
    const when = texts.months[last];
    part.sentence.replaceChildren(el("h2", {}, `${title} by ${when} in `,
      el("strong", { className: changed() ? "what" : "plainly" }, `${many(changed() ? q : p)} of 100`), " futures",
      ...(changed() ? [", ", el("span", { className: "as-it-is" }, `${many(p)} as it is`)] : [])));
    gap();
    part.dots.replaceChildren(Charts.futures(p, changed() ? q : p, changed()));
    chart(base, other);
    table();
    numbers(base, other);
    learn();
    controls.forEach((one) => one.answered && one.answered(answer));
    if (shown.stage === "settled") spoken.textContent = `${part.sentence.textContent}. ${part.gap.textContent.replace(/why\?$/, "")}`;
    pace();
  }

  const points = (x) => `${x >= 0 ? "+" : "−"}${Math.abs(100 * x) >= 9.95 ? Math.round(Math.abs(100 * x)) : Math.abs(100 * x).toFixed(1)}`;
  const width = (found) => {
    const half = 50 * (found.high - found.low);
    return half >= 0.095 || half === 0 ? half.toFixed(1) : half.toFixed(2);
  };
  const sure = (found) => found.low > 0 || found.high < 0;

  function gap() {
    const found = shown.differences && shown.differences[shown.of];
    if (!changed()) {
      const own = shown.answer.estimate(1, shown.answer.form.steps, shown.of);
      const range = own.judgement ? `; ${Charts.said(own.judgement[0])} to ${Charts.said(own.judgement[1])} as judgements vary` : "";
      part.gap.replaceChildren(el("p", {}, `${Charts.said(own.p)} (±${(50 * (own.high - own.low)).toFixed(1)} points sampling${range}). Move something to see what changes.`));
      return;
    }
    if (!found) {
      part.gap.replaceChildren(el("p", {}, "computing…"));
      return;
    }
    const spread = shown.apart && shown.apart[shown.of];
    const range = spread ? `; ${points(spread[0])} to ${points(spread[1])} as judgements vary` : "";
    const text = sure(found)
      ? `${points(found.difference)} points (±${width(found)} sampling${range}).`
      : `No difference that these futures can tell from chance (${points(found.difference)} ±${width(found)} points).`;
    const count = Object.keys(state.changes).length;
    const why = count > 1 && count <= 4 ? el("button", { type: "button", className: "link", onclick: explain }, "why?") : null;
    part.gap.replaceChildren(el("p", {}, `${text} `, why));
  }

  function chart(base, other) {
    const narrow = matchMedia("(max-width: 760px)").matches;
    const [wide, high] = narrow ? [Math.min(360, innerWidth - 28), 150] : [720, 300];
    const ranges = changed() ? other.map((one) => one.judgement) : base.map((one) => one.judgement);
    const known = base.map((one) => one.judgement);
    const [p, q] = [base.map((one) => one.p), other.map((one) => one.p)];
    const most = Math.max(...p, ...(known[0] ? known.map((ends) => ends[1]) : [1.5 * Math.max(...p)]));
    const top = Math.max(Charts.nice(1.25 * most), Charts.nice(Math.max(...q)));
    const drawn = Charts.curves({
      width: wide, height: high, dates: data.forms[0].dates, months: texts.months, base: p, other: q, top, at: shown.step,
      ranges: ranges[0] ? ranges : null, changed: changed(), kept: kept.filter((one) => one.of === shown.of).map((one) => one.curve),
    });
    drawn.setAttribute("tabindex", "0");
    drawn.setAttribute("role", "img");
    drawn.setAttribute("aria-label", `${part.sentence.textContent}; arrow keys read it month by month`);
    drawn.addEventListener("pointermove", (event) => look(drawn.step(event.clientX)));
    drawn.addEventListener("pointerleave", () => look(null));
    drawn.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1, PageUp: 12, PageDown: -12, Home: -1e6, End: 1e6 }[event.key];
      if (!by) return;
      event.preventDefault();
      const from = shown.step ?? p.length - 1;
      look(Math.max(0, Math.min(p.length - 1, from + by)), true);
    });
    const focused = part.chart.contains(document.activeElement);
    part.chart.replaceChildren(drawn);
    if (focused) drawn.focus();
    readout(base, other);
  }

  function look(step) {
    if (step === shown.step) return;
    shown.step = step;
    chart(curve(model.ready.answer), curve(shown.answer));
  }

  function readout(base, other) {
    const step = shown.step ?? base.length - 1;
    part.readout.replaceChildren(el("span", {}, `${texts.months[step]}: base ${Charts.said(base[step].p)}`),
      ...(changed() ? [el("strong", { className: "what" }, ` what-if ${Charts.said(other[step].p)}`)] : []),
      el("span", { className: "hint" }, shown.step === null ? "  (move along the chart, or use arrow keys)" : ""));
  }

  function table() {
    const first = data.forms[0];
    const rows = [];
    let chain = null;
    const order = first.states.map((name, i) => i).sort((a, b) => (texts.chain_of[first.states[b]] === texts.chain_of[data.state]) - (texts.chain_of[first.states[a]] === texts.chain_of[data.state]));
    for (const place of order) {
      const name = first.states[place];
      const own = texts.chain_of[name];
      if (first.several && own !== chain) rows.push(el("tr", { className: "chain" }, el("th", { colSpan: 5, scope: "colgroup" }, texts.chains[own])));
      chain = own;
      const base = model.ready.answer.estimate(1, first.steps, place);
      const there = shown.answer.form.states.indexOf(name);
      const other = shown.answer.estimate(1, shown.answer.form.steps, there);
      const found = shown.differences && shown.differences[place];
      const range = (changed() ? other : base).judgement;
      const title = el("button", { type: "button", className: "link state", title: texts.means[name], "aria-pressed": place === shown.of, onclick: () => { shown.of = place; draw(); } }, texts.states[name]);
      rows.push(el("tr", { className: `${place === shown.of ? "asked" : ""} ${changed() && found && !sure(found) ? "untold" : ""}` },
        el("th", { scope: "row" }, title),
        el("td", { className: "strips" }, Charts.strip({ base: base.p, other: other.p, range, changed: changed() })),
        el("td", {}, Charts.said(base.p, "")),
        el("td", { className: "what" }, changed() ? Charts.said(other.p, "") : ""),
        el("td", {}, changed() && found ? el("span", {}, points(found.difference), el("small", {}, ` ±${width(found)}`)) : "")));
    }
    part.table.replaceChildren(el("table", {},
      el("caption", {}, `Ever by ${texts.months[first.steps]}, %`),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "State"), el("th", { scope: "col", className: "strips" }, "0 to 100 %: ring base, dot what-if, shade judgement range"), el("th", { scope: "col" }, "base"), el("th", { scope: "col" }, "what-if"), el("th", { scope: "col" }, "points"))),
      el("tbody", {}, ...rows)));
  }

  function numbers(base, other) {
    const open = part.numbers.querySelector("details")?.open ?? false;
    const every = Math.max(1, Math.round(12 / (data.forms[0].months[1] - data.forms[0].months[0])));
    const steps = [...base.keys()].filter((step) => step % every === 0 || step === base.length - 1);
    part.numbers.replaceChildren(el("details", { open }, el("summary", {}, "The numbers behind the chart"),
      el("div", { className: "scroll" }, el("table", {},
        el("thead", {}, el("tr", {}, ...["by", "base", "95 %", "what-if", "95 %", "as judgements vary"].map((text) => el("th", { scope: "col" }, text)))),
        el("tbody", {}, ...steps.map((step) => el("tr", {}, el("th", { scope: "row" }, texts.months[step]),
          ...[base[step], other[step]].flatMap((one) => [el("td", {}, Charts.said(one.p)), el("td", {}, `${Charts.said(one.low, "")} to ${Charts.said(one.high, "")}`)]),
          el("td", {}, other[step].judgement ? `${Charts.said(other[step].judgement[0], "")} to ${Charts.said(other[step].judgement[1], "")}` : ""))))))));
  }

  // Divide the difference among the changes: each one's mean over all orders (Shapley).
  async function explain() {
    const paths = Object.keys(state.changes);
    const mine = turn;
    const of = data.forms[0].states[shown.of];
    part.why.replaceChildren(el("p", {}, "dividing the difference…"));
    const chance = async (some) => {
      const changes = Object.fromEntries(some.map((path) => [path, state.changes[path]]));
      const record = await model.counted({ form: state.form, changes }, { wanted: () => mine === turn });
      const own = new Answers.Answer(record);
      return own.estimate(1, own.form.steps, own.form.states.indexOf(of)).p;
    };
    try {
      const worth = new Map();
      for (let set = 0; set < 1 << paths.length; set++) worth.set(set, await chance(paths.filter((_, i) => set & (1 << i))));
      const factorial = (n) => (n < 2 ? 1 : n * factorial(n - 1));
      const parts = paths.map((path, i) => {
        let total = 0;
        for (const [set, p] of worth) {
          if (set & (1 << i)) continue;
          const size = paths.filter((_, j) => set & (1 << j)).length;
          total += (factorial(size) * factorial(paths.length - size - 1) / factorial(paths.length)) * (worth.get(set | (1 << i)) - p);
        }
        return [titleOf(path), total];
      });
      parts.sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
      part.why.replaceChildren(el("h3", {}, "Where the difference comes from"), el("ul", {}, ...parts.map(([title, share]) => el("li", {}, `${title}: ${points(share)} points`))));
    } catch (error) {
      if (!(error instanceof Answers.Stale)) told(error.message);
      part.why.replaceChildren();
    }
  }

  function titleOf(path) {
    const [kind, name] = path.split(".");
    if (texts.places[path]) return texts.places[path];
    const own = texts.elements[`${kind}.${name}`];
    if (own) return own.title;
    const held = texts.elements[`drivers.${name}`] || texts.elements[`actors.${name}`];
    return held ? `${held.title}, held` : path;
  }

  // Keep the futures in which something happened: another verb than making it happen.
  let learnt = { event: "", happens: "yes" };
  function learn() {
    if (!shown.record) return part.learn.replaceChildren();
    const names = shown.record.form.event_order.filter((name) => form().events[name]);
    if (!names.length) return part.learn.replaceChildren();
    const choice = el("select", { "aria-label": "Learn that", onchange: () => { learnt.event = choice.value; learn(); } },
      el("option", { value: "" }, "nothing"), ...names.map((name) => el("option", { value: name, selected: name === learnt.event }, (texts.elements[`events.${name}`] || { title: name }).title)));
    const happens = el("select", { "aria-label": "whether it happened", onchange: () => { learnt.happens = happens.value; learn(); } },
      el("option", { value: "yes", selected: learnt.happens === "yes" }, "happened"), el("option", { value: "no", selected: learnt.happens === "no" }, "did not happen"));
    const out = el("p", {});
    if (learnt.event && names.includes(learnt.event)) {
      const found = model.learnt(shown.record, learnt.event, learnt.happens === "yes");
      const there = shown.record.form.states.indexOf(data.forms[0].states[shown.of]);
      out.textContent = found.kept < LEAST
        ? `Only ${found.kept} of ${found.of} futures agree: too few to say anything. The command update weighs such evidence.`
        : `In ${found.kept} of ${found.of} futures. In these: ${texts.states[data.forms[0].states[shown.of]]} by ${texts.months[data.forms[0].steps]} ${Charts.said(found.shares[there])} (±${(196 * found.errors[there]).toFixed(1)} points). Other futures were dropped, none was changed; the exact answer is that of the command update.`;
    }
    const focus = document.activeElement?.getAttribute("aria-label");
    part.learn.replaceChildren(el("details", { open: part.learn.querySelector("details")?.open ?? false }, el("summary", {}, "Or learn that something happened"), el("p", {}, "Suppose you hear, of the years to come, only that ", choice, " ", happens), out));
    if (focus === "Learn that") choice.focus();
    if (focus === "whether it happened") happens.focus();
  }

  // The foot: how many futures, and ways out

  const paceText = el("span", { className: "pace" });
  function pace() {
    const stages = { early: "first futures; more are coming", counted: "judgement range is coming", settled: "settled" };
    paceText.textContent = `● ${shown.answer.runs.toLocaleString("en")} futures, ${stages[shown.stage] || ""}`;
  }

  function link() {
    const preset = state.preset ? data.presets.indexOf(state.preset) : -1;
    return `model=${data.model}&what=${encodeURIComponent(JSON.stringify([preset, state.changes]))}`;
  }

  function saved() {
    const changes = Object.entries(state.changes).map(([path]) => titleOf(path));
    const title = state.preset && !changes.length ? state.preset.title : changes.length ? `What if: ${changes.join(", ")}` : texts.title;
    return model.scenarioFile({ ...state }, title.slice(0, 300), "To be filled in: why this is worth supposing.");
  }

  function download(name, content, type) {
    const url = URL.createObjectURL(new Blob([content], { type }));
    const anchor = el("a", { href: url, download: name });
    document.body.append(anchor);
    anchor.click();
    anchor.remove();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }

  function command() {
    const said = state.preset && state.preset.form ? state.preset.said : { set: {}, hold: {}, remove: [] };
    const quoted = (text) => `'${String(text).replace(/'/g, "'\\''")}'`;
    const changes = { ...said.set };
    for (const [path, value] of Object.entries(state.changes)) if (!path.startsWith("hold.")) changes[path] = value;
    const holds = Object.keys(said.hold).length || Object.keys(state.changes).some((path) => path.startsWith("hold."));
    const text = ["scenario run FILE", ...Object.entries(changes).map(([path, value]) => `--set ${quoted(`${path}=${value}`)}`)].join(" ");
    return holds ? `${text}  # and in a file: hold` : text;
  }

  async function copied(text, said) {
    try {
      await navigator.clipboard.writeText(text);
      told(said);
    } catch {
      told(text);
    }
  }

  const buttons = el("div", { className: "buttons" }, paceText,
    el("button", { type: "button", onclick: () => download("what-if.yaml", saved(), "text/yaml") }, "Save what-if.yaml"),
    el("button", { type: "button", onclick: () => copied(command(), "The command is copied.") }, "Copy command"),
    el("button", { type: "button", onclick: () => copied(`${location.href.split("#")[0]}#${link()}`, "The link is copied.") }, "Copy link"),
    el("button", { type: "button", onclick: keep }, "Keep as B"),
    el("button", { type: "button", onclick: image }, "Image"));

  function keep() {
    if (!shown.answer) return;
    if (kept.length >= 3) kept.shift();
    kept.push({ of: shown.of, curve: curve(shown.answer).map((one) => one.p) });
    told(`Kept as ${"BCD"[kept.length - 1]}, a thin line in the chart; it stays until three others are kept.`);
    draw();
  }

  async function image() {
    const drawn = part.chart.querySelector("svg").cloneNode(true);
    drawn.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    const colours = { base: "#555f6d", other: "#c96a00", kept: "#0b5cad", grid: "#dfe3e8", fan: "#f4d9b8" };
    drawn.querySelectorAll("line,polyline,polygon,circle").forEach((one) => {
      const kind = Object.keys(colours).find((name) => one.classList.contains(name)) || "base";
      one.setAttribute("stroke", colours[kind]);
      one.setAttribute("fill", one.tagName === "polygon" ? colours.fan : "none");
      if (kind === "base" && one.tagName === "polyline") one.setAttribute("stroke-dasharray", "6 4");
      if (one.tagName === "polygon") one.setAttribute("stroke", "none");
    });
    drawn.querySelectorAll("text").forEach((one) => one.setAttribute("font-family", "sans-serif"));
    drawn.querySelectorAll("text").forEach((one) => one.setAttribute("font-size", "13"));
    const paper = drawn.insertBefore(document.createElementNS(drawn.namespaceURI, "rect"), drawn.firstChild);
    for (const [key, value] of Object.entries({ width: "100%", height: "100%", fill: "#ffffff" })) paper.setAttribute(key, value);
    const place = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(drawn)], { type: "image/svg+xml" }));
    try {
      const picture = new Image();
      picture.src = place;
      await picture.decode();
      const canvas = el("canvas", { width: 2 * picture.width, height: 2 * picture.height }); // sharp when printed
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      download("forecast.png", await new Promise((resolve) => canvas.toBlob(resolve)), "image/png");
    } catch {
      told("This browser cannot draw the chart as an image.");
    } finally {
      URL.revokeObjectURL(place);
    }
  }

  const foot = el("nav", { className: "foot", "aria-label": "What was changed" });
  function bar() {
    const count = Object.keys(state.changes).length + (state.form ? 1 : 0);
    foot.replaceChildren(el("span", {}, `${count} change${count === 1 ? "" : "s"}`),
      el("button", { type: "button", className: "link", onclick: () => choose(null) }, "reset"),
      el("button", { type: "button", className: "link", onclick: () => part.table.scrollIntoView() }, "table"),
      el("button", { type: "button", className: "link", onclick: () => download("what-if.yaml", saved(), "text/yaml") }, "save yaml"));
    const about = document.getElementById("about");
    about.textContent = `Base: ${texts.title}${changed() ? ` · what-if: ${state.preset ? `${state.preset.title} ` : ""}${count} change${count === 1 ? "" : "s"}` : ""}`;
    part.why.replaceChildren();
    if (picker) picker.value = String(state.preset ? data.presets.indexOf(state.preset) : -1);
  }

  // The controls of a form

  let picker = null;
  function build() {
    const own = form();
    const parts = [];
    if (data.presets.length) {
      picker = el("select", { id: "preset", onchange: () => choose(data.presets[Number(picker.value)] || null) },
        el("option", { value: "-1" }, texts.title), ...data.presets.map((preset, i) => el("option", { value: String(i) }, preset.title)));
      picker.value = String(state.preset ? data.presets.indexOf(state.preset) : -1);
      parts.push(el("div", { className: "row preset" }, el("label", { htmlFor: "preset" }, "Scenario"), picker));
    }
    const events = Object.entries(own.events).filter(([, one]) => !one.past).map(([name, one]) => Parts.event(name, one, texts, own, change));
    const numbers = Object.fromEntries(Object.entries(own.numbers).filter(([, one]) => one.low < one.high));
    const by = (path) => -(data.influence[path] || 0);
    const sliders = Object.entries({ ...own.judgements, ...numbers })
      .filter(([, one]) => one.low < one.high && (one.moves || one.fixes || one.slots))
      .sort(([a], [b]) => by(a) - by(b) || (a < b ? -1 : 1))
      .map(([path, one]) => Parts.slider(path, one, texts, data.influence, change));
    const rules = Object.entries(own.rules).map(([name, one]) => {
      const path = `rules.${name}.enabled`;
      const found = Parts.toggle(path, texts.elements[`rules.${name}`] || { title: name, sources: [] }, one.on, (on) => change({ [path]: on === one.on ? null : on }));
      return { ...found, show: (changes) => { found.input.checked = changes[path] ?? one.on; found.root.classList.toggle("changed", path in changes); } };
    });
    const holds = Object.keys(own.holds).map((name) => {
      const path = `hold.${name}`;
      const found = Parts.toggle(path, texts.elements[`drivers.${name}`] || texts.elements[`actors.${name}`] || { title: name, sources: [] }, false, (on) => change({ [path]: on ? "start" : null }));
      return { ...found, show: (changes) => { found.input.checked = path in changes; found.root.classList.toggle("changed", path in changes); } };
    });
    controls = [...events, ...sliders, ...rules, ...holds];
    const section = (title, hint, list) => (list.length ? el("section", {}, el("h2", {}, title, hint ? el("small", {}, ` ${hint}`) : null), ...list.map((one) => one.root)) : null);
    const drawer = (title, list) => (list.length ? el("details", { className: "drawer" }, el("summary", {}, title), ...list.map((one) => one.root)) : null);
    parts.push(section("Suppose this happens", "", events), section("If you judged it otherwise", "(sorted by what moves the answer)", sliders.slice(0, 6)));
    if (sliders.length > 6) parts.push(more(sliders.slice(6)));
    parts.push(drawer("Rules on or off", rules), drawer("Hold at the start", holds));
    parts.push(el("p", {}, el("button", { type: "button", className: "link", onclick: () => choose(null) }, "reset all")));
    panel.replaceChildren(...parts.filter(Boolean));
    controls.forEach((one) => one.show(state.changes));
  }

  function more(rest) {
    const search = el("input", { type: "search", placeholder: "search", "aria-label": "Search judgements", oninput: () => {
      const words = search.value.toLowerCase();
      rest.forEach((one) => (one.root.hidden = !`${one.title} ${one.path}`.toLowerCase().includes(words)));
    } });
    return el("details", { className: "drawer" }, el("summary", {}, `${rest.length} more judgements`), search, ...rest.map((one) => one.root));
  }

  // For others: tests, and sites that embed the page

  let ready = null;
  const opened = new Promise((resolve, reject) => (ready = { resolve, reject }));
  opened.catch(() => {});
  async function settled() {
    for (;;) {
      clearTimeout(timer);
      try {
        const found = await refresh();
        return found.answer.plain();
      } catch (error) {
        if (!(error instanceof Answers.Stale)) throw error; // somebody moved something meanwhile
      }
    }
  }

  // One call after the other, so that each gets its own answer.
  let before = Promise.resolve();
  function inTurn(act) {
    const mine = before.then(() => opened).then(act);
    before = mine.catch(() => {});
    return mine;
  }

  window.scenario = {
    set: (changes) => inTurn(() => {
      const next = merged(changes);
      model.check({ form: state.form, changes: next });
      state.changes = next;
      moved();
      return settled();
    }),
    reset: () => inTurn(() => {
      choose(null);
      return settled();
    }),
    preset: (title) => inTurn(() => {
      const found = data.presets.find((one) => one.title === title);
      if (!found) throw new WhatIf.Refusal(`there is no preset ${JSON.stringify(title)} in this page`);
      choose(found);
      return settled();
    }),
    presets: () => data.presets.map((one) => one.title),
    answer: () => inTurn(settled),
    file: () => inTurn(saved),
  };

  function fromLink() {
    const said = new URLSearchParams(location.hash.slice(1));
    if (!said.get("what")) return;
    if (said.get("model") !== data.model) {
      told("This link was made for another version of the model; the base is shown.");
      return;
    }
    try {
      const [number, changes] = JSON.parse(said.get("what"));
      const preset = data.presets[number] || null;
      const next = { form: preset ? preset.form : 0, changes };
      model.check(next);
      Object.assign(state, { preset, ...next });
    } catch (error) {
      told(`This link says what the page cannot do: ${error.message}`);
    }
  }

  try {
    model = await Model.open(data, thread);
    fromLink();
    const head = el("div", { className: "head" }, part.sentence, part.gap, message, part.dots, part.chart, part.readout);
    live.append(spoken, head, part.why, part.table, part.numbers, part.learn, buttons);
    document.body.append(foot);
    build();
    bar();
    model.ready = await model.base();
    document.getElementById("plain").remove();
    live.hidden = false;
    panel.hidden = false;
    document.body.classList.add("running");
    ready.resolve();
    await refresh();
    addEventListener("resize", () => draw());
  } catch (error) {
    ready.reject(error);
    const notice = document.getElementById("notice");
    if (notice) notice.append(` (${error.message || error})`);
  }
})();
