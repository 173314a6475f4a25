-- Texts that packed several values become columns or JSON.

-- The newest change of an instance; null once all of its effects were visible at once.
ALTER TABLE load_balancer ALTER COLUMN change RENAME TO pending_change;
-- When its effects become visible, as JSON; null without a pending change.
ALTER TABLE load_balancer ADD COLUMN pending_delay VARCHAR(1000);

-- They were one text: the kind of the change and four moments, each as milliseconds/reads.
UPDATE load_balancer
SET pending_change = REGEXP_SUBSTR(pending_change, '^[A-Z]+'),
    pending_delay = REGEXP_REPLACE(
        pending_change,
        '^[A-Z]+ (\d+)/(\d+) (\d+)/(\d+) (\d+)/(\d+) (\d+)/(\d+)$',
        '{"settle":{"atMillis":$1,"reads":$2},"writable":{"atMillis":$3,"reads":$4},'
            || '"detail":{"atMillis":$5,"reads":$6},"list":{"atMillis":$7,"reads":$8}}')
WHERE pending_change IS NOT NULL;

ALTER TABLE load_balancer ADD CONSTRAINT load_balancer_pending
    CHECK (pending_change IN ('CREATED', 'UPDATED', 'RELEASED') AND pending_delay IS NOT NULL
        OR pending_change IS NULL AND pending_delay IS NULL);

-- How a listener has probed its servers, as JSON. It was a comma list of start, interval, unhealthy and healthy threshold.
ALTER TABLE listener ALTER COLUMN probe_plan SET DATA TYPE VARCHAR(10000);

UPDATE listener
SET probe_plan = '[' || REGEXP_REPLACE(
        probe_plan,
        '(\d+) (\d+) (\d+) (\d+)',
        '{"fromMillis":$1,"intervalSeconds":$2,"unhealthyThreshold":$3,"healthyThreshold":$4}') || ']';

-- A default of healthCheckPort was stored like a given value; now it is not stored, so that it follows backendPort. Which of
-- the two an equal value was is not known any more: it counts as the default. Inside a value a quotation mark is escaped, so
-- that the plain ones of the pattern match names alone.
UPDATE listener
SET settings = REGEXP_REPLACE(settings, '("backendPort":(\d+),.*?),"healthCheckPort":\2(?=[,}])', '$1')
WHERE protocol IN ('HTTP', 'HTTPS', 'UDP');

-- Where a machine's ports are found, as a JSON object. It was a list of pairs such as 8080:18080, separated by spaces.
UPDATE machine
SET ports = '{' || REPLACE(REGEXP_REPLACE(ports, '(\d+):(\d+)', '"$1":$2'), ' ', ',') || '}';
