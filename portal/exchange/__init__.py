"""Documents exchanged between offices: registers, drafting, packages in the national format, and what carries them."""
