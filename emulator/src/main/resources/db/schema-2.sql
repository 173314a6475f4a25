-- Version 2. A snapshot's rows are those of the schema that it was taken in; expired tokens are looked for by account.

ALTER TABLE snapshot ADD COLUMN schema_version INT DEFAULT 1 NOT NULL;

DROP INDEX client_token_age;

CREATE INDEX client_token_expiry ON client_token (account, last_received_at);
