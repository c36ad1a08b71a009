"""What runs in the child process only: loaded by worker.py as the package `child`, knows nothing of the application."""
