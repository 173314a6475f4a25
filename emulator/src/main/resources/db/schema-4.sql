-- The address of an instance of type ipv6 is its IPv6 address, in canonical spelling.

ALTER TABLE load_balancer ALTER COLUMN address SET DATA TYPE VARCHAR(45);

-- Addresses were spelled 2001:db8::HIGH:LOW. A group 0 beside :: belongs to the zeros that it stands for.
UPDATE load_balancer
SET ipv6 = REGEXP_REPLACE(ipv6, '^2001:db8::0:', '2001:db8::')
WHERE ipv6 <> '';

UPDATE load_balancer
SET address = ipv6
WHERE ip_type = 'ipv6' AND ipv6 <> '';
