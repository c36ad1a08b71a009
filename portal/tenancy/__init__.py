"""Which portal is this: tenants, hosts, and the scope that every query keeps to."""
