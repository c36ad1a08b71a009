"""The guide before a service: a few plain questions, then what to bring, what it costs, how long it takes, where."""
