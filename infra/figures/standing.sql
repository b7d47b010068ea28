-- What the figures are made of, in DuckDB and in Athena alike.
-- An entry stands unless a later one took it back; a reversal itself is none.
CREATE OR REPLACE VIEW standing AS
WITH undone AS (
    SELECT DISTINCT program, card, reverses
    FROM entries
    WHERE kind = 'reverse'
)
SELECT entries.*
FROM entries
JOIN cards ON cards.program = entries.program AND cards.card = entries.card
LEFT JOIN undone
    ON undone.program = entries.program
    AND undone.card = entries.card
    AND undone.reverses = entries.operation
WHERE entries.kind <> 'reverse' AND undone.reverses IS NULL;

-- Every standing sale and redemption, beside the one that happened before it on its card.
CREATE OR REPLACE VIEW seen AS
SELECT
    standing.program,
    standing.card,
    standing.shop,
    standing.local_day,
    standing.happened_at,
    lag(standing.happened_at) OVER (
        PARTITION BY standing.program, standing.card ORDER BY standing.happened_at, standing.seq
    ) AS before_at
FROM standing
WHERE standing.kind IN ('earn', 'redeem');

-- Those that are visits: at least a cooldown after whatever came before.
CREATE OR REPLACE VIEW visits AS
SELECT seen.*
FROM seen
JOIN weeks ON weeks.program = seen.program
WHERE seen.before_at IS NULL
    OR seen.happened_at >= seen.before_at + weeks.cooldown_minutes * INTERVAL '1' MINUTE;

-- What a redemption gave: as it says itself, else the first reward that it used.
CREATE OR REPLACE VIEW given AS
WITH used AS (
    SELECT
        program,
        card,
        operation,
        account,
        row_number() OVER (PARTITION BY program, card, operation ORDER BY place) AS turn
    FROM changes
    WHERE account LIKE 'reward:%'
)
SELECT
    standing.program,
    standing.card,
    standing.operation,
    standing.happened_at,
    standing.shop,
    standing.local_day,
    coalesce(nullif(standing.gave, ''), substr(used.account, 8)) AS reward
FROM standing
LEFT JOIN used
    ON used.program = standing.program
    AND used.card = standing.card
    AND used.operation = standing.operation
    AND used.turn = 1
LEFT JOIN standing AS returned
    ON returned.program = standing.program
    AND returned.card = standing.card
    AND returned.refunds = standing.operation
WHERE standing.kind = 'redeem' AND returned.operation IS NULL;
