"""A commune's year of dossiers, made up: for trying a portal under load, for training, for measuring.

Nobody in it is real. Every row is what the verbs of `portal.dossiers` and `portal.payments` would have written, had
each act been done at its time; `checking` looks through all of it, and tests do the same acts by the verbs and compare.
"""
