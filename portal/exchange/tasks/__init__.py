"""Tasks that follow from directives: given, carried over, reported on, accepted. `course` is what may become of them."""
