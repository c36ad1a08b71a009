"""The desk of indicators: reports of a portal, revisions, workbooks; for the district catalogue, targets, units."""
