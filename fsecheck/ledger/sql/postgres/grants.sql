-- What the role of the application may do, and no more: no event changes or goes, nothing that was written of an invoice
-- or said of it goes, no table is emptied, made or altered. What is erased, the owner erases (ledger forget, retain, key
-- retire). Also for psql: psql -v role=NAME -f grants.sql

REVOKE ALL ON ALL TABLES IN SCHEMA fsecheck FROM :"role";
GRANT USAGE ON SCHEMA fsecheck TO :"role";
GRANT SELECT ON ALL TABLES IN SCHEMA fsecheck TO :"role";
GRANT INSERT ON
  fsecheck.ledger, fsecheck.key_check, fsecheck.practitioner, fsecheck.person, fsecheck.invoice, fsecheck.acts,
  fsecheck.trip, fsecheck.volume, fsecheck.coverage, fsecheck.event, fsecheck.payload, fsecheck.erasure,
  fsecheck.forgotten TO :"role";
GRANT UPDATE (turn) ON fsecheck.ledger TO :"role";
GRANT UPDATE (linked, invoices) ON fsecheck.practitioner TO :"role";
GRANT UPDATE (digest, key_version, linked) ON fsecheck.person TO :"role";
GRANT UPDATE (state, former, since, answer, replaces) ON fsecheck.invoice TO :"role";
GRANT UPDATE (live) ON fsecheck.acts TO :"role";
GRANT UPDATE ON fsecheck.volume TO :"role";
GRANT DELETE ON fsecheck.volume, fsecheck.coverage TO :"role";
