// Words and figures as people read them. Pure.

const TASK = {
  WAITING: { word: 'waiting', mark: 'rest' },
  READY: { word: 'ready', mark: 'rest' },
  DISPATCHED: { word: 'sent', mark: 'run' },
  RUNNING: { word: 'running', mark: 'run' },
  AWAITING_DECISION: { word: 'needs a decision', mark: 'trouble' },
  CANCELLING: { word: 'being cancelled', mark: 'cancelling' },
  SUCCEEDED: { word: 'succeeded', mark: 'ok' },
  FAILED: { word: 'failed', mark: 'failed' },
  TIMED_OUT: { word: 'timed out', mark: 'late' },
  UNKNOWN: { word: 'unknown', mark: 'unknown' },
  SKIPPED: { word: 'skipped', mark: 'skipped' },
  EXCLUDED: { word: 'excluded', mark: 'excluded' },
  CANCELLED: { word: 'cancelled', mark: 'cancelled' },
};

export const TASK_STATES = Object.keys(TASK);

/** How a task's state is shown: its word, and the name of its mark. */
export function shown(state, gate = false) {
  if (state === 'AWAITING_DECISION' && gate) {
    return { word: 'waits for approval', mark: 'gate' };
  }
  return TASK[state] ?? { word: String(state).toLowerCase().replaceAll('_', ' '), mark: 'unknown' };
}

const PHASE = {
  PLANNED: { word: 'planned', mark: 'rest' },
  APPROVED: { word: 'approved', mark: 'rest' },
  RUNNING: { word: 'running', mark: 'run' },
  ABORTING: { word: 'being aborted', mark: 'cancelling' },
  SUCCEEDED: { word: 'succeeded', mark: 'ok' },
  FAILED: { word: 'failed', mark: 'failed' },
  ABORTED: { word: 'aborted', mark: 'cancelled' },
};

/** How a run is shown: phase, and held or paused beside it. */
export function shownRun(run) {
  const phase = PHASE[run.phase] ?? { word: 'unknown', mark: 'unknown' };
  if (run.phase !== 'RUNNING') {
    return phase;
  }
  if (run.held && run.paused) {
    return { word: 'held, and paused', mark: 'trouble' };
  }
  return run.held ? { word: 'held', mark: 'trouble' } : run.paused ? { word: 'paused', mark: 'paused' } : phase;
}

export const ended = run => ['SUCCEEDED', 'FAILED', 'ABORTED'].includes(run.phase);

/** An enum value of the API without its prefix: TASK_STATE_RUNNING to RUNNING. */
export const bare = (value, prefix) => (value ?? '').startsWith(prefix) ? value.slice(prefix.length) : value ?? '';

const OUTCOMES = {
  SUCCEEDED: 'ok', FAILED: 'failed', TIMED_OUT: 'late', UNKNOWN: 'unknown', CANCELLED: 'cancelled', REFUSED: 'failed',
};

export const outcomeMark = outcome => (outcome ? OUTCOMES[outcome] ?? 'unknown' : 'run');

/** A length of time: 48s, 3m04s, 2h07m, 3d04h. */
export function duration(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = value => String(value).padStart(2, '0');
  if (seconds < 60) {
    return `${seconds}s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)}m${two(seconds % 60)}s`;
  }
  if (seconds < 86400) {
    return `${Math.floor(seconds / 3600)}h${two(Math.floor(seconds / 60) % 60)}m`;
  }
  return `${Math.floor(seconds / 86400)}d${two(Math.floor(seconds / 3600) % 24)}h`;
}

/** A length of time in words for a sentence: about 2 minutes. */
export function about(milliseconds) {
  const minutes = Math.round(milliseconds / 60000);
  if (minutes < 1) {
    return 'less than a minute';
  }
  if (minutes < 60) {
    return `about ${count(minutes, 'minute')}`;
  }
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return `about ${count(hours, 'hour')}${rest ? ` ${count(rest, 'minute')}` : ''}`;
}

export const count = (number, one, many = one + 's') => `${grouped(number)} ${number === 1 ? one : many}`;

/** 20000 as 20,000: the same in every locale, so that a number read out is the number on the other screen. */
export const grouped = number => String(number).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

export function bytes(size) {
  if (size < 1024) {
    return count(size, 'byte');
  }
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let value = size / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

const two = value => String(value).padStart(2, '0');

const NEAR = 20 * 3600 * 1000;

/** A time of day; with the date where the time alone could be another day's. A night's run needs none. */
export function clock(at, now = new Date(), seconds = true) {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) {
    return '';
  }
  const day = `${two(time.getHours())}:${two(time.getMinutes())}${seconds ? ':' + two(time.getSeconds()) : ''}`;
  return Math.abs(new Date(now) - time) < NEAR ? day : `${date(time)} ${day}`;
}

export function date(at) {
  const time = new Date(at);
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

/** google.protobuf.Duration as JSON ("90s", "1.5s") in milliseconds. */
export const lengthOf = text => (text ? Math.round(parseFloat(text) * 1000) : 0);

/** step or stage names read as they stand; titles where there is one. */
export const titleOf = thing => thing.title || thing.name || thing.step || thing.stage;

export function list(words, limit = 4) {
  if (words.length <= limit) {
    return words.join(', ');
  }
  return `${words.slice(0, limit - 1).join(', ')} and ${words.length - limit + 1} more`;
}

/** The first line of a text, at most this long. */
export function brief(text, limit = 160) {
  const line = (text ?? '').trim().split('\n')[0];
  return line.length > limit ? line.slice(0, limit - 1).trimEnd() + '…' : line;
}
