-- DuckDB reads DynamoDB's export: entries, what they changed, cards, and the week's instants.
-- Before it: asked.sql, and SET VARIABLE exported = '<folder>/AWSDynamoDB/<export>/data/*.json.gz';
CREATE OR REPLACE TABLE items AS
SELECT
    json AS line,
    json ->> '$.Item.pk.S' AS pk,
    json ->> '$.Item.sk.S' AS sk
FROM read_ndjson_objects(getvariable('exported'))
WHERE split_part(json ->> '$.Item.pk.S', '#', 3) = 'C';

CREATE OR REPLACE TABLE weeks AS
SELECT
    asked.*,
    timezone('UTC', timezone(time_zone, CAST(monday AS TIMESTAMP))) AS week_begin,
    timezone('UTC', timezone(time_zone, monday + INTERVAL '7' DAY)) AS week_end,
    timezone('UTC', timezone(time_zone, monday - greatest(active_days, 7) * INTERVAL '1' DAY))
        AS window_begin,
    timezone('UTC', timezone(time_zone, monday + (7 - greatest(active_days, 7)) * INTERVAL '1' DAY))
        AS next_window_begin
FROM asked;

CREATE OR REPLACE TABLE cards AS
SELECT
    split_part(pk, '#', 2) AS program,
    split_part(pk, '#', 4) AS card,
    CAST(rtrim(line ->> '$.Item.joined_at.S', 'Z') AS TIMESTAMP) AS joined_at
FROM items
WHERE sk = 'A#CARD';

CREATE OR REPLACE TABLE entries AS
WITH plain AS (
    SELECT
        split_part(pk, '#', 2) AS program,
        split_part(pk, '#', 4) AS card,
        substr(sk, 3) AS operation,
        CAST(line ->> '$.Item.seq.N' AS BIGINT) AS seq,
        line ->> '$.Item.kind.S' AS kind,
        CAST(rtrim(line ->> '$.Item.happened_at.S', 'Z') AS TIMESTAMP) AS happened_at,
        CAST(rtrim(line ->> '$.Item.recorded_at.S', 'Z') AS TIMESTAMP) AS recorded_at,
        line ->> '$.Item.shop.S' AS shop,
        CAST(line ->> '$.Item.units.N' AS BIGINT) AS units,
        CAST(line ->> '$.Item.amount.M.minor.N' AS BIGINT) AS minor,
        line ->> '$.Item.facts.M.gave.S' AS gave,
        line ->> '$.Item.facts.M.refunds.S' AS refunds,
        line ->> '$.Item.reverses.S' AS reverses
    FROM items
    WHERE sk LIKE 'E#%'
)
SELECT
    plain.*,
    CAST(timezone(time_zone, timezone('UTC', happened_at)) AS DATE) AS local_day
FROM plain
JOIN weeks ON weeks.program = plain.program;

CREATE OR REPLACE TABLE changes AS
SELECT
    split_part(pk, '#', 2) AS program,
    split_part(pk, '#', 4) AS card,
    substr(sk, 3) AS operation,
    place,
    change ->> '$.M.account.S' AS account,
    CAST(change ->> '$.M.units.N' AS BIGINT) AS units,
    CAST(change ->> '$.M.expires_on.S' AS DATE) AS expires_on
FROM items
CROSS JOIN unnest(json_extract(line, '$.Item.changes.L[*]'))
    WITH ORDINALITY AS listed (change, place)
WHERE sk LIKE 'E#%';
