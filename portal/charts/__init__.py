"""Charts and maps drawn on the server: accessible SVG, each with the table that it shows. Pure."""
