"""Directives of the registers that become published legal documents, and published ones that are sent on."""
