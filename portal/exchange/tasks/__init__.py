"""Tasks that follow from directives: given, carried over, reported on, accepted. `course` says what may become of one."""
