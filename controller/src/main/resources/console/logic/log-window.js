// A window into bytes that are too many to hold: pieces by offset, and lines found in them. Knows nothing of pages.

export const PIECE = 64 * 1024;
/** Pieces that are kept; the ones that were used longest ago go first. */
const KEPT = 48;
/** A line longer than this is shown in parts: nothing a program prints may stop the page. */
export const LONGEST = 8 * 1024;

const NEWLINE = 10;

/** Pieces of one stream of output, fetched when they are needed. `fetchPiece(offset, limit)` gives [{offset, data, skipped, size}]. */
export class LogWindow {
  constructor(fetchPiece, changed) {
    this.fetchPiece = fetchPiece;
    this.changed = changed;
    this.size = 0;
    this.pieces = new Map();
    this.busy = new Map();
    this.used = 0;
    this.error = null;
  }

  piece(index) {
    const known = this.pieces.get(index);
    if (known) {
      known.used = ++this.used;
    }
    return known;
  }

  /** Makes sure that a piece is here or on its way. */
  want(index) {
    if (index < 0 || index * PIECE > Math.max(0, this.size - 1) || this.busy.has(index)) {
      return this.busy.get(index);
    }
    const known = this.piece(index);
    if (known && (known.full || known.end >= this.size)) {
      return null;
    }
    return this.load(index);
  }

  load(index) {
    const from = index * PIECE;
    const reading = this.fetchPiece(from, PIECE)
      .then(parts => {
        this.take(index, parts);
        this.error = null;
      })
      .catch(wrong => {
        if (wrong.name !== 'AbortError') {
          this.error = wrong;
        }
      })
      .finally(() => {
        this.busy.delete(index);
        this.changed();
      });
    this.busy.set(index, reading);
    return reading;
  }

  take(index, parts) {
    const from = index * PIECE;
    const bytes = new Uint8Array(PIECE);
    const gaps = [];
    let end = from;
    for (const part of parts) {
      this.size = Math.max(this.size, part.size, part.offset + part.data.length);
      if (part.skipped) {
        gaps.push({ from: part.offset - part.skipped, to: part.offset });
      }
      const start = Math.max(part.offset, from);
      const data = part.data.subarray(start - part.offset, Math.max(0, from + PIECE - part.offset));
      if (data.length) {
        bytes.set(data, start - from);
        end = Math.max(end, start + data.length);
      } else if (part.offset > end) {
        end = Math.min(part.offset, from + PIECE);
      }
    }
    this.pieces.set(index, { bytes, end, gaps, full: end >= from + PIECE, used: ++this.used });
    this.forget();
  }

  forget() {
    while (this.pieces.size > KEPT) {
      const [oldest] = [...this.pieces].reduce((a, b) => (a[1].used < b[1].used ? a : b));
      this.pieces.delete(oldest);
    }
  }

  /** The byte at an offset; undefined when it is not here. */
  byte(offset) {
    const piece = this.pieces.get(Math.floor(offset / PIECE));
    return piece && offset < piece.end ? piece.bytes[offset % PIECE] : undefined;
  }

  /** Where the line behind the one that begins here begins; undefined when that is not known yet, `size` at the end. */
  next(offset) {
    const limit = Math.min(this.size, offset + LONGEST);
    for (let at = offset; at < limit; at++) {
      const byte = this.byte(at);
      if (byte === undefined) {
        this.want(Math.floor(at / PIECE));
        return undefined;
      }
      if (byte === NEWLINE) {
        return at + 1;
      }
    }
    return limit;
  }

  /** Where the line that this offset is in begins; undefined when that is not known yet. */
  begin(offset) {
    const limit = Math.max(0, offset - LONGEST);
    for (let at = offset - 1; at >= limit; at--) {
      const byte = this.byte(at);
      if (byte === undefined) {
        this.want(Math.floor(at / PIECE));
        return undefined;
      }
      if (byte === NEWLINE) {
        return at + 1;
      }
    }
    return limit;
  }

  /** Where the line before the one that begins here begins. */
  previous(offset) {
    return offset <= 0 ? 0 : this.begin(offset - 1);
  }

  /** From an offset on, so many lines {offset, end, bytes}; ends where nothing more is here. */
  lines(offset, count) {
    const result = [];
    let at = offset;
    while (result.length < count && at < this.size) {
      const end = this.next(at);
      if (end === undefined) {
        result.push({ offset: at, end: at, missing: true });
        break;
      }
      const gap = this.gapAt(at, end);
      result.push({ offset: at, end, bytes: this.slice(at, this.byte(end - 1) === NEWLINE ? end - 1 : end), gap });
      at = end;
    }
    return result;
  }

  gapAt(from, to) {
    const gaps = this.pieces.get(Math.floor(from / PIECE))?.gaps ?? [];
    return gaps.find(gap => gap.from < to && gap.to >= from && from >= gap.from - 1) ?? null;
  }

  slice(from, to) {
    const out = new Uint8Array(Math.max(0, to - from));
    let at = from;
    while (at < to) {
      const piece = this.pieces.get(Math.floor(at / PIECE));
      const start = at % PIECE;
      const length = Math.min(to - at, PIECE - start);
      out.set(piece.bytes.subarray(start, start + length), at - from);
      at += length;
    }
    return out;
  }

  /** Output has grown: the last piece is read again where it was not full. */
  grow(size) {
    if (size > this.size) {
      this.size = size;
      const last = Math.floor((size - 1) / PIECE);
      for (const index of [last - 1, last]) {
        const piece = this.pieces.get(index);
        if (piece && !piece.full && !this.busy.has(index)) {
          this.load(index);
        }
      }
    }
  }

  /** Appends what a live feed brought. */
  append(part) {
    let data = part.data;
    let at = part.offset;
    this.size = Math.max(this.size, part.size, at + data.length);
    while (data.length) {
      const index = Math.floor(at / PIECE);
      const start = at % PIECE;
      const length = Math.min(data.length, PIECE - start);
      let piece = this.pieces.get(index);
      if (!piece && start === 0) {
        piece = { bytes: new Uint8Array(PIECE), end: at, gaps: [], full: false, used: ++this.used };
        this.pieces.set(index, piece);
      }
      if (piece && piece.end >= at) {
        piece.bytes.set(data.subarray(0, length), start);
        piece.end = Math.max(piece.end, at + length);
        piece.full = piece.end >= (index + 1) * PIECE;
      }
      data = data.subarray(length);
      at += length;
    }
    this.forget();
    this.changed();
  }
}
