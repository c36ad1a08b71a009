"""What runs in the child process of reading; stands alone: relative imports and libraries only, nothing of ours."""
