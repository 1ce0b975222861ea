// A graph of stages in columns: each as far right as the longest way to it. Pure.

/** Columns of nodes, and the edges that are not implied by others. */
export function layers(stages) {
  const byName = new Map(stages.map(stage => [stage.name, stage]));
  const depth = new Map();
  const depthOf = (name, seen = new Set()) => {
    if (depth.has(name)) {
      return depth.get(name);
    }
    if (seen.has(name) || !byName.has(name)) {
      return 0;
    }
    seen.add(name);
    const needs = byName.get(name).needs.filter(need => byName.has(need));
    const own = needs.length ? 1 + Math.max(...needs.map(need => depthOf(need, seen))) : 0;
    depth.set(name, own);
    return own;
  };
  stages.forEach(stage => depthOf(stage.name));
  const columns = [];
  stages.forEach(stage => {
    const column = depth.get(stage.name);
    (columns[column] ??= []).push(stage);
  });
  const reach = new Map();
  const reachable = name => {
    if (!reach.has(name)) {
      reach.set(name, new Set());
      const all = new Set();
      for (const need of byName.get(name)?.needs ?? []) {
        all.add(need);
        reachable(need).forEach(one => all.add(one));
      }
      reach.set(name, all);
    }
    return reach.get(name);
  };
  const edges = stages.flatMap(stage => {
    const needs = stage.needs.filter(need => byName.has(need));
    return needs.filter(need => !needs.some(other => other !== need && reachable(other).has(need))).map(need => [need, stage.name]);
  });
  return { columns, edges };
}
