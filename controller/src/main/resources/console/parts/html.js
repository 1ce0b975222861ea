// The template library, and the two directives that a strict Content-Security-Policy and keyboards ask for.

export { html, svg, nothing, render } from '../lib/lit-html/lit-html.js';
export { repeat } from '../lib/lit-html/directives/repeat.js';
export { live } from '../lib/lit-html/directives/live.js';
import { directive, Directive } from '../lib/lit-html/directive.js';
import { noChange } from '../lib/lit-html/lit-html.js';

class Properties extends Directive {
  render() {
    return noChange;
  }

  update(part, [values]) {
    const style = part.element.style;
    for (const name in values) {
      if (style.getPropertyValue(name) !== String(values[name])) {
        style.setProperty(name, values[name]);
      }
    }
    return noChange;
  }
}

/** Custom properties of an element, set by script: `<i ${properties({'--x': '3px'})}>`. A style attribute would be refused. */
export const properties = directive(Properties);

class Focused extends Directive {
  render() {
    return noChange;
  }

  update(part, [wanted = true]) {
    if (wanted && !this.done) {
      this.done = true;
      requestAnimationFrame(() => part.element.isConnected && part.element.focus({ preventScroll: true }));
    } else if (!wanted) {
      this.done = false;
    }
    return noChange;
  }
}

/** Takes the focus once, when it appears. */
export const focused = directive(Focused);
