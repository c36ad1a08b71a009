"""The matters that open data is made of: fields, datasets and questions of each."""
