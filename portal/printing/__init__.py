"""Papers to print: fonts, letterheads and signature blocks of the administration, QR codes, as PDF."""
