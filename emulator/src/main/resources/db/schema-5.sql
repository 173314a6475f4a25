-- An instance keeps its resource group; client tokens of one service are not those of another.

-- The resource group that the instance was created in; null without one.
ALTER TABLE load_balancer ADD COLUMN resource_group_id VARCHAR(4096);

ALTER TABLE client_token ALTER COLUMN token SET DATA TYPE VARCHAR(96);

-- A token begins with the service that it was sent to. Until now services were not told apart, and most tokens are those of BLB.
UPDATE client_token
SET token = 'blb ' || token;
