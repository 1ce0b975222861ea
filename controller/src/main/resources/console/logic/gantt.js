// Attempts as bars on a line for each host. Pure.

import { outcomeMark } from './words.js';

/** Hosts in the order in which they first did something; each with its bars, and the times a person was waited for. */
export function lanes(model) {
  const hosts = new Map();
  for (const task of model.tasks()) {
    for (const attempt of task.attempts) {
      const from = attempt.startedAt || attempt.dispatchedAt;
      if (!from) {
        continue;
      }
      add(hosts, task.host, {
        key: `${task.host} ${attempt.number}`, task, from, to: attempt.endedAt, mark: attempt.outcome ? outcomeMark(attempt.outcome) : 'run',
        word: attempt.outcome ? attempt.outcome.toLowerCase().replaceAll('_', ' ') : 'running',
      });
    }
    if (task.state === 'AWAITING_DECISION' && task.question?.askedAt) {
      add(hosts, task.host, { key: `${task.host} ask ${task.step}`, task, from: task.question.askedAt, to: 0, mark: 'ask', word: 'waits for a person' });
    } else if (task.gate && task.state === 'SUCCEEDED' && !task.attempts.length && task.since) {
      add(hosts, task.host, { key: `${task.host} gate ${task.step}`, task, from: task.since, to: task.since, mark: 'ask', word: 'decided' });
    }
  }
  const all = [...hosts.values()];
  all.forEach(lane => lane.bars.sort((a, b) => a.from - b.from));
  return all.sort((a, b) => a.bars[0].from - b.bars[0].from);
}

function add(hosts, host, bar) {
  if (!hosts.has(host)) {
    hosts.set(host, { host, bars: [] });
  }
  hosts.get(host).bars.push(bar);
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400].map(seconds => seconds * 1000);

/** Round times between two, at most so many. */
export function ticks(from, to, most) {
  const step = STEPS.find(one => (to - from) / one <= most) ?? STEPS[STEPS.length - 1];
  const offset = new Date(from).getTimezoneOffset() * 60000;
  const result = [];
  for (let at = Math.ceil((from - offset) / step) * step + offset; at < to; at += step) {
    result.push(at);
  }
  return result;
}
