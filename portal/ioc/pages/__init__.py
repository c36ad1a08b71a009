"""The six pages of the operations centre, targets, the screen on the wall."""
