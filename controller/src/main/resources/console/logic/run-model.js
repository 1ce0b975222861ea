// A run as the board shows it: stages, in each the hosts, in each a cell for each step. Folded from replies of the API.

import { bare } from './words.js';

export const KINDS = ['trouble', 'gate', 'busy', 'idle', 'done'];

const THROUGH = new Set(['SUCCEEDED', 'SKIPPED', 'EXCLUDED']);
const WRONG = new Set(['FAILED', 'TIMED_OUT', 'UNKNOWN']);
const BUSY = new Set(['DISPATCHED', 'RUNNING', 'CANCELLING']);
const NOT_BEGUN = new Set(['WAITING', 'READY']);

/** Protobuf's JSON leaves out what is empty and prefixes enums; nothing behind here has to know. */
export function runOf(json) {
  return {
    run: json.run, runbook: json.runbook ?? '', version: json.runbookVersion ?? '', title: json.title || json.runbook || json.run,
    planHash: json.planHash ?? '', phase: bare(json.phase, 'RUN_PHASE_'), held: !!json.held, paused: !!json.paused,
    reason: json.reason ?? '', startedBy: json.startedBy ?? '', startedAt: time(json.startedAt), endedAt: time(json.endedAt),
    tasks: json.tasks ?? {}, position: Number(json.position ?? 0),
  };
}

export function taskOf(json) {
  return {
    stage: json.stage ?? '', step: json.step ?? '', host: json.host ?? '', generation: json.generation ?? 0,
    title: json.title ?? '', state: bare(json.state, 'TASK_STATE_'), reason: json.reason ?? '', since: time(json.since),
    gate: !!json.gate, check: !!json.check, attempts: (json.attempts ?? []).map(attemptOf), outputs: json.outputs ?? {},
    question: json.question ? questionOf(json.question) : null, instructions: json.gateInstructions ?? null,
  };
}

function attemptOf(json) {
  const seen = json.observation;
  return {
    number: Number(json.number), purpose: json.purpose ?? 'execute', dispatchedAt: time(json.dispatchedAt),
    startedAt: time(json.startedAt), endedAt: time(json.endedAt), outcome: json.outcome ?? '', message: json.message ?? '',
    exitCode: json.exitCode, adopted: !!json.adopted,
    observation: seen && {
      verdict: bare(seen.verdict, 'VERDICT_'), expected: seen.expected ?? '', observed: seen.observed ?? '', details: seen.details ?? {},
    },
  };
}

function questionOf(json) {
  return {
    why: json.why ?? '', choices: (json.choices ?? []).map(choice => bare(choice, 'DECISION_KIND_')), remedies: json.remedies ?? [],
    askedAt: time(json.askedAt), askedAtText: json.askedAt ?? '', restorePoints: json.restorePoints ?? [],
  };
}

const time = text => (text ? Date.parse(text) : 0);

/** Why a person is asked: at a gate what is to be done there, else what went wrong. */
export const whyOf = task => (task.gate && task.instructions?.instructions) || task.question?.why || task.reason;

export const nameOf = task => `${task.stage}.${task.step}@${task.host}`;

/** What a host is about in a stage. */
export function kindOf(cells) {
  let done = 0;
  let begun = 0;
  let busy = false;
  let gate = false;
  for (const cell of cells) {
    if (!cell) {
      continue;
    }
    if (cell.state === 'AWAITING_DECISION') {
      if (!cell.gate) {
        return 'trouble';
      }
      gate = true;
    } else if (WRONG.has(cell.state)) {
      return 'trouble';
    } else if (BUSY.has(cell.state)) {
      busy = true;
    }
    done += THROUGH.has(cell.state) || cell.state === 'CANCELLED' ? 1 : 0;
    begun += NOT_BEGUN.has(cell.state) ? 0 : 1;
  }
  if (gate) {
    return 'gate';
  }
  if (busy) {
    return 'busy';
  }
  return done === cells.length ? 'done' : begun ? 'busy' : 'idle';
}

/** The cell of a host that says most about it now. */
export function telling(cells) {
  const first = test => cells.find(cell => cell && test(cell));
  return first(cell => cell.state === 'AWAITING_DECISION')
    ?? first(cell => WRONG.has(cell.state))
    ?? first(cell => BUSY.has(cell.state))
    ?? first(cell => NOT_BEGUN.has(cell.state))
    ?? cells[cells.length - 1];
}

export class RunModel {
  constructor(reply) {
    this.run = runOf(reply.run);
    this.stages = (reply.stages ?? []).map((stage, index) => ({
      name: stage.stage, title: stage.title || stage.stage, role: stage.role ?? '', needs: stage.needs ?? [], index,
      steps: (stage.steps ?? []).map(step => ({ name: step.step, title: step.title || step.step, gate: !!step.gate, check: !!step.check })),
      hosts: [],
      counts: {},
      kinds: {},
    }));
    this.places = new Map();
    for (const stage of this.stages) {
      const source = reply.stages[stage.index];
      stage.stepIndex = new Map(stage.steps.map((step, index) => [step.name, index]));
      for (const name of source.hosts ?? []) {
        const host = { name, stage, cells: new Array(stage.steps.length).fill(null), kind: 'idle' };
        stage.hosts.push(host);
        this.places.set(`${stage.name}\n${name}`, host);
      }
    }
    this.awaiting = new Map();
    for (const task of reply.awaitingDecision ?? []) {
      this.take(taskOf(task));
    }
    this.settle();
  }

  host(stage, host) {
    return this.places.get(`${stage}\n${host}`);
  }

  task(stage, step, host) {
    const place = this.host(stage, host);
    const index = place?.stage.stepIndex.get(step);
    return index === undefined ? null : place.cells[index];
  }

  /** Takes in how a task stands now; an older generation than the known one is history. */
  take(task) {
    const host = this.host(task.stage, task.host);
    const index = host?.stage.stepIndex.get(task.step);
    if (index === undefined) {
      return;
    }
    const before = host.cells[index];
    if (before && before.generation > task.generation) {
      return;
    }
    host.cells[index] = task;
    const name = nameOf(task);
    if (task.state === 'AWAITING_DECISION') {
      this.awaiting.set(name, task);
    } else {
      this.awaiting.delete(name);
    }
    this.stale = true;
    host.stage.stale = true;
    host.stale = true;
  }

  takeAll(tasks) {
    tasks.forEach(json => this.take(taskOf(json)));
  }

  /** An event of the live feed. */
  event(reply) {
    if (reply.task) {
      this.take(taskOf(reply.task));
    }
    if (reply.run) {
      this.run = runOf(reply.run);
    }
    this.run.position = Math.max(this.run.position, Number(reply.position ?? 0));
  }

  /** Brings the sums up to date, stage by stage where something has changed. */
  settle() {
    if (this.stale === false) {
      return;
    }
    for (const stage of this.stages) {
      if (stage.stale === false) {
        continue;
      }
      stage.counts = {};
      stage.kinds = { trouble: 0, gate: 0, busy: 0, idle: 0, done: 0 };
      for (const host of stage.hosts) {
        if (host.stale !== false) {
          host.kind = kindOf(host.cells);
          host.stale = false;
        }
        stage.kinds[host.kind]++;
        for (const cell of host.cells) {
          const state = cell?.state ?? 'WAITING';
          stage.counts[state] = (stage.counts[state] ?? 0) + 1;
        }
      }
      stage.total = stage.hosts.length * stage.steps.length;
      stage.through = sum(stage.counts, THROUGH);
      stage.kind = stageKind(stage);
      stage.stale = false;
    }
    this.stale = false;
  }

  totals() {
    const counts = {};
    for (const stage of this.stages) {
      for (const [state, number] of Object.entries(stage.counts)) {
        counts[state] = (counts[state] ?? 0) + number;
      }
    }
    return counts;
  }

  /** What a person is asked, longest first. */
  asked() {
    return [...this.awaiting.values()].sort((a, b) => (a.question?.askedAt ?? 0) - (b.question?.askedAt ?? 0));
  }

  *tasks() {
    for (const stage of this.stages) {
      for (const host of stage.hosts) {
        for (const cell of host.cells) {
          if (cell) {
            yield cell;
          }
        }
      }
    }
  }
}

const sum = (counts, states) => Object.entries(counts).reduce((all, [state, number]) => all + (states.has(state) ? number : 0), 0);

function stageKind(stage) {
  const { trouble, gate, busy, done } = stage.kinds;
  if (trouble) {
    return 'trouble';
  }
  if (gate) {
    return 'gate';
  }
  if (!stage.hosts.length || done === stage.hosts.length) {
    return 'done';
  }
  return busy || done ? 'busy' : 'idle';
}

/** States in the parts a bar of progress has, in its order. */
export function parts(counts) {
  const all = Object.values(counts).reduce((sum, number) => sum + number, 0);
  const of = (...states) => states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  const result = {
    ok: of('SUCCEEDED'), passed: of('SKIPPED', 'EXCLUDED', 'CANCELLED'), bad: of('FAILED', 'TIMED_OUT'), unknown: of('UNKNOWN'),
    ask: of('AWAITING_DECISION'), run: of('DISPATCHED', 'RUNNING', 'CANCELLING'), all,
  };
  result.through = result.ok + of('SKIPPED', 'EXCLUDED');
  return result;
}

const FOLD_FROM = 4;
const FOLD_STAGES_FROM = 3;

/**
 * The board as a flat list of rows: a stage, below an open one its hosts. What is fine folds into one row with a number.
 * `open` holds what somebody has opened (true) or closed (false) by its key.
 */
export function boardRows(stages, { only = false, find = '', open = new Map() } = {}) {
  const rows = [];
  const wanted = find.trim().toLowerCase();
  // Stages that are through, up to the first that is not: most of a run, late in the night.
  const ahead = stages.findIndex(stage => stage.kind !== 'done');
  const through = only || wanted ? [] : stages.slice(0, ahead < 0 ? 0 : ahead);
  const folded = through.length >= FOLD_STAGES_FROM;
  const unfold = open.get('stages') ?? false;
  if (folded) {
    rows.push({ type: 'through', key: 'stages', stages: through, open: unfold });
  }
  for (const stage of folded && !unfold ? stages.slice(through.length) : stages) {
    const matches = host => host.name.toLowerCase().includes(wanted);
    const inTitle = wanted && (stage.title.toLowerCase().includes(wanted) || stage.name.includes(wanted));
    let hosts = stage.hosts;
    if (only) {
      hosts = hosts.filter(host => host.kind === 'trouble' || host.kind === 'gate');
    }
    if (wanted && !inTitle) {
      hosts = hosts.filter(matches);
    }
    if ((only || wanted) && !hosts.length) {
      continue;
    }
    const key = `stage ${stage.name}`;
    const isOpen = open.get(key) ?? (only || !!wanted || ['trouble', 'gate', 'busy'].includes(stage.kind));
    rows.push({ type: 'stage', key, stage, open: isOpen });
    if (!isOpen) {
      continue;
    }
    for (const kind of KINDS) {
      const those = hosts.filter(host => host.kind === kind);
      const foldable = !only && !wanted && (kind === 'done' || kind === 'idle') && those.length >= FOLD_FROM;
      const foldKey = `fold ${stage.name} ${kind}`;
      const unfolded = !foldable || (open.get(foldKey) ?? false);
      if (foldable) {
        rows.push({ type: 'fold', key: foldKey, stage, kind, hosts: those, open: unfolded });
      }
      if (unfolded) {
        for (const host of those) {
          rows.push({ type: 'host', key: `host ${stage.name} ${host.name}`, stage, host });
        }
      }
    }
  }
  return rows;
}
