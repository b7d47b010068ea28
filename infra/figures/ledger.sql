-- How many entries the ledger had at the mail's "as of": each card's latest one before it.
WITH latest AS (
    SELECT entries.program, entries.card, max(seq) AS seq
    FROM entries
    JOIN cards ON cards.program = entries.program AND cards.card = entries.card
    JOIN weeks ON weeks.program = entries.program
    WHERE recorded_at < anchored_at
    GROUP BY entries.program, entries.card
)
SELECT weeks.program, count(latest.card) AS cards, coalesce(sum(latest.seq), 0) AS entries
FROM weeks
LEFT JOIN latest ON latest.program = weeks.program
GROUP BY weeks.program
ORDER BY weeks.program;
