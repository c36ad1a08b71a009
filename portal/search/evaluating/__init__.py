"""How well and how fast search answers: the figures that `flask search evaluate` and `make bench` print."""
