"""`make chaos`: a real installation in trouble. Each fault is made many times under load, then everything is looked at.

An installation is what a district runs: `portal.serve` with several workers, follower and job worker, 18 portals with
their content. `python -m chaos --help`; docs/thu-loi.md tells what each fault is and what was found.
"""
