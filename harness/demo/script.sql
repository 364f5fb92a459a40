-- What the demo asks of SQLite: a table, an index, a join with a recursive query, and an aggregate.
CREATE TABLE body (name TEXT PRIMARY KEY, found INTEGER, diameter_km INTEGER);
INSERT INTO body VALUES ('Ceres', 1801, 945), ('Pallas', 1802, 511), ('Juno', 1804, 254), ('Vesta', 1807, 525);
CREATE INDEX by_year ON body (found);
SELECT * FROM body WHERE diameter_km = (SELECT max(diameter_km) FROM body);
SELECT count(*) || ' bodies, ' || sum(diameter_km) || ' km' FROM body;
WITH RECURSIVE years (y) AS (SELECT 1801 UNION ALL SELECT y + 1 FROM years WHERE y < 1807)
SELECT y, ifnull(name, '-') FROM years LEFT JOIN body ON found = y ORDER BY y;
PRAGMA integrity_check;
