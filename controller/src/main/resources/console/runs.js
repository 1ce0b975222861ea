// All runs, and what waits for a person in any of them: kept live for every page.

import { Feed } from './feed.js';
import { runOf, taskOf, nameOf } from './logic/run-model.js';
import { ended } from './logic/words.js';
import { invalidate } from './parts/screen.js';

export const runs = {
  known: new Map(),
  /** By run: the tasks that wait for a person there. */
  waiting: new Map(),
  loaded: false,
  feed: null,

  start() {
    this.stop();
    this.feed = new Feed({
      path: 'events',
      take: reply => this.take(reply),
      onConnect: () => { this.told = new Set(); },
      changed: () => invalidate(),
    }).start();
  },

  stop() {
    this.feed?.stop();
    this.feed = null;
    this.known.clear();
    this.waiting.clear();
    this.loaded = false;
  },

  /** A change of one run: how it stands, and what waits in it. */
  take(reply) {
    if (reply.run) {
      const run = runOf(reply.run);
      this.known.set(run.run, run);
      this.told?.add(run.run);
      const tasks = (reply.waiting ?? []).map(taskOf);
      if (tasks.length) {
        this.waiting.set(run.run, tasks);
      } else {
        this.waiting.delete(run.run);
      }
    }
    if (reply.current) {
      // Everything has been told again: what was not is no more.
      [...this.known.keys()].filter(name => !this.told.has(name)).forEach(name => {
        this.known.delete(name);
        this.waiting.delete(name);
      });
      this.told = null;
      this.loaded = true;
    }
    invalidate();
  },

  /** Everything that waits for a person, longest first; runs that are held as a whole among it. */
  asked() {
    const all = [];
    for (const run of this.known.values()) {
      if (ended(run)) {
        continue;
      }
      const tasks = this.waiting.get(run.run) ?? [];
      tasks.forEach(task => all.push({ run, task, key: `${run.run} ${nameOf(task)}`, since: task.question?.askedAt || task.since }));
      if (run.held && run.reason && !tasks.length) {
        all.push({ run, task: null, key: run.run, since: run.startedAt });
      }
    }
    return all.sort((a, b) => a.since - b.since);
  },

  inProgress() {
    return [...this.known.values()].filter(run => !ended(run)).sort((a, b) => b.startedAt - a.startedAt);
  },

  recent(limit) {
    return [...this.known.values()].filter(ended).sort((a, b) => b.endedAt - a.endedAt).slice(0, limit);
  },
};
