"""Photos, scans and PDFs made ready to read: upright, straight, white, small, in one file; what is wrong is said."""
