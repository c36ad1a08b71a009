"""What those who spread the word hand out: leaflet, poster, slides and the sheet of all services, made of the same
definition as the guide and the dossiers, so that they never say anything else."""
