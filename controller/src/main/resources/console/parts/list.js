// A long list of which only what is seen is in the page. The window scrolls; rows have known heights.

import { html, repeat, properties } from './html.js';
import { invalidate } from './screen.js';

const BEYOND = 400;

/** State of one such list: which rows are in sight, which one has the keyboard. */
export class LongList {
  constructor({ heightOf, keyOf = row => row.key }) {
    this.heightOf = heightOf;
    this.keyOf = keyOf;
    this.rows = [];
    this.cursor = -1;
    this.seen = () => invalidate();
    this.resized = () => {
      this.unit = parseFloat(getComputedStyle(document.documentElement).fontSize);
      invalidate();
    };
    this.resized();
    addEventListener('scroll', this.seen, { passive: true });
    addEventListener('resize', this.resized);
  }

  stop() {
    removeEventListener('scroll', this.seen);
    removeEventListener('resize', this.resized);
  }

  measure(rows) {
    const narrow = innerWidth <= 720;
    this.tops = new Float64Array(rows.length + 1);
    for (let i = 0; i < rows.length; i++) {
      this.tops[i + 1] = this.tops[i] + Math.round(this.heightOf(rows[i], narrow) * this.unit);
    }
    this.rows = rows;
  }

  /** First row whose end lies behind this height. */
  at(height) {
    let low = 0;
    let high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.tops[middle + 1] <= height) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  view(rows, renderRow, { label }) {
    this.measure(rows);
    const above = this.element?.isConnected ? -this.element.getBoundingClientRect().top : 0;
    const first = this.at(Math.max(0, above - BEYOND));
    const last = Math.min(rows.length, this.at(above + innerHeight + BEYOND) + 1);
    const visible = [];
    for (let i = first; i < last; i++) {
      visible.push(i);
    }
    if (this.cursor >= 0 && this.cursor < rows.length && (this.cursor < first || this.cursor >= last) && this.hasFocus()) {
      visible.push(this.cursor);
    }
    return html`<div class="longlist" role="list" aria-label=${label} ${properties({ '--all': `${this.tops[rows.length]}px` })}
      @focusin=${event => this.focused(event)}>
      ${repeat(visible, i => this.keyOf(rows[i]), i => html`<div class="slot" role="listitem" aria-setsize=${rows.length} aria-posinset=${i + 1}
        data-row=${i} ${properties({ '--y': `${this.tops[i]}px`, '--h': `${this.tops[i + 1] - this.tops[i]}px` })}>${renderRow(rows[i], i)}</div>`)}
    </div>`;
  }

  /** To be called with the page's root after it was drawn: heights can only be known then. */
  attach(root) {
    const element = root.querySelector('.longlist');
    if (element !== this.element) {
      this.element = element;
      if (element) {
        invalidate();
      }
    }
  }

  hasFocus() {
    return this.element?.contains(document.activeElement);
  }

  focused(event) {
    const slot = event.target.closest('.slot');
    if (slot) {
      this.cursor = Number(slot.dataset.row);
    }
  }

  /** Moves the keyboard by rows; the row comes into sight. */
  move(by) {
    if (!this.rows.length || !this.element) {
      return;
    }
    const from = this.hasFocus() ? this.cursor : by > 0 ? -1 : this.rows.length;
    this.go(Math.max(0, Math.min(this.rows.length - 1, from + by)));
  }

  go(index) {
    this.cursor = index;
    const box = this.element.getBoundingClientRect();
    const top = box.top + this.tops[index];
    const bottom = box.top + this.tops[index + 1];
    const head = document.querySelector('[data-sticky]')?.getBoundingClientRect().bottom ?? 0;
    if (top < head + 8) {
      scrollBy(0, top - head - 8);
    } else if (bottom > innerHeight - 72) {
      scrollBy(0, bottom - innerHeight + 72);
    }
    invalidate();
    requestAnimationFrame(() => requestAnimationFrame(() =>
      this.element?.querySelector(`[data-row="${index}"] [data-main]`)?.focus({ preventScroll: true })));
  }
}
