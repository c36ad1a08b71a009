"""The desk's pages of money: the counter's (`payment.collect`), and the treasurer's (`payment.settle`), who sees
sums and codes and no person."""
