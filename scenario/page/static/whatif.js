// What a change means in a kernel's memory: `meaning` turns paths, as they stand after `--set`,
// into edits of memory; a path that the kernel cannot take is refused with a way out.

const WhatIf = (() => {
  "use strict";
  const APART = 2 * 1.6448536269514722; // standard scores between 5th and 95th percentile
  const NUMBER = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*(%?)\s*$/;
  const INTERVAL = /^\s*(\S+)\s+to\s+(\S+)\s*$/;

  class Refusal extends Error {}

  function refuse(path, value, why) {
    const typed = typeof value === "string" ? value : JSON.stringify(value);
    return new Refusal(
      `${path}: ${why}. On the command line it may be possible: scenario run FILE --set '${path}=${typed}'`);
  }

  function numberOf(value) {
    if (typeof value === "number") return Number.isFinite(value) ? value : null;
    const match = typeof value === "string" && NUMBER.exec(value);
    if (!match) return null;
    const text = value.trim().replace(/[%\s]+$/, "");
    return match[1] ? Number(text) / 100 : Number(text);
  }

  function intervalOf(value) {
    const match = typeof value === "string" && INTERVAL.exec(value);
    if (!match) return null;
    let [, low, high] = match;
    if (high.endsWith("%") && !low.endsWith("%")) low += "%";
    if (low.endsWith("%") !== high.endsWith("%")) return null;
    const ends = [numberOf(low), numberOf(high)];
    return ends.includes(null) ? null : ends;
  }

  function truthOf(value) {
    if (typeof value === "boolean") return value;
    return { true: true, false: false }[value] ?? null;
  }

  // The edits of memory, and what stands still, where these changes are made of a form.
  function meaning(form, changes, maths) {
    const found = {
      edits: [],
      still: { on: new Set(), off: new Set(), dated: new Set(), held: new Set() },
    };
    const events = new Map();
    for (const [path, value] of Object.entries(changes)) {
      const parts = path.split(".");
      if (parts[0] === "hold" && parts.length === 2) hold(form, path, parts[1], value, found);
      else if (parts[0] === "rules" && parts[2] === "enabled" && parts.length === 3) rule(form, path, parts[1], value, found);
      else if (parts[0] === "events" && ["date", "enabled"].includes(parts[2]) && parts.length === 3) {
        events.set(parts[1], { ...events.get(parts[1]), [parts[2]]: value });
      } else if (form.judgements[path]) judgement(form, path, value, found, maths);
      else if (form.numbers[path]) plain(form, path, value, found);
      else throw refuse(path, value, "this page has no such control");
    }
    for (const [name, said] of events) {
      const rate = `events.${name}.rate`;
      if (said.date && rate in changes) throw refuse(rate, changes[rate], "an event has a rate or a date, not both");
      event(form, name, said, found);
    }
    return found;
  }

  function hold(form, path, name, value, found) {
    const slot = form.holds[name];
    if (slot === undefined) throw refuse(path, value, "this page cannot hold it");
    if (value !== "start") {
      throw new Refusal(`${path}: this page holds things at their start alone; say start, or hold it in a file`);
    }
    found.edits.push(["longs", form.at.switch + slot * form.at.row, Array(form.width).fill(0n)]);
    found.still.held.add(`row ${form.held_rows[slot]}`);
  }

  function rule(form, path, name, value, found) {
    const own = form.rules[name];
    const on = truthOf(value);
    if (!own || on === null) throw refuse(path, value, own ? "say true or false" : "there is no such rule in this page");
    const [first, last] = own.between;
    const flags = Array.from({ length: form.steps }, (_, i) => (on && i + 1 >= first && i + 1 <= last ? 1 : 0));
    found.edits.push(["words", form.at.rule_on + 4 * own.index * form.steps, flags]);
    found.still[on ? "on" : "off"].add(`rule ${own.index}`);
  }

  function event(form, name, said, found) {
    const own = form.events[name];
    const path = `events.${name}`;
    if (!own) throw refuse(`${path}.enabled`, said.enabled ?? said.date, "there is no such event in this page");
    const on = said.enabled === undefined ? own.on : truthOf(said.enabled);
    if (on === null) throw refuse(`${path}.enabled`, said.enabled, "say true or false");
    if (own.past) throw refuse(`${path}.enabled`, on, "what came before the start is in the start values");
    let dates = own.at_rate ? null : own.dates;
    if (said.date !== undefined && said.date !== null) {
      if (!own.datable) throw refuse(`${path}.date`, said.date, "this event cannot have a date, for something acts on its rate");
      const step = stepOf(form, said.date);
      if (step === null) throw refuse(`${path}.date`, said.date, `a date is a month from ${form.dates[1]} to ${form.dates[form.steps]}`);
      dates = [step];
      found.still.dated.add(own.index);
    }
    const [first, last] = own.between;
    const flags = Array.from({ length: form.steps }, (_, i) => {
      if (!on || i + 1 < first || i + 1 > last) return 0;
      return dates === null ? 1 : dates.includes(i + 1) ? 2 : 0;
    });
    found.edits.push(["words", form.at.event_on + 4 * own.index * form.steps, flags]);
    found.still[on ? "on" : "off"].add(`event ${own.index}`);
  }

  function stepOf(form, date) {
    const match = /^(\d{4})-(\d\d)$/.exec(String(date));
    if (!match) return null;
    const months = (text) => 12 * Number(text.slice(0, 4)) + Number(text.slice(5, 7));
    const apart = form.months[1] - form.months[0];
    const step = Math.ceil((months(date) - months(form.dates[0])) / apart);
    return Number(match[2]) >= 1 && Number(match[2]) <= 12 && step >= 1 && step <= form.steps ? step : null;
  }

  function judgement(form, path, value, found, maths) {
    const own = form.judgements[path];
    const ends = intervalOf(value);
    if (ends) {
      if (!own.moves) throw refuse(path, value, "the interval of this judgement cannot be moved here");
      found.edits.push(...moved(form, path, own, ends, maths));
      return;
    }
    const number = numberOf(value);
    if (number === null) throw refuse(path, value, "say a number, or an interval such as 2 to 15");
    if (!own.fixes) throw refuse(path, value, "this judgement cannot be made sure here");
    if (own.special.includes(number) && !own.checked.includes(number)) throw refuse(path, value, `${number} would have the kernel written anew; a number beside it will do`);
    const [least, most] = own.ends;
    if ((least !== null && number < least) || (most !== null && number > most)) {
      throw refuse(path, value, "it lies beyond what the model takes for possible");
    }
    found.edits.push(["words", form.at.pinned + 4 * own.slot, [1]]);
    found.edits.push(["doubles", form.at.pinned_at + 16 * own.slot, [number]]);
    for (const copula of own.copulas) found.edits.push(["words", form.at.joined + 4 * copula, [0]]);
    found.still.off.add(`draw ${own.slot}`);
  }

  function moved(form, path, own, [low, high], maths) {
    if (!(low < high) || low === 0 || high === 0 || low > 0 !== own.lognormal) {
      throw refuse(path, `${low} to ${high}`, "an interval goes from low to high and keeps its sign");
    }
    const [least, most] = own.hull;
    if (low < least * (1 - 1e-12) - 1e-300 || high > most * (1 + 1e-12) + 1e-300) {
      throw refuse(path, `${low} to ${high}`, `this page moves it from ${least} to ${most}`);
    }
    const [width, wide] = own.lognormal ? [high / low, own.high / own.low] : [high - low, own.high - own.low];
    if (width > wide * 1.03) throw refuse(path, `${low} to ${high}`, "this page moves an interval and does not widen it");
    const numbers = own.lognormal
      ? [Math.sqrt(low) * Math.sqrt(high), maths.log(high / low) / APART]
      : [(low + high) / 2, (high - low) / APART];
    const found = [["doubles", own.record + 64, numbers]];
    if (own.range) {
      const [bottom, top, below] = own.range;
      const share = (x) => {
        if (own.lognormal) return maths.share(maths.log(Math.max(x, 0) / numbers[0]) / numbers[1]);
        return maths.share((x - numbers[0]) / numbers[1]);
      };
      const cut = [bottom === null ? -Infinity : below, top === null ? Infinity : top].map(share);
      found.push(["doubles", own.record, cut]);
    }
    return found;
  }

  function plain(form, path, value, found) {
    const own = form.numbers[path];
    const number = numberOf(value);
    if (number === null) throw refuse(path, value, "say a number");
    const inside = number >= own.low && number <= own.high && number > 0 === own.value > 0;
    const shaping = own.special.includes(number);
    if (!own.checked.includes(number) && (!inside || shaping)) {
      throw refuse(path, value, `this page takes numbers from ${own.low} to ${own.high}`);
    }
    for (const slot of own.slots) found.edits.push(["doubles", form.at.numbers + 16 * slot, [number]]);
    found.edits.push(["words", form.at.ready, [0]]);
  }

  return { Refusal, meaning, numberOf, intervalOf, truthOf, stepOf };
})();
