"""A payment provider to try things out with: a service of its own on the loopback, with a page where one chooses what
happens. `python -m portal.payments.simulator --port 9300 --key …`; docs/thu-phi.md tells how.

It holds everything in memory and knows nothing of the portal but the signed form of `providers.signing`.
"""
