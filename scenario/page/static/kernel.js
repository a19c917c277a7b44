// Runs a form of a model: its kernel, in the memory that the page has edited. In a worker thread.
// What is run, and what it means, is not known here.

const Kernel = (() => {
  "use strict";
  const PARTS = 8; // partial sums of a tile
  const PIECE = 256; // runs of one call: shorter calls let a browser put better code in place

  class Machine {
    constructor(form, instance, image) {
      this.form = form;
      this.exports = instance.exports;
      const { memory } = this.exports;
      const missing = Math.ceil(image.length / 65536) - memory.buffer.byteLength / 65536;
      if (missing > 0) memory.grow(missing);
      this.image = image;
      this.bytes = new Uint8Array(memory.buffer);
      this.buffer = memory.buffer;
    }

    static async open(form, module, image) {
      const { instance } = await WebAssembly.instantiate(module, {});
      return new Machine(form, instance, image);
    }

    words(at, count) {
      return new Uint32Array(this.buffer, at, count);
    }

    doubles(at, count) {
      return new Float64Array(this.buffer, at, count);
    }

    // Begin anew, in memory as the page wants it.
    prepare(edits) {
      this.bytes.set(this.image);
      for (const [kind, at, values] of edits) {
        if (kind === "words") this.words(at, values.length).set(values);
        else if (kind === "longs") new BigUint64Array(this.buffer, at, values.length).fill(values[0]);
        else this.doubles(at, 2 * values.length).set(values.flatMap((value) => [value, value]));
      }
    }

    cleared() {
      const { counts, counts_end: end } = this.form.at;
      this.bytes.fill(0, counts, end);
    }

    totals(at, count) {
      const parts = this.doubles(at, PARTS * count);
      const found = new Float64Array(count);
      for (let i = 0, p = 0; i < count; i++, p += PARTS) {
        found[i] =
          parts[p] + parts[p + 1] + (parts[p + 2] + parts[p + 3]) +
          (parts[p + 4] + parts[p + 5] + (parts[p + 6] + parts[p + 7]));
      }
      return found;
    }

    // How likely each state is in each of the first runs of the last tile, at the last step:
    // of being in it (0), of having been (1), which is all that is told where outcomes are drawn.
    finals(ever, runs, found, offset) {
      const { form } = this;
      const width = form.width;
      form.states.forEach((_, state) => {
        const row = state * found.length / form.states.length + offset;
        if (form.carries) {
          const at = form.taken + form.at.taken_chance + (ever * form.states.length + state) * form.at.row;
          found.set(this.doubles(at, runs), row);
        } else {
          const first = this.doubles(form.at.first_in + state * form.at.row, runs);
          for (let run = 0; run < runs; run++) found[row + run] = first[run] <= Infinity && first[run] < Infinity ? 1 : 0;
        }
      });
      return width;
    }

    // Successive runs: what was counted of them, and what each shows at the last step.
    count(first, runs) {
      const { form } = this;
      const ever = new Float64Array(form.states.length * runs);
      const happened = new Float64Array(form.event_count * runs);
      for (let done = 0; done < runs; done += form.width) {
        const here = Math.min(form.width, runs - done);
        this.exports.run(BigInt(first + done), here, BigInt(form.seed), BigInt(first + done), 1n);
        this.finals(1, here, ever, done);
        for (let event = 0; event < form.event_count; event++) {
          happened.set(this.doubles(form.at.first + event * form.at.row, here), event * runs + done);
        }
      }
      const found = { first, runs, ever, firsts: happened, ...this.counted() };
      this.cleared();
      return found;
    }

    counted() {
      const { at, steps, states, event_count: events, carries } = this.form;
      const size = (steps + 1) * states.length;
      const copy = (where, count) => Float64Array.from(this.words(where, count));
      const found = {
        at: copy(at.at, size),
        reached: copy(at.reached, size),
        happened: copy(at.happened, (steps + 1) * Math.max(1, events)),
        occurrences: copy(at.occurrences, Math.max(1, events)),
        flagged: this.words(at.flagged, 1)[0],
      };
      if (carries) {
        found.chances = [0, 1, 2].map((power) => this.totals(at.chances + power * at.squared, 2 * size));
      }
      return found;
    }

    // Draws of the judgement ensemble, eight of them to a tile: means over the paths of each.
    draws(first, draws) {
      const { form } = this;
      const { paths, apart } = form.ensemble;
      const { at, steps, states } = form;
      this.words(at.replicated, 1)[0] = 0;
      const size = (steps + 1) * 2 * states.length;
      const [sums, squares] = [new Float64Array(size * draws), new Float64Array(size * draws)];
      const ever = new Float64Array(states.length * draws * paths);
      let flagged = 0;
      for (let tile = 0; tile < draws; tile += PARTS) {
        const numbers = new BigInt64Array(this.buffer, at.run_number, PARTS * paths);
        const judged = new BigInt64Array(this.buffer, at.judged_by, PARTS * paths);
        for (let lane = 0; lane < PARTS * paths; lane++) {
          const draw = first + tile + (lane % PARTS);
          numbers[lane] = BigInt(apart * draw + Math.floor(lane / PARTS));
          judged[lane] = BigInt(draw);
        }
        this.exports.play(PARTS * paths, BigInt(form.nested_seed));
        [sums, squares].forEach((found, power) => {
          const parts = this.doubles(at.chances + power * at.squared, size * PARTS);
          for (let i = 0; i < size; i++) {
            for (let part = 0; part < PARTS; part++) found[i * draws + tile + part] = parts[i * PARTS + part];
          }
        });
        this.finals(1, PARTS * paths, ever, tile * paths);
        flagged += this.words(at.flagged, 1)[0];
        this.cleared();
      }
      this.words(at.replicated, 1)[0] = 1;
      return { first, draws, sums, squares, ever, flagged };
    }
  }

  // A worker thread: forms are opened as they are asked for.
  function serve(scope) {
    const forms = new Map();
    const machines = new Map();
    let prepared = null;
    async function machine(number) {
      if (!machines.has(number)) {
        const { form, module, image } = forms.get(number);
        machines.set(number, await Machine.open(form, module, image));
      }
      return machines.get(number);
    }
    scope.onmessage = async ({ data }) => {
      if (data.open) {
        forms.set(data.number, data.open);
        return;
      }
      try {
        const own = await machine(data.form);
        const asked = `${data.form} ${data.key}`;
        if (prepared !== asked) own.prepare(data.edits);
        prepared = asked;
        const found = data.kind === "draws" ? own.draws(data.first, data.runs) : own.count(data.first, data.runs);
        scope.postMessage({ id: data.id, found });
      } catch (error) {
        prepared = null;
        scope.postMessage({ id: data.id, error: String(error) });
      }
    };
  }

  return { Machine, serve, PIECE };
})();
if (typeof importScripts === "function" && typeof document === "undefined") Kernel.serve(self);
