-- Ledgers of care sheets, one for each practice. What each column says stands in ../0001_init.sql, column for column;
-- here stands what differs: the practice, first in every key, and the rights.

CREATE SCHEMA fsecheck;
SET LOCAL search_path = fsecheck;

-- Of the database, whatever the practice.
CREATE TABLE migration (
  number integer PRIMARY KEY,
  digest text NOT NULL,
  applied text NOT NULL
);

-- The head of a practice: a call that writes holds this row until it ends, so that calls go one at a time.
CREATE TABLE ledger (
  practice text COLLATE "C" PRIMARY KEY DEFAULT current_setting('fsecheck.practice') CHECK (practice <> ''),
  id integer NOT NULL DEFAULT 1 CHECK (id = 1),
  made text NOT NULL,
  -- Whoever holds a row must be allowed to change a column of it: this one, to what it is.
  turn smallint NOT NULL DEFAULT 0 CHECK (turn = 0)
);

CREATE TABLE key_check (
  practice text COLLATE "C" NOT NULL DEFAULT current_setting('fsecheck.practice') REFERENCES ledger,
  version integer NOT NULL,
  salt bytea NOT NULL,
  wrapped bytea NOT NULL,
  digest bytea NOT NULL,
  PRIMARY KEY (practice, version)
);

CREATE TABLE practitioner (
  practice text COLLATE "C" NOT NULL DEFAULT current_setting('fsecheck.practice') REFERENCES ledger,
  id bigint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('rpps', 'am')),
  number text COLLATE "C" NOT NULL,
  linked bigint,
  invoices smallint NOT NULL DEFAULT 0 CHECK (invoices IN (0, 1)),
  PRIMARY KEY (practice, id),
  UNIQUE (practice, number),
  FOREIGN KEY (practice, linked) REFERENCES practitioner DEFERRABLE,
  CHECK (linked IS NULL OR kind = 'am')
);

CREATE TABLE person (
  practice text COLLATE "C" NOT NULL DEFAULT current_setting('fsecheck.practice') REFERENCES ledger,
  digest bytea NOT NULL,
  id bigint NOT NULL CHECK (id BETWEEN 1 AND 8796093022207),
  kind text NOT NULL CHECK (kind IN ('own', 'composite', 'link')),
  key_version integer NOT NULL,
  linked bigint,
  PRIMARY KEY (practice, digest),
  UNIQUE (practice, id),
  FOREIGN KEY (practice, linked) REFERENCES person (practice, id) DEFERRABLE
);
CREATE INDEX person_linked ON person (practice, linked) WHERE linked IS NOT NULL;

CREATE TABLE invoice (
  practice text COLLATE "C" NOT NULL DEFAULT current_setting('fsecheck.practice') REFERENCES ledger,
  id bigint NOT NULL,
  mk bigint NOT NULL,
  number text COLLATE "C" NOT NULL,
  attempt integer NOT NULL CHECK (attempt >= 1),
  state text NOT NULL CHECK (state IN ('reserved', 'confirmed', 'recorded', 'acknowledged', 'paid', 'released',
    'rejected', 'cancelled', 'corrected')),
  former text NOT NULL DEFAULT '',
  since text COLLATE "C" NOT NULL,
  answer text NOT NULL DEFAULT '',
  patient bigint NOT NULL,
  content bytea NOT NULL,
  drawn_up text COLLATE "C" NOT NULL,
  nature text NOT NULL,
  series_last_remote smallint,
  card_readable smallint,
  corrects text COLLATE "C" NOT NULL,
  corrects_drawn_up text COLLATE "C" NOT NULL,
  replaces bigint,
  lot text COLLATE "C" NOT NULL,
  verdict text NOT NULL,
  rules text NOT NULL,
  total_fees bigint NOT NULL,
  total_amo bigint NOT NULL,
  total_amc bigint NOT NULL,
  total_insured bigint NOT NULL,
  PRIMARY KEY (practice, id),
  UNIQUE (practice, number, mk, attempt),
  FOREIGN KEY (practice, mk) REFERENCES practitioner,
  FOREIGN KEY (practice, patient) REFERENCES person (practice, id),
  FOREIGN KEY (practice, replaces) REFERENCES invoice DEFERRABLE
);
-- What refers to a row that is erased is looked for by these.
CREATE INDEX invoice_patient ON invoice (practice, patient);
CREATE INDEX invoice_replaces ON invoice (practice, replaces) WHERE replaces IS NOT NULL;
CREATE INDEX invoice_corrects ON invoice (practice, mk, corrects) WHERE corrects <> '';
CREATE INDEX invoice_reserved ON invoice (practice, since) WHERE state = 'reserved';

CREATE TABLE acts (
  practice text COLLATE "C" NOT NULL DEFAULT current_setting('fsecheck.practice') REFERENCES ledger,
  id bigint NOT NULL,
  patient bigint NOT NULL CHECK (patient = id >> 20),
  invoice bigint NOT NULL,
  first text COLLATE "C" NOT NULL,
  last text COLLATE "C" NOT NULL CHECK (last >= first AND substr(last, 1, 4) = substr(first, 1, 4)),
  live smallint NOT NULL CHECK (live IN (0, 1)),
  direct smallint NOT NULL CHECK (direct IN (0, 1)),
  mk bigint NOT NULL,
  said text NOT NULL,
  lines text NOT NULL,
  times bigint NOT NULL CHECK (times >= 1),
  quantity bigint NOT NULL,
  remote smallint NOT NULL CHECK (remote IN (0, 1)),
  counted smallint NOT NULL CHECK (counted IN (0, 1)),
  overcharged smallint NOT NULL CHECK (overcharged IN (0, 1)),
  series text COLLATE "C" NOT NULL,
  agreement_asked text,
  referential smallint,
  majoration text NOT NULL,
  qualifier text NOT NULL,
  exemption text NOT NULL,
  rate integer NOT NULL,
  unit_price bigint NOT NULL,
  base bigint NOT NULL,
  amo bigint NOT NULL,
  amc bigint NOT NULL,
  fees bigint NOT NULL,
  PRIMARY KEY (practice, id),
  FOREIGN KEY (practice, invoice) REFERENCES invoice,
  FOREIGN KEY (practice, mk) REFERENCES practitioner
);
CREATE INDEX acts_invoice ON acts (practice, invoice);
CREATE INDEX acts_series ON acts (practice, series) WHERE series <> '';

CREATE TABLE trip (
  practice text COLLATE "C" NOT NULL DEFAULT current_setting('fsecheck.practice') REFERENCES ledger,
  word text COLLATE "C" NOT NULL,
  act bigint NOT NULL,
  line integer NOT NULL,
  PRIMARY KEY (practice, word, act, line),
  FOREIGN KEY (practice, act) REFERENCES acts ON DELETE CASCADE
);
CREATE INDEX trip_act ON trip (practice, act);

CREATE TABLE volume (
  practice text COLLATE "C" NOT NULL DEFAULT current_setting('fsecheck.practice') REFERENCES ledger,
  mk bigint NOT NULL,
  year integer NOT NULL,
  remote bigint NOT NULL,
  total bigint NOT NULL,
  overcharged bigint NOT NULL,
  PRIMARY KEY (practice, mk, year),
  FOREIGN KEY (practice, mk) REFERENCES practitioner
);

CREATE TABLE coverage (
  practice text COLLATE "C" NOT NULL DEFAULT current_setting('fsecheck.practice') REFERENCES ledger,
  mk bigint NOT NULL,
  since text COLLATE "C" NOT NULL,
  until text COLLATE "C" NOT NULL,
  PRIMARY KEY (practice, mk, since),
  FOREIGN KEY (practice, mk) REFERENCES practitioner
);

CREATE TABLE event (
  practice text COLLATE "C" NOT NULL DEFAULT current_setting('fsecheck.practice') REFERENCES ledger,
  seq bigint NOT NULL CHECK (seq BETWEEN 1 AND 8796093022207),
  day text NOT NULL,
  kind text NOT NULL,
  invoice bigint CHECK (invoice BETWEEN 1 AND 8796093022207),
  commitment bytea NOT NULL,
  key_version integer NOT NULL,
  digest bytea NOT NULL,
  PRIMARY KEY (practice, seq)
);
CREATE INDEX event_invoice ON event (practice, invoice) WHERE invoice IS NOT NULL;

CREATE TABLE payload (
  practice text COLLATE "C" NOT NULL DEFAULT current_setting('fsecheck.practice') REFERENCES ledger,
  seq bigint NOT NULL,
  salt bytea NOT NULL,
  said text NOT NULL,
  PRIMARY KEY (practice, seq),
  FOREIGN KEY (practice, seq) REFERENCES event
);

CREATE TABLE erasure (
  practice text COLLATE "C" NOT NULL DEFAULT current_setting('fsecheck.practice') REFERENCES ledger,
  seq bigint NOT NULL,
  persons bigint NOT NULL,
  until text COLLATE "C" NOT NULL,
  PRIMARY KEY (practice, seq),
  FOREIGN KEY (practice, seq) REFERENCES event
);

CREATE TABLE forgotten (
  practice text COLLATE "C" NOT NULL DEFAULT current_setting('fsecheck.practice') REFERENCES ledger,
  mk bigint NOT NULL,
  year integer NOT NULL,
  remote bigint NOT NULL,
  total bigint NOT NULL,
  overcharged bigint NOT NULL,
  PRIMARY KEY (practice, mk, year),
  FOREIGN KEY (practice, mk) REFERENCES practitioner
);

-- The owner could lift this: the role of the application, which is not the owner, has no right to change an event.
CREATE FUNCTION events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the events of a ledger are append-only' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER event_never_changes BEFORE UPDATE OR DELETE ON event
  FOR EACH ROW EXECUTE FUNCTION events_are_append_only();
CREATE TRIGGER event_never_goes BEFORE TRUNCATE ON event
  FOR EACH STATEMENT EXECUTE FUNCTION events_are_append_only();

-- One practice neither reads nor writes the rows of another, even by a fault of ours; the owner of the tables neither.
DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT table_name FROM information_schema.columns
    WHERE table_schema = 'fsecheck' AND column_name = 'practice'
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own ON %I USING (practice = current_setting(''fsecheck.practice''))', name);
  END LOOP;
END
$$;
