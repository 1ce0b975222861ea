// The report's verification rows as a matrix: tier, then check, then host; with what was seen first and last. Pure.

const RANK = { FAIL: 0, UNKNOWN: 1, MISSING: 1, WARN: 2, NOT_RUN: 3, PASS: 4 };

export const verdictMark = verdict => ({ PASS: 'ok', WARN: 'gate', FAIL: 'failed', UNKNOWN: 'unknown' })[verdict] ?? 'rest';
export const verdictWord = verdict => ({ PASS: 'pass', WARN: 'warn', FAIL: 'fail', UNKNOWN: 'unknown' })[verdict] ?? String(verdict || 'not run').toLowerCase().replaceAll('_', ' ');

/** Tiers with their hosts and checks; a cell holds every time the check was looked at on the host, oldest first. */
export function matrix(rows, { filter = 'all', find = '' } = {}) {
  const tiers = new Map();
  const wanted = find.trim().toLowerCase();
  for (const row of rows) {
    if (!tiers.has(row.tier)) {
      tiers.set(row.tier, { name: row.tier, hosts: new Set(), checks: new Map() });
    }
    const tier = tiers.get(row.tier);
    tier.hosts.add(row.host);
    if (!tier.checks.has(row.check)) {
      tier.checks.set(row.check, { name: row.check, cells: new Map() });
    }
    const cells = tier.checks.get(row.check).cells;
    cells.set(row.host, [...(cells.get(row.host) ?? []), row]);
  }
  return [...tiers.values()].map(tier => ({
    ...tier,
    hosts: [...tier.hosts],
    checks: [...tier.checks.values()].filter(check => matches(check, filter) && (!wanted || hit(check, tier, wanted))),
  })).filter(tier => tier.checks.length);
}

const last = looks => looks[looks.length - 1];

function matches(check, filter) {
  const all = [...check.cells.values()];
  if (filter === 'wrong') {
    return all.some(looks => last(looks).verdict !== 'PASS');
  }
  if (filter === 'changed') {
    return all.some(changed);
  }
  return true;
}

/** Whether the first look and the last differ in what was seen. */
export const changed = looks => looks.length > 1 && (looks[0].observed !== last(looks).observed || looks[0].verdict !== last(looks).verdict);

const hit = (check, tier, wanted) => check.name.toLowerCase().includes(wanted) || tier.name.toLowerCase().includes(wanted)
  || [...check.cells.keys()].some(host => host.toLowerCase().includes(wanted));

export function verdicts(rows) {
  const counts = {};
  rows.forEach(row => {
    counts[row.verdict] = (counts[row.verdict] ?? 0) + 1;
  });
  return Object.entries(counts).sort(([a], [b]) => (RANK[a] ?? 9) - (RANK[b] ?? 9));
}
