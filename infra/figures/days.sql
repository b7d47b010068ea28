-- The week's visits by day and shop, and the distinct customers of each.
SELECT
    visits.program,
    visits.local_day,
    visits.shop,
    count(*) AS visits,
    count(DISTINCT visits.card) AS customers
FROM visits
JOIN weeks ON weeks.program = visits.program
WHERE visits.happened_at >= week_begin AND visits.happened_at < week_end
GROUP BY visits.program, visits.local_day, visits.shop
ORDER BY visits.program, visits.local_day, visits.shop;
