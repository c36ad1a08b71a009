"""Tasks that follow from directives: given, carried over, reported on. `course` says what may become of one."""
