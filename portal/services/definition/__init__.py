"""What a service is made of, as data: pure, without Flask or database."""
