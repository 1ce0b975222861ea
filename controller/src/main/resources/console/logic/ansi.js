// A line of a command's output as pieces of text with colours. Pure.

const SEQUENCE = /\u001b(?:\[([0-9;:]*)([A-Za-z])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[()][A-Z0-9]|[=>78cM])/g;

/** What a terminal would show of a line in the end: behind the last carriage return, backspaces taken, no control characters. */
export function settled(line) {
  const trimmed = line.replace(/\r+$/, '');
  const visible = trimmed.slice(trimmed.lastIndexOf('\r') + 1);
  return visible.includes('\b') ? backspaced(visible) : visible;
}

function backspaced(text) {
  const out = [];
  for (const c of text) {
    if (c === '\b') {
      out.pop();
    } else {
      out.push(c);
    }
  }
  return out.join('');
}

/** Pieces {text, cls}: cls names a colour and weight of the stylesheet, or is empty. */
export function pieces(line) {
  const text = settled(line);
  if (!text.includes('\u001b')) {
    return [{ text: clean(text), cls: '' }];
  }
  const result = [];
  let style = { colour: null, bold: false, faint: false, underline: false };
  let from = 0;
  const push = until => {
    if (until > from) {
      result.push({ text: clean(text.slice(from, until)), cls: classOf(style) });
    }
  };
  for (const match of text.matchAll(SEQUENCE)) {
    push(match.index);
    from = match.index + match[0].length;
    if (match[2] === 'm') {
      style = applied(style, match[1]);
    }
  }
  push(text.length);
  return result.length ? result : [{ text: '', cls: '' }];
}

// eslint-disable-next-line no-control-regex
const clean = text => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '').replaceAll('\t', '    ');

function applied(style, codes) {
  const next = { ...style };
  const numbers = codes.split(/[;:]/).map(Number);
  for (let at = 0; at < numbers.length; at++) {
    const n = numbers[at];
    if (n === 0) {
      Object.assign(next, { colour: null, bold: false, faint: false, underline: false });
    } else if (n === 1) {
      next.bold = true;
    } else if (n === 2) {
      next.faint = true;
    } else if (n === 4) {
      next.underline = true;
    } else if (n === 22) {
      next.bold = next.faint = false;
    } else if (n === 24) {
      next.underline = false;
    } else if (n >= 30 && n <= 37) {
      next.colour = n - 30;
    } else if (n >= 90 && n <= 97) {
      next.colour = n - 90;
    } else if (n === 39) {
      next.colour = null;
    } else if (n === 38 || n === 48) {
      // Extended colours take the nearest of the sixteen; backgrounds are left out, for contrast.
      const value = numbers[at + 1] === 5 ? numbers[at + 2] % 8 : numbers[at + 1] === 2 ? nearest(numbers.slice(at + 2, at + 5)) : null;
      next.colour = n === 38 ? value : next.colour;
      at += numbers[at + 1] === 5 ? 2 : 4;
    }
  }
  return next;
}

const nearest = ([r, g, b]) => (r > 127 ? 1 : 0) + (g > 127 ? 2 : 0) + (b > 127 ? 4 : 0);

function classOf(style) {
  const names = [];
  if (style.colour !== null) {
    names.push(`a${style.colour}`);
  }
  for (const name of ['bold', 'faint', 'underline']) {
    if (style[name]) {
      names.push(`a-${name}`);
    }
  }
  return names.join(' ');
}
