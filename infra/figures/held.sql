-- What cards hold now, by account: what the shop owes. Balances run over every entry.
WITH lots AS (
    SELECT changes.program, changes.card, account, expires_on, sum(changes.units) AS units
    FROM changes
    JOIN cards ON cards.program = changes.program AND cards.card = changes.card
    GROUP BY changes.program, changes.card, account, expires_on
)
SELECT lots.program, account, sum(lots.units) AS held
FROM lots
JOIN weeks ON weeks.program = lots.program
WHERE lots.units <> 0
    AND (expires_on IS NULL OR expires_on >= today)
    AND (account IN ('stamps', 'points', 'credit')
        OR account LIKE 'reward:%' OR account LIKE 'coupon:%')
GROUP BY lots.program, account
ORDER BY lots.program, account;
