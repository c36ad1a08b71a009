"""What child processes share that do one task of a folder `child`; its module is run by path, never from here."""
