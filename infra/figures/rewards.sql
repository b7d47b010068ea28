-- The week's rewards by the key under which they are given: earned, given, ended on a card.
WITH moved AS (
    SELECT
        standing.program,
        CASE WHEN account LIKE 'reward:%' THEN substr(account, 8) ELSE account END AS reward,
        CASE
            WHEN changes.units > 0 AND account LIKE 'reward:%' AND standing.kind <> 'refund'
                THEN changes.units
            ELSE 0
        END AS earned,
        CASE WHEN changes.units < 0 AND expires_on < standing.local_day
            THEN -changes.units ELSE 0 END AS expired,
        0 AS redeemed
    FROM standing
    JOIN weeks ON weeks.program = standing.program
    JOIN changes
        ON changes.program = standing.program
        AND changes.card = standing.card
        AND changes.operation = standing.operation
    WHERE standing.happened_at >= week_begin AND standing.happened_at < week_end
        AND (account LIKE 'reward:%' OR account LIKE 'coupon:%')
    UNION ALL
    SELECT given.program, given.reward, 0, 0, 1
    FROM given
    JOIN weeks ON weeks.program = given.program
    WHERE given.happened_at >= week_begin AND given.happened_at < week_end
        AND given.reward IS NOT NULL
)
SELECT
    program,
    reward,
    sum(earned) AS earned,
    sum(redeemed) AS redeemed,
    sum(expired) AS expired
FROM moved
GROUP BY program, reward
HAVING sum(earned) + sum(redeemed) + sum(expired) > 0
ORDER BY program, reward;
