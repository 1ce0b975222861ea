// Start, addresses, keys, and what stands around every page.

import { html, nothing, render } from './parts/html.js';
import { api, session, ApiError } from './api.js';
import { runs } from './runs.js';
import { icon } from './parts/marks.js';
import { dialog, noticesView } from './parts/dialog.js';
import { invalidate, onDraw, now } from './parts/screen.js';
import { duration, clock } from './logic/words.js';
import { signIn } from './pages/signin.js';

const PAGES = {
  '': () => import('./pages/now.js'),
  runs: () => import('./pages/runs.js'),
  run: () => import('./pages/run.js'),
  log: () => import('./pages/log.js'),
  start: () => import('./pages/start.js'),
  fleet: () => import('./pages/fleet.js'),
  runbooks: () => import('./pages/runbooks.js'),
  audit: () => import('./pages/audit.js'),
};

const NAV = [
  { name: '', word: 'Now', icon: 'now', key: 'n' },
  { name: 'runs', word: 'Runs', icon: 'runs', key: 'r' },
  { name: 'start', word: 'Start', icon: 'start', key: 's' },
  { name: 'fleet', word: 'Fleet', icon: 'fleet', key: 'f' },
  { name: 'runbooks', word: 'Runbooks', icon: 'books', key: 'b' },
  { name: 'audit', word: 'Audit', icon: 'audit', key: 'a' },
];

const root = document.getElementById('root');
const app = { me: null, page: null, route: null, failed: null };

/** #/run/r-1/log?x=y as name, path and query. */
function routeOf(hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [name = '', ...rest] = path.split('/').map(decodeURIComponent);
  return { name, path: rest, query: new URLSearchParams(query), hash };
}

// ------------------------------------------------------------------------------------------------ session

async function begin() {
  if (session.token) {
    try {
      app.me = await api.whoAmI();
    } catch (failure) {
      if (failure instanceof ApiError && failure.status !== 401) {
        app.failed = failure;
        setTimeout(begin, 2000);
      }
    }
  }
  if (app.me) {
    app.failed = null;
    runs.start();
    await go();
  }
  invalidate();
}

session.onRefused = () => {
  if (app.me) {
    signOut('This token is not accepted any more. Sign in again to go on where you were.');
  }
};

function signOut(why = '') {
  session.token = '';
  app.me = null;
  app.signedOut = why;
  app.page?.stop?.();
  app.page = null;
  runs.stop();
  invalidate();
}

async function signedIn(token) {
  const me = await api.whoAmI(token);
  session.token = token;
  app.me = me;
  app.signedOut = '';
  runs.start();
  await go();
}

export const may = role => app.me?.roles?.includes(role) || app.me?.roles?.includes('admin');

// ------------------------------------------------------------------------------------------------ addresses

async function go() {
  if (!app.me) {
    return;
  }
  const route = routeOf(location.hash);
  app.route = route;
  if (app.page?.takes?.(route)) {
    app.page.go(route);
    invalidate();
    return;
  }
  const load = PAGES[route.name] ?? PAGES[''];
  let made;
  try {
    made = (await load()).default;
  } catch (failure) {
    app.failed = failure;
    invalidate();
    return;
  }
  if (app.route !== route) {
    return;
  }
  app.page?.stop?.();
  app.page = made({ route, me: app.me, may });
  scrollTo(0, 0);
  invalidate();
  // Whoever reads with the ears hears the new page's name; the keyboard begins at its start.
  requestAnimationFrame(() => requestAnimationFrame(() => {
    if (!document.querySelector('dialog[open]') && (document.activeElement === document.body || !root.contains(document.activeElement)
        || document.activeElement.closest('.rail'))) {
      document.querySelector('main')?.focus({ preventScroll: true });
    }
  }));
}

addEventListener('hashchange', go);

// ------------------------------------------------------------------------------------------------ theme

const THEMES = { system: 'half', dark: 'moon', light: 'sun' };
let theme = localStorage.getItem('banksman.theme') ?? 'system';

function setTheme(name) {
  theme = name;
  localStorage.setItem('banksman.theme', name);
  if (name === 'system') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = name;
  }
  invalidate();
}
setTheme(theme);

const nextTheme = () => setTheme({ system: 'dark', dark: 'light', light: 'system' }[theme]);

// ------------------------------------------------------------------------------------------------ keys

const KEYS = [
  ['Everywhere', [['?', 'these keys'], ['w', 'what waits for you'], ['g n', 'now'], ['g r', 'runs'], ['g s', 'start'], ['g f', 'fleet'],
    ['g b', 'runbooks'], ['g a', 'audit'], ['j k', 'down and up in a list'], ['Enter', 'open'], ['Esc', 'close'], ['/', 'filter or find']]],
  ['In a run', [['b', 'board'], ['t', 'timeline'], ['e', 'events'], ['v', 'verification'], ['p', 'plan'], ['o', 'only what is not fine'],
    ['l', 'log of the open task']]],
  ['In a log', [['f', 'follow'], ['G', 'to the end'], ['gg', 'to the start'], ['n N', 'next and previous find'], ['Space', 'a page on']]],
];

const showKeys = () => dialog('Keys', () => html`<div class="keys">${KEYS.map(([title, keys]) => html`
  <section><h3>${title}</h3><dl>${keys.map(([key, what]) => html`<div><dt>${key.split(' ').map(one => html`<kbd>${one}</kbd> `)}</dt><dd>${what}</dd></div>`)}</dl></section>`)}
  </div>`, { wide: true });

let pendingG = 0;

addEventListener('keydown', event => {
  if (!app.me || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) {
    return;
  }
  const writing = event.target.closest?.('input:not([type=checkbox]):not([type=radio]), textarea, select');
  if (writing) {
    if (event.key === 'Escape') {
      event.target.blur();
      app.page?.key?.(event, true);
    }
    return;
  }
  const second = performance.now() - pendingG < 1200;
  pendingG = 0;
  const target = second && NAV.find(item => item.key === event.key);
  if (target) {
    location.hash = `#/${target.name}`;
  } else if (app.page?.key?.(event, false, second)) {
    // The page has used it.
  } else if (event.key === '?') {
    showKeys();
  } else if (event.key === 'w') {
    toWaiting();
  } else if (event.key === 'g') {
    pendingG = performance.now();
    return;
  } else {
    return;
  }
  event.preventDefault();
});

function toWaiting() {
  const asked = runs.asked();
  const first = asked[0];
  location.hash = asked.length === 1 ? linkOf(first) : '#/';
}

const linkOf = ({ run, task }) =>
  `#/run/${encodeURIComponent(run.run)}${task ? `?task=${encodeURIComponent(`${task.stage}.${task.step}@${task.host}`)}` : ''}`;

// ------------------------------------------------------------------------------------------------ drawing

const current = name => {
  const page = app.route?.name ?? '';
  return page === name || (name === 'runs' && (page === 'run' || page === 'log'));
};

function rail(asked) {
  return html`<div class="rail">
    <a class="brand" href="#/" aria-label="Banksman, now"><img src="/console/icon.svg" alt="" width="27" height="27"><span>Banksman</span></a>
    <nav class="nav" aria-label="Pages">${NAV.map(item => html`
      <a href="#/${item.name}" aria-current=${current(item.name) ? 'page' : nothing} title=${`${item.word} (g ${item.key})`}>
        ${icon(item.icon)}<span class="word">${item.word}</span>
        ${item.name === '' && asked.length ? html`<span class="count" aria-label="${asked.length} waiting for you">${asked.length}</span>` : nothing}</a>`)}
    </nav>
    <div class="rail-foot">
      <div class="who small"><div class="strong clip">${app.me.name}</div><div class="faint clip">${(app.me.roles ?? []).join(', ')}</div>
        <div class="faint clip">${app.me.controllerVersion ?? ''}</div></div>
      <div class="row">
        <button class="plain icon-only" @click=${nextTheme} aria-label="Theme: ${theme}. Change" title="Theme: ${theme}">${icon(THEMES[theme])}</button>
        <button class="plain icon-only" @click=${showKeys} aria-label="Keys" title="Keys (?)">${icon('keys')}</button>
        <button class="plain icon-only" @click=${() => signOut()} aria-label="Sign out" title="Sign out">${icon('out')}</button>
      </div>
    </div>
  </div>`;
}

/** Says that what is shown is old, and since when. */
function connection() {
  const away = [runs.feed, app.page?.feed].find(feed => feed && feed.state === 'away' && now() - feed.since > 1500);
  return html`<div class="connection" role="status" aria-live="polite">${away ? html`
    <div class="banner"><span class="dot"></span><span><b>Reconnecting.</b> What you see is ${duration(now() - away.since)} old, as of ${clock(away.since)}.
    Runs go on meanwhile; nothing depends on this page.</span></div>` : nothing}</div>`;
}

function waitingBar(asked) {
  const elsewhere = asked.filter(one => one.run.run !== app.page?.run);
  if (!elsewhere.length || app.route?.name === '') {
    return nothing;
  }
  const one = elsewhere[0];
  return html`<a class="waiting-bar" href=${elsewhere.length === 1 ? linkOf(one) : '#/'}>
    <span class="count">${elsewhere.length}</span><span class="clip">${elsewhere.length === 1
      ? html`${one.task ? one.task.title || one.task.step : one.run.reason}<span class="faint"> in ${one.run.title}</span>`
      : 'more decisions wait for you in other runs'}</span><kbd class="only-wide">w</kbd></a>`;
}

function draw() {
  if (!app.me) {
    document.title = 'Banksman';
    render(html`${signIn({ signedIn, why: app.signedOut, away: app.failed, waiting: !!session.token })}${noticesView()}`, root);
    return;
  }
  const asked = runs.asked();
  const title = app.page?.title ?? '';
  document.title = `${asked.length ? `(${asked.length}) ` : ''}${title ? `${title} · ` : ''}Banksman`;
  render(html`
    <a class="skip" href="#main" @click=${event => { event.preventDefault(); document.querySelector('main').focus(); }}>To the page</a>
    <div class="shell">${rail(asked)}
      <div class="column">
        ${connection()}${waitingBar(asked)}
        <main id="main" tabindex="-1">${app.failed && !app.page ? html`<p class="failure">${app.failed.message}</p>` : nothing}${app.page?.view() ?? nothing}</main>
      </div>
    </div>${noticesView()}`, root);
  app.page?.drawn?.(root);
}

onDraw(draw);
begin();
invalidate();
