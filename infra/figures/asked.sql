-- What is asked: a row for each program, of one week each (more: UNION ALL). Put your values here.
-- cooldown_minutes and active_days are the program's rules; anchored_at is a mail's "as of" in UTC,
-- today the local day of which balances are told.
CREATE OR REPLACE VIEW asked AS
SELECT
    'cafe-poincon' AS program,
    DATE '2026-11-16' AS monday,
    'Europe/Paris' AS time_zone,
    30 AS cooldown_minutes,
    60 AS active_days,
    DATE '2026-11-23' AS today,
    TIMESTAMP '2026-11-23 05:58:00.000' AS anchored_at;
