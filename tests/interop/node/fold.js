// The events of a streamed overview, put together to the overview that GetOverview answers. Four rules: it begins with `started`,
// parts of a source are joined until one without `continues`, `superseded` drops what came, and without `completed` it is not whole.
'use strict';

// The events do not make a whole overview: show nothing of it as complete.
class Broken extends Error {}

// The overview that the events make.
function fold(events) {
  const overview = {};
  const rows = new Map();
  for (const event of events) {
    if (overview.completed) throw new Broken('an event after `completed`');
    if (Boolean(event.started) === Boolean(overview.started)) throw new Broken('`started` is the first event, once');
    if (event.started) overview.started = event.started;
    else if (event.source) rowOf(rows, event.source.source).take(event.source);
    else if (event.superseded) rowOf(rows, event.superseded.source).replace(event.superseded);
    else if (event.completed) overview.completed = event.completed;
    else throw new Broken('an event that this program does not know');
  }
  if (!overview.completed) throw new Broken('the stream ended before `completed`');
  const sources = [...rows.keys()].sort().flatMap((key) => rows.get(key).finished());
  return sources.length ? { ...overview, sources } : overview;
}

function rowOf(rows, source) {
  // By producer id; under protected identity the sector's code stands there.
  const key = `${source.producer_id ?? ''}\0${source.sector ?? ''}`;
  if (!rows.has(key)) rows.set(key, new Row());
  return rows.get(key);
}

// What came of one source.
class Row {
  #open = [];
  #closed = [];
  #isSuperseded = false;

  take(result) {
    // What was under way when the permission was lost is dropped as well.
    if (this.#isSuperseded) return;
    this.#open.push(result);
    if (!result.continues) this.#close(result, this.#open.flatMap((part) => part.records ?? []));
  }

  replace({ source, replacement }) {
    this.#open = [];
    this.#closed = [];
    this.#isSuperseded = true;
    if (replacement) this.#close({ ...replacement, source }, replacement.records ?? []);
  }

  finished() {
    if (this.#open.length) throw new Broken('a source broke off before its last message');
    return this.#closed;
  }

  // The other fields stand in the last message.
  #close({ continues, records, ...row }, joined) {
    this.#open = [];
    this.#closed.push(joined.length ? { ...row, records: joined } : row);
  }
}

module.exports = { Broken, fold };
