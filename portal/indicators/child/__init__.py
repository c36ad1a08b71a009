"""What runs in the child process that reads workbooks: knows nothing of the application."""
