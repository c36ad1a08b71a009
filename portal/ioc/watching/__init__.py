"""Rules with thresholds over the warehouse, the alerts that they raise, and who is told of them, when."""
