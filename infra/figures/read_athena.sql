-- Athena (engine version 3) reads DynamoDB's export, and gives what read_duckdb.sql gives.
-- After asked.sql, in an empty database; one statement at a time. Put the export's address here.
CREATE EXTERNAL TABLE exported (line string)
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\001' LINES TERMINATED BY '\n'
STORED AS TEXTFILE
LOCATION 's3://your-bucket/AWSDynamoDB/your-export/data/';

CREATE VIEW items AS
SELECT
    line,
    json_extract_scalar(line, '$.Item.pk.S') AS pk,
    json_extract_scalar(line, '$.Item.sk.S') AS sk
FROM exported
WHERE split_part(json_extract_scalar(line, '$.Item.pk.S'), '#', 3) = 'C';

CREATE VIEW weeks AS
WITH days AS (
    SELECT
        asked.*,
        monday + INTERVAL '7' DAY AS next_monday,
        monday - greatest(active_days, 7) * INTERVAL '1' DAY AS window_day,
        monday + (7 - greatest(active_days, 7)) * INTERVAL '1' DAY AS next_window_day
    FROM asked
)
SELECT
    program, monday, time_zone, cooldown_minutes, active_days, today, anchored_at,
    CAST(at_timezone(with_timezone(CAST(monday AS timestamp(3)), time_zone), 'UTC')
        AS timestamp(3)) AS week_begin,
    CAST(at_timezone(with_timezone(CAST(next_monday AS timestamp(3)), time_zone), 'UTC')
        AS timestamp(3)) AS week_end,
    CAST(at_timezone(with_timezone(CAST(window_day AS timestamp(3)), time_zone), 'UTC')
        AS timestamp(3)) AS window_begin,
    CAST(at_timezone(with_timezone(CAST(next_window_day AS timestamp(3)), time_zone), 'UTC')
        AS timestamp(3)) AS next_window_begin
FROM days;

CREATE TABLE cards WITH (format = 'PARQUET') AS
SELECT
    split_part(pk, '#', 2) AS program,
    split_part(pk, '#', 4) AS card,
    CAST(from_iso8601_timestamp(json_extract_scalar(line, '$.Item.joined_at.S'))
        AS timestamp(3)) AS joined_at
FROM items
WHERE sk = 'A#CARD';

CREATE TABLE entries WITH (format = 'PARQUET') AS
WITH plain AS (
    SELECT
        split_part(pk, '#', 2) AS program,
        split_part(pk, '#', 4) AS card,
        substr(sk, 3) AS operation,
        CAST(json_extract_scalar(line, '$.Item.seq.N') AS bigint) AS seq,
        json_extract_scalar(line, '$.Item.kind.S') AS kind,
        CAST(from_iso8601_timestamp(json_extract_scalar(line, '$.Item.happened_at.S'))
            AS timestamp(3)) AS happened_at,
        CAST(from_iso8601_timestamp(json_extract_scalar(line, '$.Item.recorded_at.S'))
            AS timestamp(3)) AS recorded_at,
        json_extract_scalar(line, '$.Item.shop.S') AS shop,
        CAST(json_extract_scalar(line, '$.Item.units.N') AS bigint) AS units,
        CAST(json_extract_scalar(line, '$.Item.amount.M.minor.N') AS bigint) AS minor,
        json_extract_scalar(line, '$.Item.facts.M.gave.S') AS gave,
        json_extract_scalar(line, '$.Item.facts.M.refunds.S') AS refunds,
        json_extract_scalar(line, '$.Item.reverses.S') AS reverses
    FROM items
    WHERE sk LIKE 'E#%'
)
SELECT
    plain.program, card, operation, seq, kind, happened_at, recorded_at, shop, units, minor, gave,
    refunds, reverses,
    CAST(at_timezone(with_timezone(happened_at, 'UTC'), time_zone) AS date) AS local_day
FROM plain
JOIN weeks ON weeks.program = plain.program;

CREATE TABLE changes WITH (format = 'PARQUET') AS
SELECT
    split_part(pk, '#', 2) AS program,
    split_part(pk, '#', 4) AS card,
    substr(sk, 3) AS operation,
    place,
    json_extract_scalar(change, '$.M.account.S') AS account,
    CAST(json_extract_scalar(change, '$.M.units.N') AS bigint) AS units,
    CAST(json_extract_scalar(change, '$.M.expires_on.S') AS date) AS expires_on
FROM items
CROSS JOIN UNNEST(CAST(json_extract(line, '$.Item.changes.L') AS array(json)))
    WITH ORDINALITY AS listed (change, place)
WHERE sk LIKE 'E#%';
