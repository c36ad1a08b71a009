"""VietQR: the text of a code that every Vietnamese bank's application reads, its picture, the banks."""
