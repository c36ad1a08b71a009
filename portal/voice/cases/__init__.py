"""What questions, reports and comments share: a case with a code, a state, somebody who answers, and an end."""
