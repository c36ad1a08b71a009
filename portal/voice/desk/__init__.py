"""The desk's pages of what citizens say: list, case, settings, export."""
