// The operator API as HTTP and JSON: the only place that knows addresses, headers and how a refusal looks.

const TOKEN = 'banksman.token';

/** A refusal or a failed connection, in words for a person. `status` is HTTP's, or 0 when nobody answered. */
export class ApiError extends Error {
  constructor(status, message, details = []) {
    super(message);
    this.status = status;
    this.details = details;
  }

  get away() {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

export const session = {
  get token() {
    return sessionStorage.getItem(TOKEN) ?? '';
  },
  set token(value) {
    if (value) {
      sessionStorage.setItem(TOKEN, value);
    } else {
      sessionStorage.removeItem(TOKEN);
    }
  },
  /** Called when a token is refused in the middle of things. */
  onRefused: () => {},
};

const part = encodeURIComponent;

function address(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '' && value !== null);
  const flat = given.flatMap(([name, value]) => (Array.isArray(value) ? value.map(one => [name, one]) : [[name, value]]));
  return `/v1/${path}${flat.length ? '?' + new URLSearchParams(flat) : ''}`;
}

export async function refusal(response) {
  let message = `The controller answered ${response.status}.`;
  let details = [];
  try {
    const body = await response.json();
    message = body.message || message;
    details = body.details ?? [];
  } catch {
    // No JSON: something between here and the controller answered. Its number is all there is to say.
  }
  if (response.status === 401) {
    session.onRefused(message);
  }
  return new ApiError(response.status, message, details);
}

async function send(method, path, { query, body, signal, accept = 'application/json', token = session.token, type } = {}) {
  const headers = { accept };
  if (token) {
    headers.authorization = `Bearer ${token}`;
  }
  if (body !== undefined) {
    headers['content-type'] = type ?? 'application/json; charset=utf-8';
  }
  let response;
  try {
    response = await fetch(address(path, query), {
      method, headers, signal, cache: 'no-store', credentials: 'omit', redirect: 'error',
      body: body === undefined ? undefined : type ? body : JSON.stringify(body),
    });
  } catch (failure) {
    if (failure.name === 'AbortError') {
      throw failure;
    }
    throw new ApiError(0, 'The controller does not answer.');
  }
  if (!response.ok) {
    throw await refusal(response);
  }
  return response;
}

const file = async (path, query) => {
  const response = await send('GET', path, { query: { ...query, alt: 'media' }, accept: '*/*' });
  return response.blob();
};

const json = async (...request) => (await send(...request)).json();

const bytesOf = base64 => Uint8Array.from(atob(base64), c => c.charCodeAt(0));
const base64Of = bytes => {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
};

/** A file for a request: its name, and its text or bytes. */
export function documentOf(name, content) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { name, content: base64Of(bytes) };
}

export const api = {
  whoAmI: token => json('GET', 'whoami', { token }),

  runs: (pageSize = 100, pageToken = '') => json('GET', 'runs', { query: { pageSize, pageToken } }),
  run: (run, signal) => json('GET', `runs/${part(run)}`, { signal }),
  tasks: (run, query, signal) => json('GET', `runs/${part(run)}/tasks`, { query, signal }),
  plan: (run, query) => json('GET', `runs/${part(run)}/plan`, { query }),
  forecast: run => json('GET', `runs/${part(run)}/forecast`),
  decide: (run, decision) => json('POST', `runs/${part(run)}/decisions`, { body: decision }),

  /** The report as a file. */
  report: (run, format, remaining) => file(`runs/${part(run)}/report`, { format: `REPORT_FORMAT_${format}`, remaining }),

  preview: request => json('POST', 'plans:preview', { body: request }),
  start: request => json('POST', 'runs', { body: request }),

  hosts: signal => json('GET', 'hosts', { signal }),
  enroll: (host, validFor) => json('POST', `hosts/${part(host)}/enrollment-tokens`, { body: { validFor } }),
  revoke: (host, reason) => json('POST', `hosts/${part(host)}:revoke`, { body: { reason } }),
  drain: (host, request) => json('POST', `hosts/${part(host)}:drain`, { body: request }),

  runbooks: () => json('GET', 'runbooks'),
  runbook: name => json('GET', `runbooks/${part(name)}`),
  audit: (pageSize, pageToken) => json('GET', 'audit', { query: { pageSize, pageToken } }),

  /** A window of what an attempt printed: bytes, where they begin, how many were not kept before them, how many there are. */
  async output(at, { stream, offset, limit, signal }) {
    const query = { stream: `OUTPUT_STREAM_${stream}`, offset, limit };
    const response = await send('GET', outputPath(at), { query, signal, accept: 'text/event-stream' });
    const parts = [];
    for await (const { event, data } of serverSentEvents(response.body)) {
      if (event === 'message') {
        parts.push(outputPart(JSON.parse(data)));
      } else if (event === 'error') {
        throw new ApiError(500, JSON.parse(data).message);
      }
    }
    return parts;
  },

  searchOutput: (at, query, signal) => json('GET', `${outputPath(at)}:search`, { query, signal }),

  stream: (path, query, options) => send('GET', path, { query, accept: 'text/event-stream', ...options }),
  runEvents: run => `runs/${part(run)}/events`,
  outputPath,
};

export function outputPath({ run, host, attempt }) {
  return `runs/${part(run)}/hosts/${part(host)}/attempts/${attempt}/output`;
}

export const outputPart = reply => ({
  offset: Number(reply.offset ?? 0),
  skipped: Number(reply.skipped ?? 0),
  size: Number(reply.size ?? 0),
  end: !!reply.end,
  data: bytesOf(reply.data ?? ''),
});

/** The events of a stream that is being read. Ends when the stream does; comments are passed over. */
export async function* serverSentEvents(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        return;
      }
      const blocks = (rest + value.replaceAll('\r', '')).split('\n\n');
      rest = blocks.pop();
      for (const block of blocks) {
        const event = parseEvent(block);
        if (event) {
          yield event;
        }
      }
    }
  } finally {
    // Whoever stops listening ends the stream; that it has broken already is no news then.
    reader.cancel().catch(() => {});
  }
}

export function parseEvent(block) {
  const event = { id: '', event: 'message', data: '' };
  const data = [];
  let heard = false;
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon === 0 || !line) {
      heard ||= colon === 0;
      continue;
    }
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (name === 'data') {
      data.push(value);
    } else if (name === 'id' || name === 'event') {
      event[name] = value;
    }
  }
  if (!data.length) {
    return heard ? { ...event, event: 'comment' } : null;
  }
  event.data = data.join('\n');
  return event;
}
