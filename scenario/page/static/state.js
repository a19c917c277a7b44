// What is asked now, and its answer: the base, the what-if beside it on the same runs, and how far
// they are apart. It runs threads; how anything is shown is not known here.

class Model {
  static async open(data, threadSource) {
    const model = new Model();
    model.data = data;
    const forms = [];
    for (const form of data.forms) {
      const [module, image] = await Promise.all([unpacked(form.module), unpacked(form.image)]);
      forms.push({ form: { ...form, module: null, image: null, judgements: null, numbers: null }, module, image });
    }
    await WebAssembly.compile(forms[0].module); // says at once if it may not
    model.maths = await arithmetic(data.arithmetic);
    model.file = new TextDecoder().decode(await unpacked(data.file));
    const threads = Math.min(4, Math.max(1, (navigator.hardwareConcurrency || 2)));
    model.pool = new Answers.Pool(threadSource, forms, threads);
    model.known = new Map();
    return model;
  }

  key({ form, changes }) {
    return JSON.stringify([form, Object.entries(changes).sort()]);
  }

  // Says what is wrong with a what-if, by an error.
  check({ form, changes }) {
    return WhatIf.meaning(this.data.forms[form], changes, this.maths);
  }

  // The record of all runs of a what-if; `early` is given that of the first chunk.
  async counted(asked, { runs = 0, wanted = () => true, early = null } = {}) {
    const form = this.data.forms[asked.form];
    const [key, { edits, still }] = [this.key(asked), this.check(asked)];
    const record = new Answers.Record(form, still);
    const jobs = Answers.chunks(form, runs || form.runs).map(([first, count]) =>
      this.pool.run({ kind: "count", form: asked.form, key, edits, first, runs: count }, wanted));
    jobs.forEach((job) => job.catch(() => {}));
    for (const [number, job] of jobs.entries()) {
      record.add(await job);
      if (number === 0 && early && jobs.length > 1) early(record);
    }
    if (record.flagged && !this.harmless) {
      throw new Error("in some of these futures a value is not a number: the command line says which");
    }
    return record;
  }

  // The judgement ensemble of a what-if: ranges of all states and dates, and each run at the end.
  async drawn(asked, wanted) {
    const form = this.data.forms[asked.form];
    const [key, { edits }] = [this.key(asked), this.check(asked)];
    const free = form.draw_count > this.check(asked).edits.filter(([, at]) => at >= form.at.pinned && at < form.at.pinned + 4 * form.draw_count).length;
    if (!form.carries || !form.draw_count || !free) return { ranges: null, ever: null };
    const size = 64;
    const jobs = [];
    for (let first = 0; first < form.ensemble.draws; first += size) {
      jobs.push(this.pool.run({ kind: "draws", form: asked.form, key, edits, first, runs: size }, wanted));
    }
    jobs.forEach((job) => job.catch(() => {}));
    const parts = await Promise.all(jobs);
    return { ranges: await Answers.rangesOf(form, parts, wanted), ever: parts.map((part) => part.ever) };
  }

  // Everything about one what-if; each stage is told as soon as it is there.
  async settle(asked, { tell = () => {}, wanted = () => true } = {}) {
    const base = await this.base(wanted);
    const key = this.key(asked);
    let found = this.known.get(key);
    if (!found) {
      const early = (record) => tell({ answer: new Answers.Answer(record), stage: "early" });
      const record = await this.counted(asked, { wanted, early });
      found = { record, answer: new Answers.Answer(record), differences: this.differences(base.record, record) };
      tell({ ...found, stage: "counted" });
      const { ranges, ever } = await this.drawn(asked, wanted);
      found.answer = new Answers.Answer(record, ranges);
      found.apart = ever && base.ever ? this.apart(asked, base.ever, ever) : null;
      this.remember(key, found);
    }
    tell({ ...found, stage: "settled" });
    return found;
  }

  remember(key, found) {
    if (this.known.size > 12) this.known.delete(this.known.keys().next().value);
    this.known.set(key, found);
  }

  base(wanted = () => true) {
    if (!this.first) {
      const asked = { form: 0, changes: {} };
      this.first = (async () => {
        this.harmless = true; // the command line has looked at marks of the base itself
        const record = await this.counted(asked);
        this.harmless = record.flagged > 0;
        const { ranges, ever } = await this.drawn(asked, () => true);
        const answer = new Answers.Answer(record, ranges);
        const found = { record, answer, ever };
        this.remember(this.key(asked), { ...found, differences: this.differences(record, record), apart: null });
        return found;
      })();
      this.first.catch(() => (this.first = null));
    }
    return this.first;
  }

  // By state, how far a what-if is from the base at the end, run by run.
  differences(base, other) {
    const { form } = base;
    const [one, two] = [new Answers.Answer(base), new Answers.Answer(other)];
    const last = (answer, s) => answer.estimate(1, answer.form.steps, s).p * answer.runs;
    const places = form.states.map((name) => other.form.states.indexOf(name));
    const [mine, theirs] = [base.finals(), other.finals()];
    const runs = Math.min(base.runs, other.runs);
    const rare = this.rare(base, other, runs);
    return form.states.map((_, state) => {
      const [a, b] = [mine[state], theirs[places[state]]];
      if (!b) return null;
      const [mean, given] = [one, two].map((own, which) => own.estimate(1, own.form.steps, which ? places[state] : state));
      if (!mean.se && !given.se && mean.p === given.p) return { difference: 0, se: 0, low: 0, high: 0 };
      if (!form.carries || !other.form.carries) {
        let [gained, lost] = [0, 0];
        for (let run = 0; run < runs; run++) {
          if (b[run] > a[run]) gained++;
          else if (a[run] > b[run]) lost++;
        }
        return Estimates.differencePaired(gained, lost, runs);
      }
      let apart = 0;
      for (let run = 0; run < runs; run += Estimates.SIZE) {
        const size = Math.min(Estimates.SIZE, runs - run);
        let sum = 0;
        for (let i = run; i < run + size; i++) sum += b[i] - a[i];
        apart += (sum * sum) / size;
      }
      return Estimates.difference(last(one, state), last(two, places[state]), apart, runs, rare);
    });
  }

  rare(base, other, runs) {
    const hits = [base, other].flatMap((record) => {
      const own = new Answers.Answer(record).certainty.byChance();
      const width = Math.max(1, record.form.event_count);
      return own.map((event) => [record.form.event_order[event], record.happened[record.form.steps * width + event]]);
    });
    const most = new Map();
    for (const [name, count] of hits) most.set(name, Math.max(count, most.get(name) || 0));
    return most.size ? Estimates.unseen([[...most.values()]], runs)[0] : 0;
  }

  // By state, the judgement range of the difference: draw by draw of the ensemble.
  apart(asked, mine, theirs) {
    const [base, form] = [this.data.forms[0], this.data.forms[asked.form]];
    const { draws, paths } = base.ensemble;
    return base.states.map((name, state) => {
      const place = form.states.indexOf(name);
      const [means, noise] = [new Float64Array(draws), new Float64Array(draws)];
      mine.forEach((part, number) => {
        const each = part.length / base.states.length;
        const many = each / paths;
        for (let draw = 0; draw < many; draw++) {
          let [sum, squares] = [0, 0];
          for (let path = 0; path < paths; path++) {
            const at = Math.floor(draw / 8) * 8 * paths + path * 8 + (draw % 8);
            const gap = theirs[number][place * each + at] - part[state * each + at];
            sum += gap;
            squares += gap * gap;
          }
          const mean = sum / paths;
          means[number * many + draw] = mean;
          noise[number * many + draw] = Math.max(squares / paths - mean * mean, 0) / (paths - 1);
        }
      });
      return Estimates.carriedRange(means, noise, -1, 1);
    });
  }

  // How many futures agree with something learnt, and what they say; null where too few do.
  learnt(record, event, happens) {
    const first = record.first()[record.form.event_order.indexOf(event)];
    const last = record.form.months[record.form.steps];
    const kept = [...first.keys()].filter((run) => (first[run] <= last) === happens);
    const finals = record.finals();
    const shares = finals.map((own) => Estimates.meanOf(Float64Array.from(kept, (run) => own[run])));
    const errors = finals.map((own) =>
      Math.sqrt(Estimates.varianceOf(Float64Array.from(kept, (run) => own[run])) / kept.length));
    return { kept: kept.length, of: record.runs, shares, errors };
  }

  // The scenario file of a what-if: the base whole, and what is set in it.
  scenarioFile({ preset, form, changes }, title, because) {
    const own = this.data.forms[form];
    const said = preset && preset.form ? preset.said : { set: {}, hold: {}, remove: [] };
    const set = { ...said.set };
    const hold = { ...this.data.hold, ...said.hold };
    for (const [path, value] of Object.entries(changes)) {
      if (path.startsWith("hold.")) hold[path.slice(5)] = value;
      else set[path] = value;
    }
    const lines = [`title: ${JSON.stringify(title)}`, `because: ${JSON.stringify(because)}`];
    const block = (key, entries) => {
      const all = Object.entries(entries);
      if (all.length) lines.push(`${key}:`, ...all.map(([k, v]) => `  ${JSON.stringify(k)}: ${JSON.stringify(v)}`));
    };
    block("set", set);
    const text = this.file.replace(/^runs: .*$/m, `runs: ${own.runs}`);
    block("hold", hold);
    if (said.remove.length) lines.push(`remove: ${JSON.stringify(said.remove)}`);
    return `${lines.join("\n")}\n${text}`;
  }
}

async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function arithmetic({ module, address }) {
  const { instance } = await WebAssembly.instantiate(await unpacked(module), {});
  const cell = new Float64Array(instance.exports.memory.buffer, address, 1);
  const called = (name) => (x) => {
    cell[0] = x;
    instance.exports[name]();
    return cell[0];
  };
  return { log: called("log"), share: called("share") };
}
