"""Legal and directive documents."""
