-- What the role of the application may do, and no more: no event changes or goes, no table is emptied, made or altered.
-- What an event says may go, where a person is forgotten. Also for psql: psql -v role=NAME -f grants.sql

GRANT USAGE ON SCHEMA fsecheck TO :"role";
GRANT SELECT ON ALL TABLES IN SCHEMA fsecheck TO :"role";
GRANT INSERT ON
  fsecheck.ledger, fsecheck.key_check, fsecheck.practitioner, fsecheck.person, fsecheck.invoice, fsecheck.acts,
  fsecheck.trip, fsecheck.volume, fsecheck.coverage, fsecheck.event, fsecheck.payload, fsecheck.erasure,
  fsecheck.forgotten TO :"role";
GRANT UPDATE (turn) ON fsecheck.ledger TO :"role";
GRANT UPDATE ON
  fsecheck.practitioner, fsecheck.person, fsecheck.invoice, fsecheck.acts, fsecheck.volume, fsecheck.forgotten
  TO :"role";
GRANT DELETE ON
  fsecheck.key_check, fsecheck.person, fsecheck.invoice, fsecheck.acts, fsecheck.trip, fsecheck.volume,
  fsecheck.coverage, fsecheck.payload TO :"role";
