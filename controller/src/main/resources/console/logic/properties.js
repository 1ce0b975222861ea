// A file of parameters, as the command line reads it: name=value, # before a comment, values as they stand. Pure.

export function parseProperties(text) {
  const result = new Map();
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    const equals = trimmed.indexOf('=');
    if (trimmed && !trimmed.startsWith('#') && equals > 0) {
      result.set(trimmed.slice(0, equals).trim(), trimmed.slice(equals + 1).trim());
    }
  }
  return result;
}
