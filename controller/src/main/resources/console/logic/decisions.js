// What can be decided, in words that say what it truly does. Pure.

import { count } from './words.js';

/** label: the button; does: one sentence; reason: whether one must be given; grave: asked a second time. */
const WORDS = {
  APPROVE: { label: 'Approve', does: t => `${t.host} goes on behind this gate, with the evidence you give.`, tone: 'main' },
  REJECT: { label: 'Reject', does: t => `The gate stays closed and ${t.host} is held here, with your reason.`, reason: true },
  RETRY: { label: 'Retry', does: () => 'Tries the step again. Where it has a done-when, that is asked first, so nothing is done twice.', tone: 'main' },
  PROBE: { label: 'Probe', does: () => 'Asks whether the step’s effect is there. Changes nothing on the host.' },
  RUN_REMEDY: { label: 'Run remedy', does: () => 'Runs the remedy on the host, then tries the step again.', tone: 'main' },
  SKIP: { label: 'Skip', does: t => `${t.host} goes on without this step. An interlock that requires it stays unmet.`, reason: true, grave: true },
  MARK_DONE: { label: 'Mark done', does: () => 'Records that you did it by hand. Banksman takes your word for it and goes on.', reason: true, grave: true },
  UNDO: { label: 'Undo', does: () => 'Takes the step back on this host. Then it waits again.', reason: false, grave: true },
  EXCLUDE_HOST: { label: 'Exclude host', does: t => `Takes ${t.host} out of this run: nothing more is done on it. It can be included again.`, reason: true, grave: true },
  INCLUDE_HOST: { label: 'Include host', does: t => `Takes ${t.host} back into this run; it goes on where it was.` },
  OVERRIDE_INTERLOCK: {
    label: 'Override interlock', reason: true, grave: true,
    does: () => 'Lets the task start although an order that must hold does not. It takes two approvers, each with a reason; yours is one of them.',
  },
  GO_BACK: {
    label: 'Go back', reason: true, grave: true,
    does: () => 'Takes the whole run back: the restore point’s state is restored, and everything behind it is done anew.',
  },
  PAUSE: { label: 'Pause', does: () => 'Nothing new starts. What runs goes on to its end.' },
  RESUME: { label: 'Resume', does: () => 'The run goes on: what is due starts.', tone: 'main' },
  ABORT: { label: 'Abort', does: () => 'Ends what runs, starts nothing more. The run cannot be taken up again.', reason: true, grave: true, tone: 'bad' },
};

export const decisionWords = kind => WORDS[kind] ?? { label: kind.toLowerCase().replaceAll('_', '-'), does: () => '' };

const ORDER = ['RUN_REMEDY', 'APPROVE', 'RETRY', 'PROBE', 'MARK_DONE', 'SKIP', 'UNDO', 'OVERRIDE_INTERLOCK', 'EXCLUDE_HOST', 'REJECT', 'GO_BACK', 'INCLUDE_HOST'];

/** The choices of a question, each remedy and restore point by itself, what mends before what gives up. */
export function choices(task) {
  const question = task.question;
  if (!question) {
    return [];
  }
  const all = [];
  for (const kind of question.choices) {
    if (kind === 'RUN_REMEDY') {
      question.remedies.filter(remedy => remedy.runnable)
        .forEach(remedy => all.push({ kind, remedy: remedy.remedy, detail: remedy.title || remedy.remedy }));
    } else if (kind === 'GO_BACK') {
      question.restorePoints.forEach(point => all.push({ kind, restorePoint: point, detail: `to ${point}` }));
    } else {
      all.push({ kind });
    }
  }
  const place = choice => (ORDER.indexOf(choice.kind) + 1 || ORDER.length + 1);
  return all.sort((a, b) => place(a) - place(b)).map(choice => ({ ...choice, key: [choice.kind, choice.remedy, choice.restorePoint].filter(Boolean).join(' ') }));
}

/** What aborting a run would end now, and what would never start. */
export function abortWords(counts) {
  const running = (counts.RUNNING ?? 0) + (counts.DISPATCHED ?? 0);
  const never = (counts.WAITING ?? 0) + (counts.READY ?? 0) + (counts.AWAITING_DECISION ?? 0);
  const done = counts.SUCCEEDED ?? 0;
  return [
    running ? `${count(running, 'command')} under way ${running === 1 ? 'is' : 'are'} ended, with everything they started.` : 'Nothing is under way just now.',
    `${count(never, 'task')} will not be started.`,
    `${count(done, 'task')} that succeeded ${done === 1 ? 'stays' : 'stay'} done: nothing is taken back.`,
  ];
}

/** What is wrong with evidence and reason as they were filled in, by field. */
export function mistakes(kind, reason, fields, values) {
  const found = {};
  if (decisionWords(kind).reason && !reason.trim()) {
    found.reason = 'Say why: it stands in the report.';
  }
  for (const field of kind === 'APPROVE' ? fields : []) {
    const value = (values[field.name] ?? '').trim();
    if (field.required && !value) {
      found[field.name] = 'This is required.';
    } else if (value && field.type === 'integer' && !/^[+-]?\d+$/.test(value)) {
      found[field.name] = 'Expected a whole number.';
    }
  }
  return found;
}
