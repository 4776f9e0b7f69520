-- What the schema of the ledgers is made of, one line each: what and where, and how it is defined. A ledger that is
-- verified is compared with shape.tsv, which holds the same of the tables as the migrations and grants.sql make them.

WITH tables AS (
  SELECT oid, relname, relkind, relrowsecurity, relforcerowsecurity, relpersistence, relacl, relowner
  FROM pg_class WHERE relnamespace = 'fsecheck'::regnamespace AND relkind <> 'i' AND relkind <> 'I'
)
SELECT 'table ' || relname AS what,
  concat_ws(' ', relkind, relpersistence, relrowsecurity, relforcerowsecurity) AS definition
FROM tables
UNION ALL
SELECT 'column ' || t.relname || '.' || a.attname,
  concat_ws(' ', format_type(a.atttypid, a.atttypmod), nullif(c.collname, 'default'), a.attnotnull, a.attgenerated,
    pg_get_expr(d.adbin, d.adrelid))
FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation c ON c.oid = a.attcollation
UNION ALL
SELECT 'constraint ' || t.relname || '.' || c.conname,
  concat_ws(' ', pg_get_constraintdef(c.oid), c.convalidated)
FROM tables t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype IN ('c', 'f', 'p', 'u', 'x')
UNION ALL
SELECT 'index ' || t.relname || '.' || i.indexrelid::regclass, concat_ws(' ', pg_get_indexdef(i.indexrelid), i.indisvalid)
FROM tables t JOIN pg_index i ON i.indrelid = t.oid
UNION ALL
SELECT 'trigger ' || t.relname || '.' || g.tgname, concat_ws(' ', pg_get_triggerdef(g.oid), g.tgenabled)
FROM tables t JOIN pg_trigger g ON g.tgrelid = t.oid AND (NOT g.tgisinternal OR g.tgenabled <> 'O')
UNION ALL
SELECT 'policy ' || t.relname || '.' || p.polname,
  concat_ws(' ', p.polcmd, p.polpermissive, p.polroles, pg_get_expr(p.polqual, p.polrelid),
    pg_get_expr(p.polwithcheck, p.polrelid))
FROM tables t JOIN pg_policy p ON p.polrelid = t.oid
UNION ALL
SELECT 'rule ' || t.relname || '.' || r.rulename, pg_get_ruledef(r.oid)
FROM tables t JOIN pg_rewrite r ON r.ev_class = t.oid
UNION ALL
SELECT 'child ' || t.relname || '.' || h.inhrelid::regclass, ''
FROM tables t JOIN pg_inherits h ON h.inhparent = t.oid
UNION ALL
SELECT 'function ' || p.proname,
  concat_ws(' ', pg_get_function_identity_arguments(p.oid), l.lanname, p.prosecdef, p.prosrc)
FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.pronamespace = 'fsecheck'::regnamespace
UNION ALL
SELECT DISTINCT 'right ' || t.relname || '.' || r.privilege_type, ''
FROM tables t CROSS JOIN aclexplode(t.relacl) r WHERE r.grantee <> t.relowner
UNION ALL
SELECT DISTINCT 'right ' || t.relname || '.' || a.attname || '.' || r.privilege_type, ''
FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid CROSS JOIN aclexplode(a.attacl) r WHERE r.grantee <> t.relowner
ORDER BY 1
