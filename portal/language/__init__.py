"""Rules of written Vietnamese: what of a text its writer may want to look at. Pure; knows no portal and no page."""
