"""What runs in the child process of preparing; stands alone: relative imports and libraries only, nothing of ours."""
