// From jobs of worker threads to an answer: what is counted is folded in order, chunk by chunk, as
// `scenario/engine` does, and estimates are made of it. Nothing here knows how it is shown.

const Answers = (() => {
  "use strict";

  // Threads, each with a memory of its own; a job goes to one that is free.
  class Pool {
    constructor(source, forms, size) {
      const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
      this.waiting = [];
      this.pending = new Map();
      this.number = 0;
      this.idle = Array.from({ length: size }, () => {
        const worker = new Worker(url);
        worker.onmessage = ({ data }) => this.done(worker, data);
        worker.onerror = (event) => this.failed(worker, event.message || "a thread could not start");
        forms.forEach((open, number) => worker.postMessage({ open, number }));
        return worker;
      });
    }

    run(job, wanted) {
      return new Promise((resolve, reject) => {
        this.waiting.push({ job, wanted, resolve, reject });
        this.next();
      });
    }

    next() {
      while (this.idle.length && this.waiting.length) {
        const one = this.waiting.shift();
        if (!one.wanted()) {
          one.reject(new Stale());
          continue;
        }
        const worker = this.idle.pop();
        const id = ++this.number;
        this.pending.set(id, one);
        worker.own = id;
        worker.postMessage({ ...one.job, id });
      }
    }

    done(worker, { id, found, error }) {
      const one = this.pending.get(id);
      this.pending.delete(id);
      this.idle.push(worker);
      if (error) one.reject(new Error(error));
      else one.resolve(found);
      this.next();
    }

    failed(worker, message) {
      const one = this.pending.get(worker.own);
      if (one) one.reject(new Error(message));
    }
  }

  class Stale extends Error {}

  // Everything counted in the runs of one variant of a form; chunks are added in order.
  class Record {
    constructor(form, still) {
      this.form = form;
      this.still = still;
      this.runs = 0;
      const size = (form.steps + 1) * form.states.length;
      const events = (form.steps + 1) * Math.max(1, form.event_count);
      this.at = new Float64Array(size);
      this.reached = new Float64Array(size);
      this.happened = new Float64Array(events);
      this.occurrences = new Float64Array(Math.max(1, form.event_count));
      this.powers = [0, 1, 2].map(() => new Float64Array(2 * size)); // [ever][step][state]
      this.ever = [];
      this.firsts = [];
      this.flagged = 0;
    }

    add(chunk) {
      const { form } = this;
      const [steps, states] = [form.steps + 1, form.states.length];
      const entered = chunk.reached;
      form.chains.begun.forEach((state) => (entered[state] = chunk.at[state]));
      form.chains.sure.forEach((state) => (entered[state] = chunk.runs));
      cumulate(entered, steps, states);
      form.happened_before.forEach((event) => (chunk.happened[event] = chunk.runs));
      cumulate(chunk.happened, steps, Math.max(1, form.event_count));
      addTo(this.at, chunk.at);
      addTo(this.reached, entered);
      addTo(this.happened, chunk.happened);
      addTo(this.occurrences, chunk.occurrences);
      if (form.carries) {
        chunk.chances.forEach((counted, power) =>
          addTo(this.powers[power], completed(form, counted, chunk.runs, power)));
      }
      this.runs += chunk.runs;
      this.flagged += chunk.flagged;
      this.ever.push(chunk.ever);
      this.firsts.push(chunk.firsts);
    }

    // By state, one number for each run: how likely it was to have been there by the end.
    finals() {
      return joined(this.ever, this.form.states.length, this.runs);
    }

    // By event, the month of each run in which it first came about.
    first() {
      return joined(this.firsts, this.form.event_count, this.runs);
    }
  }

  function joined(parts, rows, runs) {
    const found = Array.from({ length: rows }, () => new Float64Array(runs));
    let at = 0;
    for (const part of parts) {
      const each = part.length / rows;
      for (let row = 0; row < rows; row++) found[row].set(part.subarray(row * each, (row + 1) * each), at);
      at += each;
    }
    return found;
  }

  function addTo(total, more) {
    for (let i = 0; i < total.length; i++) total[i] += more[i];
  }

  function cumulate(counts, steps, width) {
    for (let i = width; i < steps * width; i++) counts[i] += counts[i - width];
  }

  // Sums by [ever][step][state] from what a kernel adds up by [step][ever][state].
  function completed(form, counted, runs, power) {
    const [steps, states] = [form.steps + 1, form.states.length];
    const found = new Float64Array(counted.length);
    for (let step = 0; step < steps; step++) {
      for (let ever = 0; ever < 2; ever++) {
        for (let state = 0; state < states; state++) {
          found[(ever * steps + step) * states + state] = counted[(step * 2 + ever) * states + state];
        }
      }
    }
    const { sure, unsure, reachable, ever } = form.chains;
    for (const state of sure) {
      found[state] = runs;
      for (let step = 0; step < steps; step++) found[(steps + step) * states + state] = runs;
    }
    for (const [state, ...shares] of unsure) {
      for (const kind of [0, 1]) found[kind * steps * states + state] = runs * shares[power];
    }
    for (const state of reachable) {
      if (sure.includes(state) || ever.includes(state)) continue;
      for (let step = 0; step < steps; step++) {
        found[(steps + step) * states + state] = found[step * states + state]; // nothing leaves it
      }
    }
    return found;
  }

  // What no run can tell from another, as `engine/settled` says it.
  class Certainty {
    constructor(form, still) {
      const { graph } = form;
      this.form = form;
      this.still = new Set([...graph.idle.filter((node) => !still.on.has(node)), ...still.off]);
      this.cut = still.held; // rows that stay at their start, whatever else moves
      const events = Object.values(form.events);
      const apart = [...Array(form.draw_count).keys()].map((slot) => `draw ${slot}`);
      apart.push(...graph.rows.filter((row) => !this.cut.has(row)));
      for (const event of events) {
        const dated = still.dated.has(event.index);
        if (dated ? event.dated_chance : event.chance) apart.push(`event ${event.index}`);
      }
      this.dated = still.dated;
      this.differing = this.reached(apart);
    }

    reached(changed) {
      const found = new Set();
      const waiting = [...changed];
      while (waiting.length) {
        const node = waiting.pop();
        if (found.has(node) || this.still.has(node)) continue;
        found.add(node);
        for (const reader of this.form.graph.readers[node] || []) {
          const begins = () => this.form.graph.begun_by.some(([n, r]) => n === node && r === reader);
          if (!this.cut.has(reader) || begins()) waiting.push(reader);
        }
      }
      return found;
    }

    get certain() {
      return !this.form.chains.of_state.some((chain) => this.differing.has(`chain ${chain}`));
    }

    settled() {
      const { graph, states } = this.form;
      const loose = new Set();
      for (const [sources, read] of graph.rates) {
        if (read.some((node) => this.differing.has(node))) sources.forEach((s) => loose.add(s));
      }
      for (const [sources, event] of graph.shifts) {
        if (this.differing.has(`event ${event}`)) sources.forEach((s) => loose.add(s));
      }
      const ledTo = (sources) => {
        const found = [...sources];
        for (const state of found) {
          for (const [from, to] of graph.ways) if (from === state && !found.includes(to)) found.push(to);
        }
        return new Set(found);
      };
      const present = ledTo(loose);
      return [
        states.map((_, state) => !present.has(state)),
        states.map((_, state) => !ledTo([...loose].filter((s) => s !== state)).has(state)),
      ];
    }

    // Events that lead to the outcome and may happen in a run or not.
    byChance() {
      const chains = new Set(this.form.chains.of_state.map((chain) => `chain ${chain}`));
      return Object.values(this.form.events)
        .filter((event) => {
          const dated = this.dated.has(event.index);
          const chance = dated ? event.dated_chance || event.when : event.chance || event.when;
          if (!chance || (!dated && event.never_rate)) return false;
          return [...this.reached([`event ${event.index}`])].some((node) => chains.has(node));
        })
        .map((event) => event.index)
        .sort((a, b) => a - b);
    }
  }

  // All estimates of a record: by step and state, of being in it and of having been.
  class Answer {
    constructor(record, ranges = null) {
      const { form, runs } = record;
      Object.assign(this, { record, form, runs, ranges });
      this.certainty = new Certainty(form, record.still);
      this.settled = form.carries ? this.certainty.settled() : [[], []];
      this.rare = this.worked();
    }

    worked() {
      const { form, runs, record } = this;
      if (!form.carries || this.certainty.certain) return null;
      const rare = this.certainty.byChance();
      const width = Math.max(1, form.event_count);
      const hits = [...Array(form.steps + 1).keys()].map((step) =>
        rare.map((event) => record.happened[step * width + event]));
      return rare.length ? Estimates.unseen(hits, runs) : null;
    }

    estimate(ever, step, state) {
      const { form, runs, record } = this;
      const [steps, states] = [form.steps + 1, form.states.length];
      const place = (ever * steps + step) * states + state;
      const hitsAt = (s) => {
        if (form.carries) return Math.min(record.powers[0][(ever * steps + s) * states + state], runs);
        return (ever ? record.reached : record.at)[s * states + state];
      };
      const begun = hitsAt(0);
      const given =
        (step === 0 && (begun <= 0 || begun >= runs || form.carries)) ||
        (ever === 1 && begun === runs) ||
        (form.carries && !this.certainty.certain && this.settled[ever][state]);
      const hits = hitsAt(step);
      let found;
      if (form.carries) {
        const { certain } = this.certainty;
        const rare = this.rare && this.rare.some((x) => x) ? this.rare[step] : 0;
        const [, squares, cubes] = record.powers;
        found = Estimates.carried(hits, squares[place], cubes[place], runs, { certain, given, rare });
      } else {
        found = Estimates.share(hits, runs, given);
      }
      return { ...found, judgement: this.ranges ? this.ranges[place] : null };
    }

    event(name) {
      const { form, runs, record } = this;
      const event = form.events[name];
      const index = form.event_order.indexOf(name);
      const width = Math.max(1, form.event_count);
      let found = Estimates.share(record.happened[form.steps * width + index], runs);
      const dated = event && this.record.still.dated.has(index);
      const sure = event && !event.doubt && (dated ? !event.dated_chance : !event.chance);
      if (found.p === 1 && (sure || !event)) found = { p: 1, se: 0, low: 1, high: 1 };
      return { ...found, mean_count: record.occurrences[index] / runs };
    }

    // The object of `run --json`, as far as it is about states and events.
    plain() {
      const { form } = this;
      const by = {};
      for (const chain of form.chain_names) {
        by[chain] = { outcome: {}, ever: {} };
        const own = form.states.map((name, state) => [name, state]).filter(([, state]) =>
          form.chain_names[form.chains.of_state[state]] === chain);
        const told = (name) => (form.chain_names.length > 1 || name.includes(".") ? name.slice(name.lastIndexOf(".") + 1) : name);
        form.dates.forEach((date, step) => {
          by[chain].outcome[date] = Object.fromEntries(own.map(([name, state]) => [told(name), this.estimate(0, step, state)]));
        });
        by[chain].ever = Object.fromEntries(own.map(([name, state]) => [told(name), this.estimate(1, form.steps, state)]));
      }
      const events = Object.fromEntries(form.event_order.map((name) => [name, this.event(name)]));
      const found = { runs: this.runs, random_seed: form.random_seed, events };
      if (!form.several) return { ...found, ...by[form.chain_names[0]] };
      const each = (key) => Object.fromEntries(form.chain_names.map((chain) => [chain, by[chain][key]]));
      return { ...found, outcomes: each("outcome"), outcome: each("outcome"), ever: each("ever") };
    }
  }

  // How the runs of a form are cut into chunks that are folded whole.
  function chunks(form, runs) {
    const size = form.width * Math.min(Math.max(Math.floor(form.chunk_work / form.width), 1), 8);
    const kept = Math.min(form.kept, runs);
    const found = [];
    for (const [from, to] of [[0, kept], [kept, runs]]) {
      for (let first = from; first < to; first += size) found.push([first, Math.min(size, to - first)]);
    }
    return found;
  }

  // Judgement ranges from the draws of the ensemble; null where chance is most of what they show.
  // A few rows at a time, so that whoever looks at the page is not kept waiting.
  async function rangesOf(form, parts, wanted = () => true) {
    const { draws, paths } = form.ensemble;
    const [steps, states] = [form.steps + 1, form.states.length];
    const size = steps * 2 * states;
    const [means, noise] = [0, 1].map(() => Array.from({ length: size }, () => new Float64Array(draws)));
    for (const part of parts) {
      await breath(wanted);
      const many = part.draws;
      const [sums, squares] = [part.sums, part.squares].map((counted, power) =>
        completedDraws(form, counted, many, paths, power));
      for (let i = 0; i < size; i++) {
        for (let draw = 0; draw < many; draw++) {
          const mean = sums[i * many + draw] / paths;
          means[i][part.first + draw] = mean;
          const square = squares[i * many + draw] / paths;
          noise[i][part.first + draw] = Math.max(square - mean * mean, 0) / Math.max(1, paths - 1);
        }
      }
    }
    if (mostlyChance(form, means, noise)) return null;
    const found = [];
    for (let i = 0; i < size; i++) {
      if (i % 60 === 0) await breath(wanted);
      found.push(Estimates.carriedRange(means[i], noise[i], 0, 1));
    }
    return found;
  }

  async function breath(wanted) {
    await new Promise((resolve) => setTimeout(resolve));
    if (!wanted()) throw new Stale();
  }

  function completedDraws(form, counted, many, paths, power) {
    const [steps, states] = [form.steps + 1, form.states.length];
    const found = new Float64Array(counted.length);
    for (let draw = 0; draw < many; draw++) {
      const own = new Float64Array(steps * 2 * states);
      for (let i = 0; i < own.length; i++) own[i] = counted[i * many + draw];
      const whole = completed(form, own, paths, power);
      for (let i = 0; i < own.length; i++) found[i * many + draw] = whole[i];
    }
    return found;
  }

  function mostlyChance(form, means, noise) {
    const [steps, states] = [form.steps + 1, form.states.length];
    return means.some((own, i) => {
      const last = Math.floor(i / states) % steps === steps - 1;
      const mean = Estimates.meanOf(own);
      const loudness = Estimates.meanOf(noise[i]);
      let loud = loudness > 0.3 * Estimates.varianceOf(own, 0);
      if (last) {
        const coins = Estimates.meanOf(own.map((p) => p * (1 - p)));
        loud = loud || loudness * form.ensemble.paths > coins / 2;
      }
      return mean > 1e-3 && mean < 1 - 1e-3 && loudness > 1e-6 && loud;
    });
  }

  return { Pool, Stale, Record, Answer, chunks, rangesOf };
})();
