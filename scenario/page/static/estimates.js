// Estimates from sums over runs: the same operations in the same order as in `scenario/intervals`,
// so that every digit is the same. Nothing here knows what was counted, or how it is shown.

const Estimates = (() => {
  "use strict";
  const Z95 = 1.959963984540054; // standard errors that hold 95 % of a normal distribution
  const FEW = [0.05129329438755058, 0.35536151074520195, 0.8176914469204306];
  const RARE = 8;
  const SHOWN_SKEW = 2;
  const ROUNDED = 1e-13;
  const SIZE = 8; // runs of a replicate
  const MANY = 200;
  const STUDENT = [12.706204736, 4.30265273, 3.182446305, 2.776445105];
  // (z^3 + z) / 4 and so on: the terms of Student's distribution, as Python works them out
  const TERMS = [2.372271230298562, 2.8224986157396112, 2.555849679507722];

  const replicates = (runs) => (runs <= SIZE ? runs : Math.ceil(runs / SIZE));

  function reachOfFew(groups) {
    if (!(groups > 1 && groups < MANY)) return Z95;
    if (groups - 2 < STUDENT.length) return STUDENT[groups - 2];
    const free = groups - 1;
    return Z95 + TERMS[0] / free + TERMS[1] / (free * free) + TERMS[2] / (free * free * free);
  }

  function wilson(p, runs, reach) {
    const square = reach * reach;
    const centre = (p + square / (2 * runs)) / (1 + square / runs);
    const spread = Math.sqrt((p * (1 - p)) / runs + square / (4 * (runs * runs)));
    const half = (reach / (1 + square / runs)) * spread;
    return [Math.max(centre - half, 0), Math.min(centre + half, 1)];
  }

  // Share, standard error, low and high end, from hits in runs; no error where it is `given`.
  function share(hits, runs, given = false) {
    const p = hits / runs;
    if (given) return { p, se: 0, low: p, high: p };
    const shifted = (hits + 2) / (runs + 4);
    const se = Math.sqrt((shifted * (1 - shifted)) / (runs + 4));
    let [low, high] = wilson(p, runs, Z95);
    if (hits === 0) low = 0;
    if (hits === runs) high = 1;
    (runs > 50 ? FEW : FEW.slice(0, 2)).forEach((mean, index) => {
      if (hits === index + 1) low = Math.min(low, mean / runs);
      if (runs - hits === index + 1) high = Math.max(high, 1 - mean / runs);
    });
    return { p, se, low, high };
  }

  // The same of a probability that runs carry, from sums over them, squares and cubes.
  function carried(sums, squares, cubes, runs, { certain, given, rare }) {
    const mean = sums / runs;
    const p = Math.min(mean, 1);
    if (certain) return { p, se: 0, low: p, high: p };
    if (given) return { p, se: 0, low: p, high: p };
    const groups = replicates(runs);
    let { se, low, high } = share(sums, runs);
    const most = p * (1 - p);
    const square = squares / runs;
    if (square - p * p > ROUNDED * (p * p) && most > 0) {
      const variance = Math.max(square - mean * mean, 0) / Math.max(1, groups - 1);
      const reach = reachOfFew(groups);
      const ends = wilson(p, most / variance, reach);
      se = Math.sqrt(variance);
      const cube = mean * mean * mean;
      const third = (cubes / runs - 3 * mean * square + 2 * cube) / (groups * groups);
      const far = towardsTheTail(third, se, reach);
      low = Math.min(ends[0], p - far[0]);
      high = Math.max(ends[1], p + far[1]);
    }
    low = Math.max(low - rare * p, 0);
    high = Math.min(high + rare * (1 - p), 1);
    return { p, se, low, high };
  }

  function towardsTheTail(third, se, reach) {
    const skewed = ((SHOWN_SKEW * third) / (6 * (se * se))) * (1 + 2 * (reach * reach));
    const half = reach * se;
    const clipped = (x) => Math.min(Math.max(x, 0), half);
    return [half + clipped(-skewed), half + clipped(skewed)];
  }

  // The share of runs that may be unlike all seen at each step; `hits[step]` lists events.
  function unseen(hits, runs) {
    const last = hits[hits.length - 1];
    const rare = last.map((_, i) => i).filter((i) => last[i] <= RARE);
    return hits.map((row) => {
      if (!rare.length) return 0;
      const together = rare.reduce((total, i) => total + row[i], 0);
      const mean = together + 1;
      const root = 1 - 1 / (9 * mean) + Z95 / (3 * Math.sqrt(mean));
      return Math.min((mean * (root * root * root) - together) / runs, 1);
    });
  }

  // Sums as NumPy adds up neighbours: eight partial sums for up to 128 numbers, else by halves.
  function pairwise(x, from = 0, count = x.length) {
    if (count < 8) {
      let total = 0;
      for (let i = 0; i < count; i++) total += x[from + i];
      return total;
    }
    if (count <= 128) {
      const r = x.slice(from, from + 8);
      let i = 8;
      for (; i < count - (count % 8); i += 8) for (let j = 0; j < 8; j++) r[j] += x[from + i + j];
      let total = r[0] + r[1] + (r[2] + r[3]) + (r[4] + r[5] + (r[6] + r[7]));
      for (; i < count; i++) total += x[from + i];
      return total;
    }
    let half = count >> 1;
    half -= half % 8;
    return pairwise(x, from, half) + pairwise(x, from + half, count - half);
  }

  const meanOf = (x) => pairwise(x) / x.length;

  function varianceOf(x, ddof = 1) {
    const mean = meanOf(x);
    return pairwise(x.map((each) => (each - mean) * (each - mean))) / (x.length - ddof);
  }

  function quantile(ordered, share) {
    const place = share * (ordered.length - 1);
    const below = Math.floor(place);
    const [low, high] = [ordered[below], ordered[Math.min(below + 1, ordered.length - 1)]];
    const part = place - below;
    return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
  }

  // The 5th and 95th percentile over draws, from the mean of each draw and the noise of that.
  function carriedRange(means, noise, least, most) {
    const centre = meanOf(means);
    const variance = varianceOf(means);
    const left = Math.min(Math.max(1 - meanOf(noise) / variance, 0), 1);
    const kept = variance > 0 ? Math.sqrt(left) : 0;
    const ordered = means.slice().sort();
    return [0.05, 0.95].map((share) => {
      const end = centre + kept * (quantile(ordered, share) - centre);
      return Math.min(Math.max(end, least), most);
    });
  }

  // What makes a mean difference of carried probabilities sure, from sums over replicates.
  function difference(a, b, apart, runs, rare) {
    const groups = replicates(runs);
    const found = (b - a) / runs;
    let se = Math.sqrt(Math.max(apart / runs - found * found, 0) / Math.max(1, groups - 1));
    const alike = se <= 1e-9 * Math.abs(found);
    if (alike) se = Math.sqrt(4 / (runs + 4) / runs);
    const half = (alike ? Z95 : reachOfFew(groups)) * se;
    return {
      difference: found,
      se,
      low: Math.max(Math.max(found - half, -1) - rare, -1),
      high: Math.min(Math.min(found + half, 1) + rare, 1),
    };
  }

  // The same of runs that say yes or no: `gained` hit in the second alone, `lost` in the first.
  function differencePaired(gained, lost, runs) {
    const spread = gained + lost - ((gained - lost) * (gained - lost)) / runs;
    const found = Math.sqrt(Math.max(spread, 0)) / runs;
    const se = found > 0 ? found : Math.sqrt(4 / (runs + 4) / runs);
    const most = limits(gained, lost, runs);
    return { difference: (gained - lost) / runs, se, low: most[0], high: most[1] };
  }

  function limits(gained, lost, runs) {
    const lower = (x, y) => {
      let [least, most] = [-1, (x - y) / runs];
      for (let i = 0; i < 50; i++) {
        const middle = (least + most) / 2;
        if (score(middle, x, y, runs) > Z95) least = middle;
        else most = middle;
      }
      return most;
    };
    return [lower(gained, lost), -lower(lost, gained)];
  }

  function score(difference, gained, lost, runs) {
    const linear = (2 * runs - gained + lost) * difference - gained - lost;
    const last = -lost * difference * (1 - difference);
    const root = Math.sqrt(Math.max(linear * linear - 8 * runs * last, 0));
    const alone = (root - linear) / (4 * runs);
    const variance = runs * (2 * alone + difference * (1 - difference));
    return (gained - lost - runs * difference) / Math.sqrt(Math.max(variance, 0));
  }

  return {
    Z95, SIZE, replicates, share, carried, unseen, carriedRange, difference, differencePaired,
    meanOf, varianceOf,
  };
})();
