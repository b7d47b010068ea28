-- The week's figures, one row for each program that is asked for.
WITH per_card AS (
    SELECT
        seen.program,
        seen.card,
        count(*) FILTER (WHERE happened_at >= week_begin AND happened_at < week_end) AS scans,
        max(CASE WHEN happened_at >= window_begin AND happened_at < week_begin
            THEN 1 ELSE 0 END) AS at_start,
        max(CASE WHEN happened_at >= next_window_begin AND happened_at < week_end
            THEN 1 ELSE 0 END) AS at_end,
        CASE WHEN min(happened_at) >= min(week_begin) AND min(happened_at) < min(week_end)
            THEN 1 ELSE 0 END AS first_here
    FROM seen
    JOIN weeks ON weeks.program = seen.program
    GROUP BY seen.program, seen.card
),
customers AS (
    SELECT
        program,
        sum(scans) AS scans,
        count(*) FILTER (WHERE scans > 0) AS members_active,
        sum(at_start) AS at_start,
        sum(at_end) AS at_end,
        sum(at_start * at_end) AS kept,
        sum(at_start * (1 - at_end)) AS lost,
        sum(at_end * first_here) AS first_seen,
        sum(at_end * (1 - at_start) * (1 - first_here)) AS returned
    FROM per_card
    GROUP BY program
),
visited AS (
    SELECT visits.program, count(*) AS visits
    FROM visits
    JOIN weeks ON weeks.program = visits.program
    WHERE happened_at >= week_begin AND happened_at < week_end
    GROUP BY visits.program
),
sold AS (
    SELECT
        standing.program,
        sum(CASE WHEN standing.kind = 'earn' THEN standing.units ELSE 0 END) AS stamps,
        sum(CASE
            WHEN standing.kind = 'earn' THEN coalesce(standing.minor, 0)
            WHEN sale.operation IS NOT NULL THEN -coalesce(standing.minor, 0)
            ELSE 0
        END) AS spend_minor
    FROM standing
    JOIN weeks ON weeks.program = standing.program
    LEFT JOIN standing AS sale
        ON sale.program = standing.program
        AND sale.card = standing.card
        AND sale.operation = standing.refunds
        AND sale.kind = 'earn'
    WHERE standing.happened_at >= week_begin AND standing.happened_at < week_end
    GROUP BY standing.program
),
members AS (
    SELECT
        cards.program,
        count(*) AS members_total,
        count(*) FILTER (WHERE joined_at >= week_begin) AS members_joined
    FROM cards
    JOIN weeks ON weeks.program = cards.program
    WHERE joined_at < week_end
    GROUP BY cards.program
)
SELECT
    weeks.program,
    coalesce(scans, 0) AS scans,
    coalesce(visits, 0) AS visits,
    coalesce(stamps, 0) AS stamps,
    coalesce(spend_minor, 0) AS spend_minor,
    coalesce(members_total, 0) AS members_total,
    coalesce(members_joined, 0) AS members_joined,
    coalesce(members_active, 0) AS members_active,
    coalesce(at_start, 0) AS at_start,
    coalesce(at_end, 0) AS at_end,
    coalesce(kept, 0) AS kept,
    coalesce(lost, 0) AS lost,
    coalesce(first_seen, 0) AS first_seen,
    coalesce(returned, 0) AS returned
FROM weeks
LEFT JOIN customers ON customers.program = weeks.program
LEFT JOIN visited ON visited.program = weeks.program
LEFT JOIN sold ON sold.program = weeks.program
LEFT JOIN members ON members.program = weeks.program
ORDER BY weeks.program;
