// A forecast in the words that an operator asks for: when is it over, does the window hold, when is there no way back. Pure.

import { lengthOf } from './words.js';

const time = text => (text ? Date.parse(text) : 0);
const range = json => (json ? { likely: time(json.likely), latest: time(json.latest) } : null);

export function outlook(json) {
  if (!json) {
    return null;
  }
  const window = json.window && {
    opens: time(json.window.opens), closes: time(json.window.closes), finish: range(json.window.finish), done: !!json.window.done, atRisk: !!json.window.atRisk,
  };
  return {
    finish: range(json.withGates) ?? range(json.finish), work: range(json.finish), ends: json.ends ?? '', noReturn: range(json.noReturn), window,
    ground: { runs: json.ground?.runs ?? 0, seen: json.ground?.seen ?? 0, steps: json.ground?.steps ?? 0 },
    path: (json.path ?? []).map(piece => ({ stage: piece.stage ?? '', step: piece.step ?? '', hosts: piece.hosts ?? [], label: piece.label ?? '', gate: !!piece.gate, takes: lengthOf(piece.takes) })),
    outages: (json.outages ?? []).map(one => ({ title: one.title || one.role, hosts: one.hosts ?? 0, down: lengthOf(one.down?.likely), reduced: lengthOf(one.reduced?.likely) })),
    gates: (json.gates ?? []).length,
  };
}

/** How sure one can be: all times known, some, or none. */
export function footing({ ground }) {
  if (!ground.seen) {
    return 'guessed: no earlier run to learn from';
  }
  return ground.seen < ground.steps ? `${ground.seen} of ${ground.steps} steps known from ${ground.runs === 1 ? 'one earlier run' : `${ground.runs} earlier runs`}`
    : `from ${ground.runs === 1 ? 'one earlier run' : `${ground.runs} earlier runs`}`;
}
