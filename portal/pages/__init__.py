"""Standing pages of each portal: introduction, organisation, mandatory sections."""
