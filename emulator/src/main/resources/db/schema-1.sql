-- The state. Read by the code generator at build time and by the server at start.
-- Every instant is in milliseconds since 1970-01-01T00:00:00Z and its column ends in _at.

CREATE TABLE account (
    account VARCHAR(512) PRIMARY KEY,
    -- Counted here so that the quota is decided by one guarded update and costs the same at any number.
    load_balancers INT NOT NULL CHECK (load_balancers >= 0),
    -- The number that the newest instance got: it orders the list and spells the markers.
    last_ordinal BIGINT NOT NULL
);

-- One row: at a real time the clock showed a time, and so many seconds pass in a real one since. In ISO form, as they are exact.
CREATE TABLE clock_reading (
    id INT PRIMARY KEY CHECK (id = 1),
    real_time VARCHAR(40) NOT NULL,
    shown_time VARCHAR(40) NOT NULL,
    scale INT NOT NULL
);

CREATE TABLE load_balancer (
    blb_id VARCHAR(64) PRIMARY KEY,
    account VARCHAR(512) NOT NULL REFERENCES account ON DELETE CASCADE,
    ordinal BIGINT NOT NULL,
    name VARCHAR(65) NOT NULL,
    description VARCHAR(450) NOT NULL,
    vpc_id VARCHAR(128) NOT NULL,
    subnet_id VARCHAR(128) NOT NULL,
    address VARCHAR(15) NOT NULL,
    ip_type VARCHAR(6) NOT NULL CHECK (ip_type IN ('normal', 'ipv6')),
    ipv6 VARCHAR(45) NOT NULL,
    eip VARCHAR(15),
    tags VARCHAR(1000000) NOT NULL,
    allow_delete BOOLEAN NOT NULL,
    allow_modify BOOLEAN NOT NULL,
    modification_protection_reason VARCHAR(128) NOT NULL,
    support_acl BOOLEAN NOT NULL,
    payment_timing VARCHAR(8) NOT NULL CHECK (payment_timing IN ('Prepaid', 'Postpaid')),
    billing_method VARCHAR(16) CHECK (billing_method IN ('BySpec', 'ByCapacityUnit')),
    performance_level VARCHAR(16),
    expires_at BIGINT,
    auto_renew_months INT CHECK (auto_renew_months > 0),
    -- A change to postpaid that waits for expires_at.
    pending_billing_method VARCHAR(16) CHECK (pending_billing_method IN ('BySpec', 'ByCapacityUnit')),
    pending_performance_level VARCHAR(16),
    layer4_cluster_id VARCHAR(4096),
    layer7_cluster_id VARCHAR(4096),
    layer4_cluster_exclusive BOOLEAN,
    layer7_cluster_exclusive BOOLEAN,
    created_at BIGINT NOT NULL,
    -- What an administrator switched it to.
    base_status VARCHAR(11) NOT NULL CHECK (base_status IN ('available', 'paused', 'unavailable')),
    -- What was done last, and when its effects show; null once nobody has to wait for any.
    change VARCHAR(200),
    CHECK ((payment_timing = 'Prepaid') = (expires_at IS NOT NULL)),
    CHECK (pending_billing_method IS NULL OR payment_timing = 'Prepaid'),
    UNIQUE (account, ordinal),
    UNIQUE (account, address, subnet_id),
    UNIQUE (account, eip)
);

CREATE TABLE listener (
    blb_id VARCHAR(64) NOT NULL REFERENCES load_balancer ON DELETE CASCADE,
    port INT NOT NULL CHECK (port BETWEEN 1 AND 65535),
    -- TCP, HTTP, HTTPS and SSL exclude each other on a port; UDP excludes only UDP.
    transport VARCHAR(3) NOT NULL CHECK (transport IN ('TCP', 'UDP')),
    protocol VARCHAR(5) NOT NULL CHECK (protocol IN ('TCP', 'UDP', 'HTTP', 'HTTPS', 'SSL')),
    description VARCHAR(200) NOT NULL,
    -- The fields that only travel, as JSON.
    settings VARCHAR(1000000) NOT NULL,
    -- How it probes its servers, and since when: health at any time follows from it.
    probe_plan VARCHAR(4000) NOT NULL,
    CHECK ((transport = 'UDP') = (protocol = 'UDP')),
    PRIMARY KEY (blb_id, port, transport)
);

CREATE TABLE backend_server (
    blb_id VARCHAR(64) NOT NULL REFERENCES load_balancer ON DELETE CASCADE,
    instance_id VARCHAR(128) NOT NULL,
    ordinal BIGINT NOT NULL,
    weight INT NOT NULL CHECK (weight BETWEEN 0 AND 100),
    description VARCHAR(4096) NOT NULL,
    attached_at BIGINT NOT NULL,
    PRIMARY KEY (blb_id, instance_id),
    UNIQUE (blb_id, ordinal)
);

CREATE INDEX backend_server_instance ON backend_server (instance_id);

CREATE TABLE security_group_binding (
    blb_id VARCHAR(64) NOT NULL REFERENCES load_balancer ON DELETE CASCADE,
    kind VARCHAR(10) NOT NULL CHECK (kind IN ('ordinary', 'enterprise')),
    group_id VARCHAR(128) NOT NULL,
    ordinal BIGINT NOT NULL,
    PRIMARY KEY (blb_id, kind, group_id)
);

-- What was declared: accounts with their settings and keys, and things that other services make. The empty text as account
-- stands for every account.
CREATE TABLE declaration (
    account VARCHAR(512) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    id VARCHAR(512) NOT NULL,
    -- Its members without the id, as JSON.
    members VARCHAR(1000000) NOT NULL,
    PRIMARY KEY (account, kind, id)
);

-- A health state, or a script of probes, that was set by hand; the empty text and 0 stand for every account, instance or port.
CREATE TABLE forced_health (
    instance_id VARCHAR(128) NOT NULL,
    account VARCHAR(512) NOT NULL,
    blb_id VARCHAR(64) NOT NULL,
    port INT NOT NULL,
    status VARCHAR(7) CHECK (status IN ('Alive', 'Dead', 'Unknown')),
    script VARCHAR(4096),
    since_at BIGINT NOT NULL,
    CHECK ((status IS NULL) <> (script IS NULL)),
    PRIMARY KEY (instance_id, account, blb_id, port)
);

-- Where a real server really lives, so that it can be probed; the empty account stands for every account.
CREATE TABLE machine (
    instance_id VARCHAR(128) NOT NULL,
    account VARCHAR(512) NOT NULL,
    host VARCHAR(253) NOT NULL,
    -- The one port that every port leads to; 0 if each leads to itself.
    port INT NOT NULL CHECK (port BETWEEN 0 AND 65535),
    -- Pairs such as 8080:18080, separated by spaces: where a port is really found.
    ports VARCHAR(4096) NOT NULL,
    since_at BIGINT NOT NULL,
    PRIMARY KEY (instance_id, account)
);

CREATE TABLE client_token (
    account VARCHAR(512) NOT NULL,
    token VARCHAR(64) NOT NULL,
    -- What the request was, to tell a repetition from another request with the same token.
    fingerprint VARCHAR(64) NOT NULL,
    -- The answer's body; the empty text for an empty body.
    reply VARCHAR(1000000) NOT NULL,
    last_received_at BIGINT NOT NULL,
    PRIMARY KEY (account, token)
);

CREATE INDEX client_token_age ON client_token (last_received_at);

-- Snapshots are kept beside the state: a reset and a restore leave them. The empty text as account stands for all accounts.
CREATE TABLE snapshot (
    account VARCHAR(512) NOT NULL,
    name VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account, name)
);

CREATE TABLE snapshot_rows (
    account VARCHAR(512) NOT NULL,
    name VARCHAR(64) NOT NULL,
    table_name VARCHAR(64) NOT NULL,
    -- The rows of one table, as JSON.
    content CLOB NOT NULL,
    PRIMARY KEY (account, name, table_name),
    FOREIGN KEY (account, name) REFERENCES snapshot ON DELETE CASCADE
);
