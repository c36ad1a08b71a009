"""What a paper says: its text read by a job, its kind and fields proposed from the words. A person decides."""
