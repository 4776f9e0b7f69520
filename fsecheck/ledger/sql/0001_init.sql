-- A ledger of care sheets. No name, no free text, no identity in clear: patients are keyed digests,
-- words of the host are keyed digests, days are AAAA-MM-JJ, amounts are cents.

CREATE TABLE migration (
  number INTEGER PRIMARY KEY,
  digest TEXT NOT NULL,
  applied TEXT NOT NULL
);

CREATE TABLE ledger (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  practice TEXT NOT NULL,
  made TEXT NOT NULL
);

-- For each version of the key that has written here: the ledger's own secret, wrapped so that this version alone opens
-- it, and a digest of that which only the right key makes. Words and contents are keyed by the secret, so that they can
-- be compared whatever the version of the key, and a version can be retired.
CREATE TABLE key_check (
  version INTEGER PRIMARY KEY,
  salt BLOB NOT NULL,
  wrapped BLOB NOT NULL,
  digest BLOB NOT NULL
);

-- An MK is a RPPS and the AM numbers linked to it, or an AM number alone.
CREATE TABLE practitioner (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('rpps', 'am')),
  number TEXT NOT NULL UNIQUE,
  linked INTEGER REFERENCES practitioner (id),
  invoices INTEGER NOT NULL DEFAULT 0 CHECK (invoices IN (0, 1)),
  CHECK (linked IS NULL OR kind = 'am')
);

-- Who is who: a NIR individuel, a composite, or a link that the host has made between identities, whose digest is
-- chance. "linked" is the person whom all of them are. What a row says is bound by the last event that is about it.
CREATE TABLE person (
  digest BLOB PRIMARY KEY,
  id INTEGER NOT NULL UNIQUE CHECK (id BETWEEN 1 AND 8796093022207),
  kind TEXT NOT NULL CHECK (kind IN ('own', 'composite', 'link')),
  key_version INTEGER NOT NULL,
  linked INTEGER REFERENCES person (id)
) WITHOUT ROWID;
CREATE INDEX person_linked ON person (linked) WHERE linked IS NOT NULL;

CREATE TABLE invoice (
  id INTEGER PRIMARY KEY,
  mk INTEGER NOT NULL REFERENCES practitioner (id),
  number TEXT NOT NULL,
  attempt INTEGER NOT NULL CHECK (attempt >= 1),
  state TEXT NOT NULL CHECK (state IN ('reserved', 'confirmed', 'recorded', 'acknowledged', 'paid', 'released',
    'rejected', 'cancelled', 'corrected')),
  former TEXT NOT NULL DEFAULT '', -- of a corrected one: what it would be again
  since TEXT NOT NULL,
  answer TEXT NOT NULL DEFAULT '', -- the payer's code
  patient INTEGER NOT NULL REFERENCES person (id),
  content BLOB NOT NULL,
  drawn_up TEXT NOT NULL,
  nature TEXT NOT NULL,
  series_last_remote INTEGER,
  card_readable INTEGER,
  corrects TEXT NOT NULL,
  corrects_drawn_up TEXT NOT NULL,
  replaces INTEGER REFERENCES invoice (id),
  lot TEXT NOT NULL,
  verdict TEXT NOT NULL, -- of the check before it was written, "" without one; its errors and warnings, by rule
  rules TEXT NOT NULL,
  total_fees INTEGER NOT NULL,
  total_amo INTEGER NOT NULL,
  total_amc INTEGER NOT NULL,
  total_insured INTEGER NOT NULL,
  UNIQUE (number, mk, attempt)
);
CREATE INDEX invoice_corrects ON invoice (mk, corrects) WHERE corrects <> '';
CREATE INDEX invoice_reserved ON invoice (since) WHERE state = 'reserved';

-- Acts of one invoice and civil year that differ in no more than their day, their place on the sheet, session and
-- visit: the sessions of a treatment repeat all the rest, so it is kept once, and "lines" tells them apart, in order:
-- AAAA-MM-JJ line session visit, and so on, one blank between any two; a mark that is missing is nothing.
-- Clustered: "id" is 1048576 times the patient, and a place, so that all acts of one patient lie side by side; with a
-- key of several columns and WITHOUT ROWID the inner pages would hold whole rows and the tree be twice as deep. A check pays for each value that it reads, so what it
-- must know of them is one, "said": the fields of an Event from its code on, but for the MK, a U+001F between any two,
-- 0 and 1 for no and yes. It holds what it must know of the invoice too: that never changes, but for "live", which
-- follows the state.
CREATE TABLE acts (
  id INTEGER PRIMARY KEY,
  patient INTEGER NOT NULL REFERENCES person (id) CHECK (patient = id >> 20),
  invoice INTEGER NOT NULL REFERENCES invoice (id),
  first TEXT NOT NULL,
  last TEXT NOT NULL CHECK (last >= first AND substr(last, 1, 4) = substr(first, 1, 4)),
  live INTEGER NOT NULL CHECK (live IN (0, 1)),
  direct INTEGER NOT NULL CHECK (direct IN (0, 1)),
  mk INTEGER NOT NULL REFERENCES practitioner (id), -- who executed them
  said TEXT NOT NULL,
  lines TEXT NOT NULL,
  times INTEGER NOT NULL CHECK (times >= 1), -- how many lines
  quantity INTEGER NOT NULL, -- of each line
  remote INTEGER NOT NULL CHECK (remote IN (0, 1)),
  counted INTEGER NOT NULL CHECK (counted IN (0, 1)),
  overcharged INTEGER NOT NULL CHECK (overcharged IN (0, 1)),
  series TEXT NOT NULL,
  agreement_asked TEXT,
  referential INTEGER,
  majoration TEXT NOT NULL,
  qualifier TEXT NOT NULL,
  exemption TEXT NOT NULL,
  rate INTEGER NOT NULL,
  unit_price INTEGER NOT NULL,
  base INTEGER NOT NULL,
  amo INTEGER NOT NULL,
  amc INTEGER NOT NULL,
  fees INTEGER NOT NULL
);
CREATE INDEX acts_series ON acts (series) WHERE series <> '';

-- Travel lines whose journey the host names: a digest of day, journey and establishment, and the line of the sheet.
-- Beside "acts", not in it: each journey has its own name, and the lines of a treatment would no longer be one row.
CREATE TABLE trip (
  word TEXT NOT NULL,
  act INTEGER NOT NULL REFERENCES acts (id) ON DELETE CASCADE,
  line INTEGER NOT NULL,
  PRIMARY KEY (word, act, line)
) WITHOUT ROWID;
CREATE INDEX trip_act ON trip (act);

-- Quantities of the live invoices by executing MK and civil year: a cache, always to be rebuilt from them and from what
-- was erased.
CREATE TABLE volume (
  mk INTEGER NOT NULL REFERENCES practitioner (id),
  year INTEGER NOT NULL,
  remote INTEGER NOT NULL,
  total INTEGER NOT NULL,
  overcharged INTEGER NOT NULL,
  PRIMARY KEY (mk, year)
) WITHOUT ROWID;

-- Days of elaboration of which an MK claims that every invoice is here; 9999-12-31 is "and from now on".
CREATE TABLE coverage (
  mk INTEGER NOT NULL REFERENCES practitioner (id),
  since TEXT NOT NULL,
  until TEXT NOT NULL,
  PRIMARY KEY (mk, since)
) WITHOUT ROWID;

-- What happened, in order, never changed and never deleted. Each digest is keyed and holds the one before and its own
-- row; the commitment stands for what the event says, which may be erased.
CREATE TABLE event (
  seq INTEGER PRIMARY KEY CHECK (seq BETWEEN 1 AND 8796093022207),
  day TEXT NOT NULL,
  kind TEXT NOT NULL,
  invoice INTEGER CHECK (invoice BETWEEN 1 AND 8796093022207),
  commitment BLOB NOT NULL,
  key_version INTEGER NOT NULL,
  digest BLOB NOT NULL
);
CREATE INDEX event_invoice ON event (invoice) WHERE invoice IS NOT NULL;
CREATE TRIGGER event_never_changes BEFORE UPDATE ON event
BEGIN
  SELECT RAISE(ABORT, 'the events of a ledger are append-only');
END;
CREATE TRIGGER event_never_goes BEFORE DELETE ON event
BEGIN
  SELECT RAISE(ABORT, 'the events of a ledger are append-only');
END;

-- What an event says, as JSON, and the chance that keeps its commitment from being guessed.
CREATE TABLE payload (
  seq INTEGER PRIMARY KEY REFERENCES event (seq),
  salt BLOB NOT NULL,
  said TEXT NOT NULL
);

-- What was erased, by the event that says so: the last person there was, and the last day of elaboration gone.
CREATE TABLE erasure (
  seq INTEGER PRIMARY KEY REFERENCES event (seq),
  persons INTEGER NOT NULL,
  until TEXT NOT NULL
);

-- Quantities of live invoices that were erased, by executing MK and civil year: the yearly volumes stay right.
CREATE TABLE forgotten (
  mk INTEGER NOT NULL REFERENCES practitioner (id),
  year INTEGER NOT NULL,
  remote INTEGER NOT NULL,
  total INTEGER NOT NULL,
  overcharged INTEGER NOT NULL,
  PRIMARY KEY (mk, year)
) WITHOUT ROWID;
