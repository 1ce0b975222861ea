// The console's pure logic, in the browser that it is for. Returns a line for each thing that is not as expected.

import { boardRows, kindOf, parts, RunModel, taskOf } from '/console/logic/run-model.js';
import { bytes, clock, count, duration, grouped, list, shown } from '/console/logic/words.js';
import { abortWords, choices, mistakes } from '/console/logic/decisions.js';
import { pieces, settled } from '/console/logic/ansi.js';
import { LogWindow, PIECE } from '/console/logic/log-window.js';
import { layers } from '/console/logic/layers.js';
import { matrix } from '/console/logic/matrix.js';
import { parseProperties } from '/console/logic/properties.js';
import { ticks } from '/console/logic/gantt.js';
import { parseEvent, serverSentEvents } from '/console/api.js';

const tests = {};

tests['lengths of time keep their width'] = is => {
  is(duration(0), '0s');
  is(duration(184000), '3m04s');
  is(duration(7620000), '2h07m');
  is(duration(273600000), '3d04h');
  is(count(1, 'host'), '1 host');
  is(grouped(20000), '20,000');
  is(bytes(1023), '1,023 bytes');
  is(bytes(1 << 30), '1.0 GiB');
  is(list(['a', 'b', 'c', 'd', 'e'], 3), 'a, b and 3 more');
};

tests['a time in the night needs no date, one long ago does'] = is => {
  const now = new Date(2026, 0, 2, 3, 0, 0);
  is(clock(new Date(2026, 0, 1, 23, 5, 9), now), '23:05:09');
  is(clock(new Date(2025, 11, 30, 23, 5, 9), now, false), '2025-12-30 23:05');
};

tests['a gate has another mark than a failure'] = is => {
  is(shown('AWAITING_DECISION', true).mark, 'gate');
  is(shown('AWAITING_DECISION', false).mark, 'trouble');
  is(shown('UNKNOWN').mark, 'unknown');
  is(shown('OF_A_LATER_VERSION').mark, 'unknown');
};

const run = hosts => new RunModel({
  run: { run: 'run-1', phase: 'RUN_PHASE_RUNNING', position: '7' },
  stages: [{ stage: 'one', title: 'One', hosts, steps: [{ step: 'a' }, { step: 'b' }] }, { stage: 'two', hosts, needs: ['one'], steps: [{ step: 'c' }] }],
});
const task = (step, host, state, more = {}) => taskOf({ stage: step === 'c' ? 'two' : 'one', step, host, state: `TASK_STATE_${state}`, ...more });

tests['what is wrong with a host is seen before what is fine'] = is => {
  is(kindOf([task('a', 'h', 'SUCCEEDED'), task('b', 'h', 'WAITING')]), 'busy');
  is(kindOf([task('a', 'h', 'WAITING'), null]), 'idle');
  is(kindOf([task('a', 'h', 'SUCCEEDED'), task('b', 'h', 'SKIPPED')]), 'done');
  is(kindOf([task('a', 'h', 'RUNNING'), task('b', 'h', 'AWAITING_DECISION', { gate: true })]), 'gate');
  is(kindOf([task('a', 'h', 'AWAITING_DECISION', { gate: true }), task('b', 'h', 'UNKNOWN')]), 'trouble');
};

tests['a task of an older generation is history'] = is => {
  const model = run(['h']);
  model.take(task('a', 'h', 'WAITING', { generation: 1 }));
  model.take(task('a', 'h', 'SUCCEEDED', { generation: 0 }));
  is(model.task('one', 'a', 'h').state, 'WAITING');
};

tests['events move tasks, and what waits is known'] = is => {
  const model = run(['h']);
  model.event({ position: '9', task: { stage: 'one', step: 'a', host: 'h', state: 'TASK_STATE_AWAITING_DECISION', question: { why: 'x', askedAt: '2026-01-01T00:00:00Z' } } });
  model.settle();
  is(model.asked().length, 1);
  is(model.stages[0].kind, 'trouble');
  is(model.run.position, 9);
  model.event({ position: '10', task: { stage: 'one', step: 'a', host: 'h', state: 'TASK_STATE_RUNNING' } });
  model.settle();
  is(model.asked().length, 0);
  is(model.stages[0].kind, 'busy');
};

tests['hosts that are fine fold into one row'] = is => {
  const hosts = Array.from({ length: 500 }, (_, index) => `h-${index}`);
  const model = run(hosts);
  hosts.forEach((host, index) => {
    const state = index === 7 ? 'AWAITING_DECISION' : index < 100 ? 'SUCCEEDED' : 'WAITING';
    model.take(task('a', host, state));
    model.take(task('b', host, index < 100 && index !== 7 ? 'SUCCEEDED' : 'WAITING'));
  });
  model.settle();
  const rows = boardRows(model.stages);
  is(rows.map(row => row.type).join(' '), 'stage host fold fold stage');
  is(rows[2].hosts.length + rows[3].hosts.length, 499);
  is(boardRows(model.stages, { only: true }).map(row => row.type).join(' '), 'stage host');
  is(boardRows(model.stages, { find: 'h-49' }).filter(row => row.type === 'host').length, 22);
};

tests['parts of a bar add up'] = is => {
  const of = parts({ SUCCEEDED: 3, SKIPPED: 1, FAILED: 1, AWAITING_DECISION: 1, RUNNING: 2, WAITING: 4 });
  is(of.all, 12);
  is(of.through, 4);
  is(of.run, 2);
};

tests['what mends is offered before what gives up'] = is => {
  const asked = taskOf({ question: { choices: ['SKIP', 'RETRY', 'RUN_REMEDY', 'GO_BACK'].map(kind => `DECISION_KIND_${kind}`),
    remedies: [{ remedy: 'r', runnable: true, title: 'R' }, { remedy: 'words', runnable: false }], restorePoints: ['p'] } });
  is(choices(asked).map(choice => choice.key).join(', '), 'RUN_REMEDY r, RETRY, SKIP, GO_BACK p');
};

tests['a reason is asked for where it stands in the report'] = is => {
  is(Object.keys(mistakes('SKIP', ' ', [], {})).join(), 'reason');
  is(Object.keys(mistakes('RETRY', '', [], {})).join(), '');
  const fields = [{ name: 'told', required: true }, { name: 'n', type: 'integer' }];
  is(Object.keys(mistakes('APPROVE', '', fields, { n: 'x' })).join(), 'told,n');
  is(Object.keys(mistakes('REJECT', 'no', fields, {})).join(), '');
};

tests['aborting says what it ends and what it leaves'] = is => {
  const said = abortWords({ RUNNING: 2, WAITING: 3, SUCCEEDED: 1 }).join(' ');
  is(said.includes('2 commands'), true);
  is(said.includes('3 tasks will not be started'), true);
};

tests['output is shown as a terminal would in the end'] = is => {
  is(settled('10%\r50%\r100%'), '100%');
  is(settled('done\r'), 'done');
  is(pieces('\u001b[1;31mred\u001b[0m plain').map(piece => `${piece.cls}|${piece.text}`).join(), 'a1 a-bold|red,| plain');
  is(pieces('\u001b]0;title\u0007x\u001b[2Ky').map(piece => piece.text).join(''), 'xy');
  is(pieces('\u001b[38;5;9mx').map(piece => piece.cls).join(), 'a1');
};

function log(text, over = {}) {
  const data = new TextEncoder().encode(text);
  const asked = [];
  const window = new LogWindow((offset, limit) => {
    asked.push(offset);
    return Promise.resolve([{ offset, skipped: 0, size: data.length, data: data.subarray(offset, offset + limit), ...over }]);
  }, () => {});
  return { window, asked };
}

tests['lines are found across pieces, and only pieces that are looked at are read'] = async is => {
  const text = Array.from({ length: 100000 }, (_, index) => `line ${String(index).padStart(9, '0')} ä\n`).join('');
  const { window, asked } = log(text);
  await window.load(0);
  is(new TextDecoder().decode(window.lines(0, 2)[1].bytes), 'line 000000001 ä');
  const far = 1234567;
  await window.want(Math.floor(far / PIECE));
  const begin = window.begin(far);
  is(new TextDecoder().decode(window.lines(begin, 1)[0].bytes).startsWith('line '), true);
  is(window.previous(begin) < begin, true);
  is(asked.length, 2);
  let at = PIECE - 1;
  while (window.byte(at) !== 10) {
    at--;
  }
  await window.want(1);
  is(new TextDecoder().decode(window.lines(at + 1, 1)[0].bytes), text.split('\n')[new TextDecoder().decode(window.slice(0, at + 1)).split('\n').length - 1]);
};

tests['a line without an end does not stop anything'] = async is => {
  const { window } = log('x'.repeat(200000));
  await window.load(0);
  await window.want(1);
  const lines = window.lines(0, 5);
  is(lines.length, 5);
  is(lines[1].offset, lines[0].end);
};

tests['what comes live is appended'] = async is => {
  const { window } = log('one\n');
  await window.load(0);
  window.append({ offset: 4, skipped: 0, size: 8, data: new TextEncoder().encode('two\n') });
  is(window.lines(0, 5).map(line => new TextDecoder().decode(line.bytes)).join(), 'one,two');
};

tests['stages stand behind what they wait for, without edges that others imply'] = is => {
  const { columns, edges } = layers([{ name: 'a', needs: [] }, { name: 'b', needs: ['a'] }, { name: 'c', needs: ['a', 'b'] }]);
  is(columns.map(column => column.map(stage => stage.name).join('')).join(), 'a,b,c');
  is(edges.map(edge => edge.join('')).join(), 'ab,bc');
};

tests['before and after stand in one cell'] = is => {
  const row = (observed, verdict) => ({ tier: 'web', host: 'h', check: 'version', observed, verdict });
  const rows = [row('1', 'FAIL'), row('2', 'PASS')];
  is(matrix(rows)[0].checks[0].cells.get('h').length, 2);
  is(matrix(rows, { filter: 'wrong' }).length, 0);
  is(matrix(rows, { filter: 'changed' }).length, 1);
};

tests['parameters are taken as they stand'] = is => {
  const values = parseProperties('# no\na = C:\\media "x"\n\nb=1=2\r\n');
  is(values.get('a'), 'C:\\media "x"');
  is(values.get('b'), '1=2');
  is(values.size, 2);
};

tests['ticks are round and few'] = is => {
  const all = ticks(Date.UTC(2026, 0, 1, 0, 3), Date.UTC(2026, 0, 1, 5), 6);
  is(all.length <= 6, true);
  is(all.every(at => new Date(at).getUTCMinutes() % 30 === 0), true);
};

tests['server-sent events are read whatever way they are cut'] = async is => {
  is(parseEvent(': alive').event, 'comment');
  is(parseEvent('retry: 1000'), null);
  const text = 'retry: 1000\n\nid: 4\ndata: {"a":"ö"}\n\n: alive\n\nevent: end\ndata: {}\n\n';
  const all = new TextEncoder().encode(text);
  for (const size of [1, 3, 7, all.length]) {
    const body = new ReadableStream({
      start(controller) {
        for (let at = 0; at < all.length; at += size) {
          controller.enqueue(all.slice(at, at + size));
        }
        controller.close();
      },
    });
    const found = [];
    for await (const event of serverSentEvents(body)) {
      found.push(`${event.event} ${event.id} ${event.data}`);
    }
    is(found.join('|'), 'message 4 {"a":"ö"}|comment  |end  {}');
  }
};

export default async function () {
  const wrong = [];
  for (const [name, test] of Object.entries(tests)) {
    let looks = 0;
    const is = (seen, expected) => {
      looks++;
      if (seen !== expected) {
        wrong.push(`${name}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(seen)}`);
      }
    };
    try {
      await test(is);
    } catch (failure) {
      wrong.push(`${name}: ${failure.stack}`);
    }
    if (!looks) {
      wrong.push(`${name}: looks at nothing`);
    }
  }
  return { ran: Object.keys(tests).length, wrong };
}
