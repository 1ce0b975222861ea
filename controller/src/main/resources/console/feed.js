// A live feed that does not give up: it resumes behind the last position that was taken in, so nothing is missed or repeated.

import { api, serverSentEvents, ApiError } from './api.js';

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 15000;
/** The controller sends something at least this often; silence beyond it is a connection that has died unnoticed. */
const SILENCE = 45000;

/**
 * Reads until stopped. `state` is 'live', 'connecting' or 'away'; `since` says since when it is away.
 * `query(position)` gives the parameters to go on from there, `take(reply, event)` gets each reply and returns its position.
 */
export class Feed {
  constructor({ path, query = () => ({}), take, changed = () => {}, ended = () => false, onConnect = () => {} }) {
    Object.assign(this, { path, query, take, changed, ended, onConnect });
    this.state = 'connecting';
    this.since = null;
    this.error = null;
    this.position = 0;
    this.stopped = false;
    this.wake = () => this.wakeUp?.();
    addEventListener('online', this.wake);
    document.addEventListener('visibilitychange', this.wake);
  }

  start(position = 0) {
    this.position = position;
    this.loop();
    return this;
  }

  stop() {
    this.stopped = true;
    this.abort?.abort();
    this.wakeUp?.();
    removeEventListener('online', this.wake);
    document.removeEventListener('visibilitychange', this.wake);
  }

  async loop() {
    let pause = FIRST_PAUSE;
    while (!this.stopped) {
      const heard = await this.read();
      if (this.stopped || this.state === 'ended') {
        return;
      }
      pause = heard ? FIRST_PAUSE : Math.min(pause * 2, LONGEST_PAUSE);
      await this.rest(pause);
    }
  }

  /** Returns whether the stream carried anything. */
  async read() {
    this.abort = new AbortController();
    let heard = false;
    let watch;
    const listen = () => {
      clearTimeout(watch);
      watch = setTimeout(() => this.abort.abort(), SILENCE);
    };
    try {
      listen();
      const response = await api.stream(this.path, this.query(this.position), { signal: this.abort.signal });
      this.become('live');
      await this.onConnect();
      for await (const event of serverSentEvents(response.body)) {
        listen();
        heard = true;
        if (event.event === 'comment' || this.stopped) {
          continue;
        }
        if (event.event === 'end') {
          break;
        }
        if (event.event === 'error') {
          throw new ApiError(503, JSON.parse(event.data).message || 'The feed ended.');
        }
        this.position = this.take(JSON.parse(event.data), event) ?? this.position;
      }
      this.become(this.ended() ? 'ended' : 'away', null);
    } catch (failure) {
      if (!this.stopped) {
        this.become('away', failure);
        if (failure.status === 404 || failure.status === 403 || failure.status === 401) {
          this.state = 'ended';
          this.changed(this);
        }
      }
    } finally {
      clearTimeout(watch);
    }
    return heard;
  }

  become(state, error = null) {
    if (state === 'away' && this.state !== 'away') {
      this.since = Date.now();
    }
    if (state === 'live') {
      this.since = null;
    }
    this.state = state;
    this.error = error;
    this.changed(this);
  }

  rest(milliseconds) {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, milliseconds);
      this.wakeUp = () => {
        if (!document.hidden) {
          clearTimeout(timer);
          resolve();
        }
      };
    });
  }
}
